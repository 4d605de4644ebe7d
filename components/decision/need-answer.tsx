'use client';

import { useQuery } from '@tanstack/react-query';
import { ScopeText } from '@/components/grant/scope-text';
import { IdText } from '@/components/ui/id-text';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import type { DecisionView } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';
import { grantOne } from '@/lib/query/decision-evidence';
import { AnswerPanel } from './answer-panel';
import { ReasonNote } from './reason-note';
import { questionOf } from './reason-title';

/** Does it need it now? */
export function NeedAnswer({ decision }: { decision: DecisionView }) {
  const { verdict, entitlement } = decision.answers.need;
  const doubts = decision.reasons.filter(({ code }) => code !== 'granted' && questionOf(code) === 'need');
  return (
    <AnswerPanel question="Does it need it now?" verdict={verdict}>
      {decision.grant === null ? (
        <p>No live grant of this task covered the call.</p>
      ) : (
        <Granted id={decision.grant} />
      )}
      {doubts.map((reason) => (
        <ReasonNote key={`${reason.code} ${reason.message}`} reason={reason} />
      ))}
      {decision.lifted.map((reason) => (
        <p key={reason.code} className="text-muted text-sm">
          An approval lifted: {reason.message}
        </p>
      ))}
      {decision.grant === null && <Narrowest decision={decision} />}
      {entitlement !== null && (
        <p className="text-muted text-sm">
          Inside{' '}
          <Link href={paths.agent(decision.agent, 'access')} className="text-accent underline">
            an entitlement of the agent
          </Link>
        </p>
      )}
    </AnswerPanel>
  );
}

function Granted({ id }: { id: string }) {
  const { data: grant, error } = useQuery(grantOne(id));
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-muted text-sm">A grant of this task covered the call:</p>
      {grant !== undefined && (
        <>
          <ScopeText scope={grant.scope} />
          <p className="text-muted text-sm [overflow-wrap:anywhere]">Given for: {grant.reason}</p>
        </>
      )}
      {grant === undefined && error === null && <SkeletonText lines={2} />}
      <Problem error={error} title="The grant could not be loaded" />
      <IdText id={id} />
    </div>
  );
}

/** The smallest grant that would have satisfied the call, in words. */
function Narrowest({ decision }: { decision: DecisionView }) {
  const { actionClass, tool, resource, sensitivity, task } = decision;
  if (actionClass === null || sensitivity === null) {
    return (
      <p className="text-muted text-sm">
        No grant can cover it: the tool must be in the inventory and classified first.
      </p>
    );
  }
  if (task === null) {
    return <p className="text-muted text-sm">No grant can cover it: grants belong to a running task.</p>;
  }
  return (
    <div className="rounded-md bg-sunken px-3 py-2 text-sm [overflow-wrap:anywhere]">
      <p className="text-muted">The narrowest grant that would cover this call</p>
      <p>
        <strong className="font-semibold">{actionClass}</strong> with{' '}
        <code className="font-mono">{tool}</code>
        {resource !== null && (
          <>
            , only on <code className="font-mono">{resource}</code>
          </>
        )}
        , up to {sensitivity} data, for one use, until this task ends
      </p>
      <LinkButton
        size="sm"
        className="mt-2"
        href={paths.newGrant({ task, tool, actionClass, sensitivity, resource: resource ?? undefined })}
      >
        Create a narrow grant from this
      </LinkButton>
    </div>
  );
}
