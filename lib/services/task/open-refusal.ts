import type { AgentState } from '@/lib/domain/agent';
import { type Refusal, refuse } from '@/lib/domain/refusal';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { isStopped, type Stop } from '@/lib/domain/stop';

type Opening = {
  agent: { id: string; state: AgentState; ownerId: string; isOwned: boolean };
  tier: RiskTier;
  stops: readonly Stop[];
};

/** Why an agent may not begin a task now; null when it may. */
export function openRefusal({ agent, tier, stops }: Opening): Refusal | null {
  if (agent.state !== 'active')
    return refuse('agent_not_active', `agent ${agent.id} is ${agent.state}, not active`);
  if (!agent.isOwned) {
    return refuse('agent_unowned', `neither the owner nor the backup owner of agent ${agent.id} is enabled`);
  }
  const targets = { agentId: agent.id, ownerId: agent.ownerId, tier, toolId: '', systemId: null };
  const stop = stops.find((one) => isStopped(one, targets));
  if (stop === undefined) return null;
  return refuse(
    'stopped',
    `${stop.targetId === null ? 'everything' : `${stop.kind} ${stop.targetId}`} is stopped`,
  );
}
