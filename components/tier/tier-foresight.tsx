import { OutcomeChanges, TopChanges } from '@/components/decision/outcome-changes';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { formatExactCount } from '@/components/ui/time-format';
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
      {changes.length > 0 && <OutcomeChanges changes={changes} />}
      {changed > 0 && (
        <div className="grid gap-3 sm:grid-cols-2">
          <TopChanges title="By agent" items={byAgent} hrefOf={paths.agent} />
          <TopChanges title="By tool" items={byTool} hrefOf={(tool) => paths.decisions({ tool })} />
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
