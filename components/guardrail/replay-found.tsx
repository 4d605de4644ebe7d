import { OutcomeBecomes, OutcomeChanges, TopChanges } from '@/components/decision/outcome-changes';
import { Link } from '@/components/ui/link';
import { formatExactCount } from '@/components/ui/time-format';
import type { ReplayResult } from '@/lib/contract/replay';
import type { ReplayLimit } from '@/lib/domain/replay-state';
import { paths } from '@/lib/paths';
import { MakeCaseButton } from './make-case-button';

const LIMIT_WORDS: Record<ReplayLimit, string> = {
  unasked: 'named no agent, task or tool that was known, so guardrails were not asked',
  observed: 'of agents on which guardrails only looked on',
  failed: 'in which a rule failed',
  unknown: 'of agents or tools that are not in the inventory any more',
};
const count = (n: number, one: string, many: string) => `${formatExactCount(n)} ${n === 1 ? one : many}`;
const calls = (n: number) => count(n, 'call', 'calls');

/** What a replay found, in sentences first. */
export function ReplayFound({ guardrail, result }: { guardrail: string; result: ReplayResult }) {
  const { judged, changed, changes, byAgent, byTool, notJudged, underOtherRules, said, samples } = result;
  return (
    <div className="flex flex-col gap-3">
      <p>
        Of {count(judged, 'decision', 'decisions')},{' '}
        <strong className="font-medium">
          {changed === 0 ? 'none' : formatExactCount(changed)} would have gone otherwise
        </strong>
        . This text has something to say to {calls(said.draft)}; what is enforced now to{' '}
        {formatExactCount(said.inForce)}.
      </p>
      <Sentences result={result} />
      {changed > 0 && (
        <>
          <OutcomeChanges changes={changes} />
          <div className="grid gap-3 sm:grid-cols-2">
            <TopChanges title="By agent" items={byAgent} hrefOf={paths.agent} />
            <TopChanges title="By tool" items={byTool} hrefOf={(tool) => paths.decisions({ tool })} />
          </div>
          <details>
            <summary className="cursor-pointer font-medium text-sm">Some of them</summary>
            <ul className="mt-2 flex flex-col divide-y divide-line">
              {samples.map(({ decision, agent, tool, from, to }) => (
                <li key={decision} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 text-sm">
                  <OutcomeBecomes from={from} to={to} />
                  <Link href={paths.decision(decision)} className="min-w-0 truncate underline">
                    {agent} calls {tool}
                  </Link>
                  <span className="ml-auto">
                    <MakeCaseButton guardrail={guardrail} decision={decision} of={`${agent} calls ${tool}`} />
                  </span>
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
      <ul className="flex list-disc flex-col gap-0.5 pl-4 text-muted text-sm">
        {notJudged.map(({ why, count: n }) => (
          <li key={why}>
            {count(n, 'decision', 'decisions')} {LIMIT_WORDS[why]}: left aside.
          </li>
        ))}
        {underOtherRules > 0 && (
          <li>
            {count(underOtherRules, 'was', 'were')} answered by another text of this guardrail: compared is
            what the enforced one would say.
          </li>
        )}
        <li>
          Autonomy, environment and reversibility are taken as they are now: records do not hold them.
          Everything else is as it was recorded.
        </li>
      </ul>
    </div>
  );
}

function Sentences({ result: { asks, stops, frees } }: { result: ReplayResult }) {
  const sentences = [
    asks.more > 0 && `It would have asked a person about ${calls(asks.more)} more.`,
    asks.fewer > 0 && `It would not have asked a person about ${calls(asks.fewer)}.`,
    stops.calls > 0 &&
      `It would have stopped ${calls(stops.calls)} that went through${
        stops.approved > 0 ? `, ${formatExactCount(stops.approved)} of them by the word of a person` : ''
      }.`,
    frees.calls > 0 &&
      `It would have let ${calls(frees.calls)} through that were held${
        frees.refused > 0 ? `; to ${formatExactCount(frees.refused)} of them a person had said no` : ''
      }.`,
  ].filter((one) => one !== false);
  if (sentences.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
