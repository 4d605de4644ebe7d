import { IdText } from '@/components/ui/id-text';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { TierChip } from '@/components/ui/tier-chip';
import { TimeText } from '@/components/ui/time-text';
import type { AgentView } from '@/lib/contract/agent';
import { AGENT_MOVES, type AgentMove } from '@/lib/domain/agent';
import { paths } from '@/lib/paths';
import { AUTONOMY_WORDS } from './agent-fields';
import { AgentFindings } from './agent-findings';
import { AgentMoveButton } from './agent-move-button';
import { AgentOwners } from './agent-owners';
import { AgentStateChip } from './agent-state-chip';
import { AgentUsage } from './agent-usage';
import { ObserveButton } from './observe-button';
import { TierMark } from './tier-mark';

const MOVES = Object.keys(AGENT_MOVES) as AgentMove[];

/** Who answers for an agent, how risky it is and why, and the steps of its life. */
export function AgentSummary({ agent, isStopped }: { agent: AgentView; isStopped: boolean }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <AgentOwners agent={agent} />
        <AgentUsage agentId={agent.id} />
        <AgentFindings agentId={agent.id} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title="State" mark={<AgentStateChip state={agent.state} isStopped={isStopped} />}>
          <div className="flex flex-wrap gap-2">
            {MOVES.map((move) => (
              <AgentMoveButton key={move} agent={agent} move={move} />
            ))}
          </div>
          <p className="mt-3 text-muted text-sm">
            A stop denies at once and is released again; quarantine does the same and marks the agent itself;
            retire is final.
          </p>
        </Panel>
        <Panel title="Risk tier" mark={<TierMark agent={agent} />}>
          <TierReasons agent={agent} />
        </Panel>
        <Panel title="Guardrails" actions={<ObserveButton agent={agent} />}>
          {agent.observedUntil === null ? (
            <p>They answer: what they forbid is denied, what they escalate waits for a person.</p>
          ) : (
            <p>
              They only observe it until <TimeText at={agent.observedUntil} show="both" />: what they would
              have said is recorded with each decision.
            </p>
          )}
        </Panel>
        <Panel title="What it is">
          <KeyValueList
            items={[
              { label: 'Id', value: <IdText id={agent.id} /> },
              { label: 'Purpose', value: agent.purpose },
              { label: 'Autonomy', value: AUTONOMY_WORDS[agent.autonomy] },
              { label: 'Environment', value: agent.environment },
              {
                label: 'Last call',
                value: agent.lastCallAt === null ? 'never' : <TimeText at={agent.lastCallAt} show="both" />,
              },
              {
                label: 'Next review',
                value:
                  agent.reviewDueAt === null ? (
                    <span className="text-muted">not planned</span>
                  ) : (
                    <TimeText at={agent.reviewDueAt} show="both" />
                  ),
              },
              { label: 'Registered', value: <TimeText at={agent.createdAt} show="both" /> },
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}

function TierReasons({ agent }: { agent: AgentView }) {
  const { riskTierSet, tierFloor, tierFloorReasons: reasons } = agent;
  return (
    <>
      <KeyValueList
        items={[
          { label: 'Set by people', value: <TierChip tier={riskTierSet} /> },
          { label: 'Least, by its reach', value: <TierChip tier={tierFloor} /> },
        ]}
      />
      {reasons.length > 0 && (
        <>
          <h3 className="mt-3 mb-1 font-medium text-muted text-sm">What forces {tierFloor}</h3>
          <ul className="flex flex-col gap-1">
            {reasons.map(({ entitlement, tool, actionClass, sensitivity }) => (
              <li key={`${entitlement} ${tool}`} className="[overflow-wrap:anywhere]">
                <Link
                  href={paths.agent(agent.id, 'access')}
                  className="text-accent underline"
                  title={entitlement}
                >
                  <code className="font-mono text-sm">{tool}</code>
                </Link>
                : {actionClass} of {sensitivity} data
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
