'use client';

import { Ellipsis } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useId, useRef } from 'react';
import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { FURTHER_ITEMS, isCurrent, type NavigationItem, PRIMARY_ITEMS } from './navigation';
import { WaitingBadge } from './waiting-badge';

const cell = (isHere: boolean) =>
  cx(
    '-outline-offset-2 relative flex h-13 w-full flex-col items-center justify-center gap-0.5 text-xs',
    isHere ? 'font-medium text-accent' : 'text-muted',
  );

/** The sidebar of a phone, in the thumb's reach: what is needed most, and a list with the rest. */
export function BottomBar() {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 border-line border-t bg-raised pb-[env(safe-area-inset-bottom)] md:hidden print:hidden"
    >
      <ul className="flex">
        {PRIMARY_ITEMS.map((item) => (
          <li key={item.href} className="min-w-0 grow basis-0">
            <ItemLink item={item} isHere={isCurrent(item, pathname)} className={cell} />
          </li>
        ))}
        <li className="min-w-0 grow basis-0">
          <More pathname={pathname} />
        </li>
      </ul>
    </nav>
  );
}

function ItemLink({
  item,
  isHere,
  className,
  onClick,
}: {
  item: NavigationItem;
  isHere: boolean;
  className: (isHere: boolean) => string;
  onClick?: () => void;
}) {
  return (
    <Link
      href={item.href}
      aria-current={isHere ? 'page' : undefined}
      className={className(isHere)}
      onClick={onClick}
    >
      <item.icon aria-hidden="true" className="size-5 shrink-0" />
      {item.label}
      {item.countsWaiting && <WaitingBadge className="absolute top-1 left-[calc(50%+0.5rem)]" />}
    </Link>
  );
}

function More({ pathname }: { pathname: string }) {
  const listId = useId();
  const ref = useRef<HTMLDivElement>(null);
  const isHere = FURTHER_ITEMS.some((item) => isCurrent(item, pathname));
  return (
    <>
      <button type="button" popoverTarget={listId} className={cell(isHere)}>
        <Ellipsis aria-hidden="true" className="size-5" />
        More
      </button>
      <div
        ref={ref}
        id={listId}
        popover="auto"
        className="fixed inset-auto right-2 bottom-[calc(3.5rem+env(safe-area-inset-bottom))] m-0 w-56 rounded-lg border border-line bg-raised p-2 text-ink shadow-float"
      >
        <ul>
          {FURTHER_ITEMS.map((item) => (
            <li key={item.href}>
              <ItemLink
                item={item}
                isHere={isCurrent(item, pathname)}
                className={moreRow}
                onClick={() => ref.current?.hidePopover()}
              />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

const moreRow = (isHere: boolean) =>
  cx(
    'flex h-11 items-center gap-3 rounded-md px-3',
    isHere ? 'bg-accent-tint font-medium text-accent' : 'text-ink',
  );
