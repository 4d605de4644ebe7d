'use client';

import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import type { ReviewItemSummary } from '@/lib/contract/review-item';
import { paths } from '@/lib/paths';
import { VerbChip } from './verb-chip';

const BEFORE = 4;
const SHOWN = 16;

type Props = { items: readonly ReviewItemSummary[]; current: string | null; campaign: string | null };

/** What stands before and behind the item on the card. */
export function QueueList({ items, current, campaign }: Props) {
  const at = items.findIndex(({ id }) => id === current);
  const from = Math.max(0, Math.min(at - BEFORE, items.length - SHOWN));
  const shown = items.slice(from, from + SHOWN);
  return (
    <Panel title="In order" flush mark={<span className="text-muted text-sm">the gravest tier first</span>}>
      <ol className="py-1">
        {shown.map((item) => (
          <li key={item.id}>
            <Link
              href={paths.myReviews({ ...(campaign !== null && { campaign }), i: item.id })}
              scroll={false}
              aria-current={item.id === current ? 'true' : undefined}
              className={cx(
                '-outline-offset-2 flex h-8 items-center gap-2 px-3 text-sm hover:bg-hover pointer-coarse:h-11',
                item.id === current && 'bg-accent-tint font-medium',
                item.decision !== null && 'text-muted',
              )}
            >
              <span className="min-w-0 grow truncate">{item.title}</span>
              {item.decision !== null && <VerbChip verb={item.decision.verb} isSaid />}
            </Link>
          </li>
        ))}
      </ol>
      {items.length > from + SHOWN && (
        <p className="border-line border-t px-3 py-1.5 text-muted text-sm">
          and {items.length - from - SHOWN} more
        </p>
      )}
    </Panel>
  );
}
