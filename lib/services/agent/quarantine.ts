import type { AgentReasonInput, AgentView } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { moveAgent } from './move';

/**
 * Stops an agent: from the moment this has returned, no decision that starts allows it anything. It
 * revokes nothing: entitlements, tasks and grants stay and go on ageing, and what has not ended by itself
 * counts again after a release. Who wants it gone retires the agent.
 * INVARIANT (next-decision)
 */
export async function quarantineAgent(ctx: Ctx, { id, reason }: AgentReasonInput): Promise<AgentView> {
  permit(ctx, 'agent.quarantine');
  return moveAgent(ctx, id, 'quarantine', reason);
}
