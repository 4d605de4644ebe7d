'use client';

import { useQuery } from '@tanstack/react-query';
import { ScopeText } from '@/components/grant/scope-text';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { StateChip } from '@/components/ui/state-chip';
import { EndText, TimeText } from '@/components/ui/time-text';
import type { EscalationView } from '@/lib/contract/escalation';
import type { EscalationState } from '@/lib/domain/escalation';
import { splitToolId } from '@/lib/domain/tool';
import { paths } from '@/lib/paths';
import { escalationEvidence } from '@/lib/query/escalation';
import { EscalationStateChip } from './escalation-state';
import { usesText } from './terms-text';

const TOLD: Record<Exclude<EscalationState, 'pending' | 'approved' | 'used'>, string> = {
  denied: 'The agent is told “denied”, with this reason, whenever it asks for this call again in its task.',
  expired: 'The agent was told “denied”: nobody answered in time. Asking again asks people again.',
  withdrawn: 'Whoever asked took it back. Nothing was given.',
};

/** Who decided, when and what; what became of it since. */
export function DecidedPanel({ escalation, state }: { escalation: EscalationView; state: EscalationState }) {
  const { agent, answerReason, answeredAt, verdicts, actionClass, sensitivity, resource, task, tool } =
    escalation;
  const isGiven = state === 'approved' || state === 'used';
  return (
    <Panel
      title={<Title escalation={escalation} state={state} />}
      mark={<EscalationStateChip escalation={{ ...escalation, state }} />}
    >
      <div className="flex flex-col gap-3">
        {answerReason !== null && <q className="[overflow-wrap:anywhere]">{answerReason}</q>}
        {!isGiven && state !== 'pending' && <p className="text-muted">{TOLD[state]}</p>}
        {verdicts.length > 1 && (
          <ul className="text-sm">
            {verdicts.map(({ by, verdict, at, reason }) => (
              <li key={`${by.id} ${verdict}`} className="[overflow-wrap:anywhere]">
                {by.name} {verdict === 'approve' ? 'approved' : 'denied'}{' '}
                <TimeText at={at} show="short" className="text-muted" />
                {reason !== '' && <span className="text-muted"> · {reason}</span>}
              </li>
            ))}
          </ul>
        )}
        {isGiven && <Given escalation={escalation} />}
        {state === 'expired' && (
          <div className="flex flex-wrap gap-2">
            {actionClass !== null && sensitivity !== null && (
              <LinkButton
                href={paths.newGrant({
                  task,
                  tool,
                  actionClass,
                  sensitivity,
                  resource: resource ?? undefined,
                })}
              >
                Give a grant instead
              </LinkButton>
            )}
            <LinkButton href={paths.newEntitlement({ agent, system: splitToolId(tool)?.system ?? '' })}>
              Entitle the agent instead
            </LinkButton>
          </div>
        )}
        {answeredAt === null && state === 'expired' && (
          <p className="text-muted text-sm">
            Nobody answered until <TimeText at={escalation.expiresAt} show="both" />.
          </p>
        )}
      </div>
    </Panel>
  );
}

/** "Denied by Kim 4 s ago" */
function Title({ escalation, state }: { escalation: EscalationView; state: EscalationState }) {
  const { answeredAt, answeredBy, verdicts } = escalation;
  if (state === 'expired') return 'Nobody answered in time';
  if (state === 'withdrawn') return 'Withdrawn';
  const wanted = state === 'denied' ? 'deny' : 'approve';
  const last = verdicts.findLast(({ verdict }) => verdict === wanted);
  return (
    <>
      {state === 'denied' ? 'Denied' : 'Approved'}
      {(last !== undefined || answeredBy !== null) && ` by ${last?.by.name ?? answeredBy}`}
      {answeredAt !== null && (
        <>
          {' '}
          <TimeText at={answeredAt} />
        </>
      )}
    </>
  );
}

function Given({ escalation }: { escalation: EscalationView }) {
  const { data } = useQuery(escalationEvidence(escalation));
  const { grant } = escalation;
  if (grant === null) return <p className="text-muted">What it gave is gone.</p>;
  const uses = data?.uses ?? [];
  return (
    <KeyValueList
      items={[
        {
          label: 'Given',
          value: grant.isOneCall ? (
            <>exactly this call, {usesText(grant.uses)}</>
          ) : (
            <>
              <ScopeText scope={grant.scope} /> {usesText(grant.uses)}
            </>
          ),
        },
        {
          label: 'It is',
          value: (
            <span className="inline-flex flex-wrap items-center gap-2">
              <StateChip state={grant.state === 'exhausted' ? 'spent' : grant.state} />
              {grant.spent} of {grant.uses} used · <EndText at={grant.endsAt} />
            </span>
          ),
        },
        {
          label: 'Used',
          value:
            uses.length === 0 ? (
              <span className="text-muted">not yet</span>
            ) : (
              <ul>
                {uses.map(({ decision, at }) => (
                  <li key={decision}>
                    <TimeText at={at} show="short" /> by{' '}
                    <Link
                      href={paths.decision(decision)}
                      className="break-all font-mono text-accent text-sm underline"
                    >
                      {decision}
                    </Link>
                  </li>
                ))}
              </ul>
            ),
        },
      ]}
    />
  );
}
