import { Link } from '@/components/ui/link';
import { cx } from './class-name';
import { CountText } from './count-text';

export type Tab = { id: string; label: string; href: string; count?: number };

/** On a narrow screen the row is longer than it: the open tab is in sight. The page itself stays where it is. */
function showInRow(tab: HTMLElement | null) {
  const row = tab?.closest('nav');
  if (tab === null || row === null || row === undefined) return;
  const [own, whole] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  if (own.right > whole.right) row.scrollLeft += own.right - whole.right + own.width;
  else if (own.left < whole.left) row.scrollLeft -= whole.left - own.left + own.width;
}

/** Views of one thing. Each is a link, so the URL says which one is open. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }) {
  return (
    <nav aria-label={label} className="-mx-3 overflow-x-auto border-line border-b px-3 sm:mx-0 sm:px-0">
      <ul className="flex gap-1">
        {tabs.map((tab) => {
          const isCurrent = tab.id === current;
          return (
            <li key={tab.id}>
              <Link
                href={tab.href}
                scroll={false}
                ref={isCurrent ? showInRow : undefined}
                aria-current={isCurrent ? 'page' : undefined}
                className={cx(
                  '-outline-offset-2 relative flex h-9 items-center gap-1.5 whitespace-nowrap rounded-md px-3 pointer-coarse:h-11',
                  isCurrent
                    ? 'font-medium text-ink after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:bg-accent'
                    : 'text-muted hover:text-ink',
                )}
              >
                {tab.label}
                {tab.count !== undefined && <CountText count={tab.count} className="text-faint text-sm" />}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
