import type { AgentView } from '@/lib/contract/agent';
import type { StopView } from '@/lib/contract/stop';
import { isStopped } from '@/lib/domain/stop';

/** The stops under which every call of an agent is denied, whatever it calls. */
export function stopsCovering(agent: AgentView, stops: readonly StopView[]): StopView[] {
  const call = {
    agentId: agent.id,
    ownerId: agent.owner.id,
    tier: agent.riskTier,
    toolId: '',
    systemId: null,
  };
  return stops.filter(({ id, target }) => isStopped({ id, kind: target.kind, targetId: target.id }, call));
}
