import { DelegationChain } from '@/components/decision/delegation-chain';
import { reasonTitle } from '@/components/decision/reason-title';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { TierChip } from '@/components/ui/tier-chip';
import { EndText, TimeText } from '@/components/ui/time-text';
import type { DecisionView } from '@/lib/contract/decision';
import type { EscalationView } from '@/lib/contract/escalation';
import { paths } from '@/lib/paths';

const LINK = 'text-accent underline';

/** Who asks, for whom, in which task, through which chain; and whom the question goes to. */
export function WhoAsks({
  escalation,
  decision,
}: {
  escalation: EscalationView;
  decision: DecisionView | undefined;
}) {
  const { agent, agentName, askedBy, calls, onBehalfOf, purpose, reasons, requestedAt, task, tier, wish } =
    escalation;
  const { approvers, group, reassignedTo, approvals } = escalation;
  const { people, count, isFallback, isShort } = approvers;
  const named = people.slice(0, 4).map(({ name }) => name);
  return (
    <Panel title="Who asks, and who is asked">
      <KeyValueList
        items={[
          {
            label: 'Agent',
            value: (
              <span className="inline-flex flex-wrap items-center gap-2">
                <Link href={paths.agent(agent)} className={LINK}>
                  {agentName}
                </Link>
                {tier !== null && <TierChip tier={tier} />}
              </span>
            ),
          },
          { label: 'On behalf of', value: onBehalfOf ?? <span className="text-muted">nobody named</span> },
          {
            label: 'Task',
            value: (
              <Link href={paths.task(task)} className={LINK}>
                {purpose}
              </Link>
            ),
          },
          ...(decision === undefined || decision.delegation.length === 0
            ? []
            : [{ label: 'Chain', value: <DelegationChain links={decision.delegation} agent={agent} /> }]),
          ...(askedBy === null
            ? []
            : [
                {
                  label: 'Asked through',
                  value: (
                    <>
                      {askedBy.name ?? askedBy.id}
                      <span className="text-muted"> · {askedBy.kind.replaceAll('_', ' ')}</span>
                    </>
                  ),
                },
              ]),
          {
            label: 'Asked',
            value: (
              <>
                <TimeText at={requestedAt} show="both" />
                {calls > 1 && <span className="text-muted"> · {calls}×</span>}
              </>
            ),
          },
          { label: 'Why a person', value: reasons.map(reasonTitle).join('; ') },
          ...(wish === null
            ? []
            : [
                {
                  label: 'It says',
                  value: (
                    <>
                      {wish.reason === null ? (
                        <span className="text-muted">no reason</span>
                      ) : (
                        <q className="[overflow-wrap:anywhere]">{wish.reason}</q>
                      )}
                      {wish.until !== null && (
                        <>
                          {' '}
                          · wishes until <TimeText at={wish.until} show="short" />
                        </>
                      )}
                      {wish.emergency && ' · calls it an emergency'}
                    </>
                  ),
                },
              ]),
          { label: 'Answer by', value: <EndText at={escalation.expiresAt} /> },
          {
            label: 'Is asked',
            value: (
              <>
                {reassignedTo === null ? (group ?? 'every approver') : `${reassignedTo.name}, by name`}
                <span className="text-muted">
                  {' · '}
                  {count === 0
                    ? 'nobody may decide on it'
                    : `${named.join(', ')}${count > named.length ? ` and ${count - named.length} more` : ''} may`}
                </span>
                {isFallback && (
                  <span className="block text-escalate-text">
                    Nobody of the group may, so the admins are asked.
                  </span>
                )}
                {isShort && (
                  <span className="block text-escalate-text">
                    Fewer of the group may than must approve, so the admins are asked, too.
                  </span>
                )}
              </>
            ),
          },
          {
            label: 'Approvals',
            value: (
              <>
                {approvals.given.length} of {approvals.needed}
                {approvals.given.length > 0 && (
                  <span className="text-muted"> · {approvals.given.map(({ name }) => name).join(', ')}</span>
                )}
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}
