'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cx } from '@/components/ui/class-name';
import { isCurrent, NAVIGATION_ITEMS } from './navigation';

/** The sidebar of a phone, in the thumb's reach. */
export function BottomBar() {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 border-line border-t bg-raised pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex">
        {NAVIGATION_ITEMS.map((item) => {
          const here = isCurrent(item, pathname);
          return (
            <li key={item.href} className="min-w-0 grow basis-0">
              <Link
                href={item.href}
                aria-current={here ? 'page' : undefined}
                className={cx(
                  '-outline-offset-2 flex h-13 flex-col items-center justify-center gap-0.5 text-xs',
                  here ? 'font-medium text-accent' : 'text-muted',
                )}
              >
                <item.icon aria-hidden="true" className="size-5" />
                {item.label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
