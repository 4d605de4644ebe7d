import { CheckCheck, Gavel } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import type { DecisionView } from '@/lib/contract/decision';
import { reasonTitle } from './reason-title';

type Row = { code: string; message: string; outcome: DecisionView['outcome'] | null; isLifted: boolean };

/** Every reason that applied, in the order of the rules; the one that decided is marked. */
export function ReasonList({ decision }: { decision: DecisionView }) {
  const rows: Row[] = [
    ...decision.reasons.map((reason) => ({ ...reason, isLifted: false })),
    ...decision.lifted.map((reason) => ({ ...reason, isLifted: true })),
  ];
  const winner =
    rows.find(
      ({ code, outcome, isLifted }) => !isLifted && code === decision.reason && outcome === decision.outcome,
    ) ?? rows.find(({ code, isLifted }) => !isLifted && code === decision.reason);

  if (rows.length === 0) {
    return (
      <p className="px-4 py-3">
        {reasonTitle(decision.reason)}, and no rule objected.{' '}
        <code className="font-mono text-muted text-sm">{decision.reason}</code>
      </p>
    );
  }
  return (
    <ul>
      {rows.map((row) => (
        <li
          key={`${row.code} ${row.message} ${row.isLifted}`}
          className="flex flex-wrap items-start gap-x-3 gap-y-1 border-line border-b px-4 py-2.5 last:border-b-0"
        >
          <div className="min-w-0 grow basis-60 [overflow-wrap:anywhere]">
            <p className={row === winner ? 'font-semibold' : undefined}>{reasonTitle(row.code)}</p>
            <p className="text-muted text-sm">
              <code className="font-mono">{row.code}</code> · {row.message}
            </p>
          </div>
          <span className="flex flex-wrap gap-1.5">
            {row === winner && (
              <Chip tone="plain" icon={<Gavel aria-hidden="true" />}>
                Decided
              </Chip>
            )}
            {row.isLifted ? (
              <Chip tone="plain" icon={<CheckCheck aria-hidden="true" />}>
                Lifted by an approval
              </Chip>
            ) : (
              row.outcome !== null && <OutcomeChip outcome={row.outcome} />
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
