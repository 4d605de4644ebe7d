import type { AgentReasonInput, AgentView } from '@/lib/contract/agent';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict } from '../errors';
import { inTransaction } from '../transaction';
import { loadAgent, loadSeenAgent } from './load';
import { loadAgentView } from './view';

/** Lets guardrails answer again, from the next decision on. INVARIANT (next-decision) */
export async function endObservation(ctx: Ctx, { id, reason }: AgentReasonInput): Promise<AgentView> {
  permit(ctx, 'agent.observe');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSeenAgent(tx, ctx, id);
    if (before.observedUntil === null || before.observedUntil <= now) {
      throw conflict('not_observed', `guardrails answer for agent \`${id}\` already`);
    }
    const { count } = await tx.agent.updateMany({
      where: { id, revision: before.revision },
      data: { observedUntil: null, revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('agent', id);
    await writeAudit(tx, ctx, now, {
      event: 'agent.observation_ended',
      subject: { kind: 'agent', id },
      details: { until: before.observedUntil, reason },
    });
    return loadAgentView(tx, await loadAgent(tx, id), now);
  });
}
