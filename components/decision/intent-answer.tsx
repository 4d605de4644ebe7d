import { Link } from '@/components/ui/link';
import type { DecisionView } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';
import { AnswerPanel } from './answer-panel';
import { DelegationChain } from './delegation-chain';
import { ReasonNote } from './reason-note';
import { questionOf } from './reason-title';

const LINK = 'text-accent underline';

/** What is it trying to do? */
export function IntentAnswer({ decision }: { decision: DecisionView }) {
  const { agent, actionClass, tool, onBehalfOf, task, purpose, step, delegation } = decision;
  const doubts = decision.reasons.filter(({ code }) => questionOf(code) === 'intent');
  return (
    <AnswerPanel question="What is it trying to do?" verdict={decision.answers.intent.verdict}>
      <p className="[overflow-wrap:anywhere]">
        <Link href={paths.agent(agent)} className={LINK}>
          <code className="font-mono">{agent}</code>
        </Link>{' '}
        {actionClass === null ? (
          'wants to call'
        ) : (
          <>
            wants <strong className="font-semibold">{actionClass}</strong> on
          </>
        )}{' '}
        <code className="font-mono font-medium">{tool}</code>
        {onBehalfOf !== null && <> for {onBehalfOf}</>}
        {task === null ? (
          ', without a task.'
        ) : (
          <>
            , task{' '}
            <Link href={paths.task(task)} className={LINK}>
              <em>{purpose ?? task}</em>
            </Link>
            {step !== null && `, step ${step}`}.
          </>
        )}
      </p>
      {delegation.length > 0 && <DelegationChain links={delegation} agent={agent} />}
      {decision.resource !== null && (
        <p className="text-muted text-sm [overflow-wrap:anywhere]">
          On <code className="font-mono">{decision.resource}</code>
        </p>
      )}
      {doubts.map((reason) => (
        <ReasonNote key={reason.code} reason={reason} />
      ))}
      {doubts.length === 0 && decision.answers.intent.verdict === 'clear' && (
        <p className="text-muted text-sm">
          The agent is known, active and answered for; the task is its own and declared this kind of action;
          the tool is the one that was reviewed.
        </p>
      )}
    </AnswerPanel>
  );
}
