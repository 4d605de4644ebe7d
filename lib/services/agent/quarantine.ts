import type { AgentReasonInput, AgentView } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { endDelegated } from '../delegation/end-delegated';
import { moveAgent } from './move';

/**
 * Stops an agent: from the moment this has returned, no decision that starts allows it anything. Its own
 * entitlements, tasks and grants stay and go on ageing, and what has not ended by itself counts again after
 * a release. What it handed to other agents ends: nobody goes on with the errand of one that is not trusted.
 * Who wants it gone retires the agent.
 * INVARIANT (next-decision)
 */
export async function quarantineAgent(ctx: Ctx, { id, reason }: AgentReasonInput): Promise<AgentView> {
  permit(ctx, 'agent.quarantine');
  return quarantineIn(ctx, { id, reason });
}

/** The same where the permission was asked for already. */
export const quarantineIn = (ctx: Ctx, { id, reason }: AgentReasonInput): Promise<AgentView> =>
  moveAgent(ctx, id, 'quarantine', reason, async (tx, _agent, now) => {
    const ended = await endDelegated(tx, ctx, now, id, `agent ${id}, which delegated it, was quarantined`);
    return { endedTasks: ended.tasks, revokedGrants: ended.grants, withdrawnEscalations: ended.escalations };
  });
