import { StateChip } from '@/components/ui/state-chip';
import type { AgentState } from '@/lib/domain/agent';

/** An agent's state; a stop outweighs an active one, because nothing is allowed under it. */
export function AgentStateChip({ state, isStopped }: { state: AgentState; isStopped: boolean }) {
  return <StateChip state={isStopped && state === 'active' ? 'stopped' : state} />;
}
