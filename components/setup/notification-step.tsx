'use client';

import { useQuery } from '@tanstack/react-query';
import { TestChannelButton } from '@/components/channel/test-channel-button';
import { LinkButton } from '@/components/ui/link-button';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SetupView } from '@/lib/contract/setup';
import { paths } from '@/lib/paths';
import { channelList } from '@/lib/query/channel';

/** A test to oneself over every channel that there is. */
export function NotificationStep({ test }: { test: SetupView['channelTest'] }) {
  const refusal = usePermissionRefusal('channel.list');
  const channels = useQuery({ ...channelList(), enabled: refusal === null });
  const hasMail = channels.data?.some(({ kind, isReady }) => kind === 'email' && isReady) === true;
  return (
    <div className="flex flex-col gap-3">
      <p>
        {test === null ? (
          'A call that needs a person has to reach one. Send a test to yourself.'
        ) : (
          <>
            A test over {test.channel} has arrived <TimeText at={test.at} />.
          </>
        )}
        {channels.data !== undefined &&
          !hasMail &&
          ' No mail server is configured yet: an operator sets CORDON_SMTP_URL and CORDON_MAIL_FROM.'}
      </p>
      <Problem
        error={channels.error}
        title="The channels could not be loaded"
        onRetry={() => channels.refetch()}
      />
      <ul className="flex flex-wrap gap-x-6 gap-y-2">
        {channels.data?.map((channel) => (
          <li key={channel.id} className="flex items-center gap-2">
            {channel.name}
            <TestChannelButton channel={channel} />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <LinkButton href={paths.settings('channels')}>Channels</LinkButton>
        <LinkButton href={paths.settings('notifications')}>How you are told</LinkButton>
      </div>
    </div>
  );
}
