import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { CountText } from '@/components/ui/count-text';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { formatExactCount } from '@/components/ui/time-format';
import type { OutcomeChange } from '@/lib/contract/outcome-change';
import type { DecisionsPreview, TierPreview } from '@/lib/contract/tier';
import type { RejudgeLimit } from '@/lib/domain/rejudge';
import { paths } from '@/lib/paths';

const LIMIT_WORDS: Record<RejudgeLimit, string> = {
  delegated: 'in chains of tasks, which the strictest tier of the chain judges',
  observed: 'of agents on which guardrails only looked on',
  failed: 'in which a rule failed',
};
const count = (n: number, one: string, many: string) => `${formatExactCount(n)} ${n === 1 ? one : many}`;

type Props = { preview: TierPreview | undefined; error: unknown; onRetry: () => void };

/** Whom a draft is for, and which decisions of the last 30 days it would have answered otherwise. */
export function TierForesight({ preview, error, onRetry }: Props) {
  return (
    <section aria-label="What it would do" aria-live="polite" className="rounded-md bg-sunken p-3">
      <Problem error={error} title="What it would do could not be counted" onRetry={onRetry} />
      {preview === undefined && (error === null || error === undefined) && (
        <div className="flex flex-col gap-2">
          <Skeleton className="h-4 w-64 max-w-full" />
          <Skeleton className="h-4 w-80 max-w-full" />
          <Skeleton className="h-16 w-full" />
        </div>
      )}
      {preview !== undefined && <Foreseen preview={preview} />}
    </section>
  );
}

function Foreseen({ preview: { agents, decisions } }: { preview: TierPreview }) {
  return (
    <div className="flex flex-col gap-3">
      <p>
        <strong className="font-medium">{count(agents.active, 'active agent', 'active agents')}</strong> of
        this tier; {formatExactCount(agents.withRunningTasks)} with running tasks,{' '}
        {formatExactCount(agents.runningTasks)} in all
        {agents.others > 0 && (
          <>; {count(agents.others, 'draft or quarantined one', 'drafts and quarantined ones')}</>
        )}
        .
      </p>
      {decisions === null ? (
        <p>The decisions of the last 30 days could not be read in time, also not a part of them.</p>
      ) : (
        <Decided decisions={decisions} />
      )}
    </div>
  );
}

function Decided({ decisions }: { decisions: DecisionsPreview }) {
  const { judged, changed, changes, byAgent, byTool, sampledOneIn, notJudged, underOtherRules, velocity } =
    decisions;
  return (
    <>
      <p>
        Of {count(judged, 'decision', 'decisions')} of the last 30 days on agents of this tier,{' '}
        <strong className="font-medium">
          {changed === 0 ? 'none' : formatExactCount(changed)} would have gone otherwise
        </strong>
        {sampledOneIn > 1 && (
          <>
            {' '}
            (sampled 1:{sampledOneIn}; in all about {formatExactCount(changed * sampledOneIn)})
          </>
        )}
        .
      </p>
      {changes.length > 0 && (
        <ul className="flex flex-col gap-1.5">
          {changes.map((change) => (
            <ChangeLine key={`${change.from} ${change.to}`} change={change} />
          ))}
        </ul>
      )}
      {changed > 0 && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Top title="By agent" items={byAgent} hrefOf={paths.agent} />
          <Top title="By tool" items={byTool} hrefOf={(tool) => paths.decisions({ tool })} />
        </div>
      )}
      <ul className="flex list-disc flex-col gap-0.5 pl-4 text-muted text-sm">
        {notJudged.map((one) => (
          <li key={one.why}>
            {count(one.count, 'decision', 'decisions')} {LIMIT_WORDS[one.why]}, cannot be judged again from
            the record.
          </li>
        ))}
        {underOtherRules > 0 && (
          <li>
            {count(underOtherRules, 'was', 'were')} made by rules that have changed since: compared is what
            the rules in force now would say.
          </li>
        )}
        {velocity === 'not_counted' && (
          <li>Calls per minute were not counted: in a sample the other calls of the minute are missing.</li>
        )}
        <li>
          What follows from spans, approvals, delegation, the circuit breaker and reviews is not counted: it
          changes tasks and grants to come, not these decisions.
        </li>
      </ul>
    </>
  );
}

function ChangeLine({ change: { from, to, count: n } }: { change: OutcomeChange }) {
  return (
    <li className="flex flex-wrap items-center gap-1.5">
      <span className="min-w-10 text-right font-medium tabular-nums">
        <CountText count={n} />
      </span>
      <OutcomeChip outcome={from} />
      <ArrowRight aria-label="becomes" className="size-3.5 text-muted" />
      <OutcomeChip outcome={to} />
    </li>
  );
}

type TopProps = { title: string; items: DecisionsPreview['byAgent']; hrefOf: (id: string) => string };

function Top({ title, items, hrefOf }: TopProps) {
  return (
    <div className="min-w-0">
      <h3 className="font-medium text-sm">{title}</h3>
      <ol className="mt-1 flex flex-col gap-0.5 text-sm">
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

const wordsOf = ({ from, to, count: n }: OutcomeChange): string => `${n} ${from} → ${to}`;
