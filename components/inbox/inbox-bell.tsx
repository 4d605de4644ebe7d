'use client';

import { useQuery } from '@tanstack/react-query';
import { Bell } from 'lucide-react';
import { useEffect } from 'react';
import { LinkButton } from '@/components/ui/link-button';
import { paths } from '@/lib/paths';
import { inboxState } from '@/lib/query/notification';

const MOST_SHOWN = 99;
const COUNT = /^\(\d+\+?\) /;

/** The way to the inbox, with how much in it is unread; the tab's title says it too. */
export function InboxBell() {
  const { data } = useQuery(inboxState());
  const unread = data?.unread ?? 0;
  const shown = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread);
  useTitleCount(unread === 0 ? null : shown);
  return (
    <LinkButton
      href={paths.inbox()}
      variant="ghost"
      size="icon"
      aria-label={unread === 0 ? 'Inbox: nothing unread' : `Inbox: ${unread} unread`}
      data-tip={unread === 0 ? 'Inbox' : `${unread} unread`}
    >
      <span className="relative inline-flex">
        <Bell aria-hidden="true" />
        {unread > 0 && (
          <span
            aria-hidden="true"
            className="-top-2 -right-2 absolute min-w-4 rounded-full bg-accent px-1 text-center font-medium text-canvas text-xs"
          >
            {shown}
          </span>
        )}
      </span>
    </LinkButton>
  );
}

/** Every page sets its title anew when one comes to it: the count is put in front of whatever it is. */
function useTitleCount(count: string | null) {
  useEffect(() => {
    const apply = () => {
      const plain = document.title.replace(COUNT, '');
      const wanted = count === null ? plain : `(${count}) ${plain}`;
      if (document.title !== wanted) document.title = wanted;
    };
    apply();
    const observer = new MutationObserver(apply);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [count]);
}
