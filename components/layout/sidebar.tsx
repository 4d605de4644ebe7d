'use client';

import { usePathname } from 'next/navigation';
import { ReviewsLeft } from '@/components/review/reviews-left';
import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { Brand } from './brand';
import { isCurrent, NAVIGATION } from './navigation';
import { WaitingBadge } from './waiting-badge';

export function Sidebar() {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 hidden h-dvh w-52 shrink-0 flex-col overflow-y-auto border-line border-r bg-sunken md:flex print:hidden"
    >
      <div className="flex h-(--bar-height) shrink-0 items-center px-4">
        <Brand />
      </div>
      {NAVIGATION.map(({ heading, items }) => (
        <div key={heading} className="mt-3 px-2">
          <h2 className="px-2 pb-1 font-medium text-faint text-xs">{heading}</h2>
          <ul>
            {items.map((item) => {
              const here = isCurrent(item, pathname);
              return (
                <li key={item.href}>
                  <Link
                    href={item.href}
                    aria-current={here ? 'page' : undefined}
                    className={cx(
                      'flex h-8 items-center gap-2.5 rounded-md px-2 pointer-coarse:h-11',
                      here
                        ? 'bg-accent-tint font-medium text-accent'
                        : 'text-muted hover:bg-hover hover:text-ink',
                    )}
                  >
                    <item.icon aria-hidden="true" className="size-4 shrink-0" />
                    {item.label}
                    {item.badge === 'reviews' && <ReviewsLeft className="ml-auto" />}
                    {item.countsWaiting && <WaitingBadge className="ml-auto" />}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
