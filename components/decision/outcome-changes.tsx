import { ArrowRight } from 'lucide-react';
import { CountText } from '@/components/ui/count-text';
import { Link } from '@/components/ui/link';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import type { OutcomeChange, OutcomeChangesOf } from '@/lib/contract/outcome-change';
import type { Outcome } from '@/lib/domain/outcome';

/** From one outcome to another. */
export function OutcomeBecomes({ from, to }: { from: Outcome; to: Outcome }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <OutcomeChip outcome={from} />
      <ArrowRight aria-label="becomes" className="size-3.5 text-muted" />
      <OutcomeChip outcome={to} />
    </span>
  );
}

/** How many decisions would have gone otherwise, and how. */
export function OutcomeChanges({ changes }: { changes: readonly OutcomeChange[] }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {changes.map(({ from, to, count }) => (
        <li key={`${from} ${to}`} className="flex flex-wrap items-center gap-1.5">
          <span className="min-w-10 text-right font-medium tabular-nums">
            <CountText count={count} />
          </span>
          <OutcomeBecomes from={from} to={to} />
        </li>
      ))}
    </ul>
  );
}

type TopProps = { title: string; items: readonly OutcomeChangesOf[]; hrefOf: (id: string) => string };

/** The agents or tools of which most decisions would have gone otherwise. */
export function TopChanges({ title, items, hrefOf }: TopProps) {
  return (
    <div className="min-w-0">
      <h3 className="font-medium text-sm">{title}</h3>
      <ol className="mt-1 flex flex-col text-sm leading-6">
        {items.map((item) => (
          <li key={item.id} className="flex justify-between gap-2">
            <Link href={hrefOf(item.id)} className="min-w-0 truncate underline underline-offset-2">
              {item.id}
            </Link>
            <span className="shrink-0 tabular-nums" title={item.changes.map(wordsOf).join(', ')}>
              <CountText count={item.count} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const wordsOf = ({ from, to, count }: OutcomeChange): string => `${count} ${from} → ${to}`;
