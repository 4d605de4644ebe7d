import type { AgentView, ObserveAgentInput } from '@/lib/contract/agent';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadAgent, loadSeenAgent } from './load';
import { loadAgentView } from './view';

const MOST_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;

/**
 * Lets guardrails only observe an agent: what they would have said is recorded beside each decision and
 * answers nothing, until an end that decisions compare themselves. No hard rule is touched.
 * INVARIANT (expiry-by-evaluation)
 */
export async function observeAgent(ctx: Ctx, { id, until, reason }: ObserveAgentInput): Promise<AgentView> {
  permit(ctx, 'agent.observe');
  return inTransaction(ctx, async (tx, now) => {
    if (until <= now) throw invalidInput('until', 'must be later than now');
    if (until.getTime() > now.getTime() + MOST_DAYS * DAY_MS) {
      throw invalidInput('until', `must be within ${MOST_DAYS} days`);
    }
    const before = await loadSeenAgent(tx, ctx, id);
    if (before.state === 'retired') {
      throw refused({ code: 'wrong_state', message: `agent ${id} is retired; there is nothing to observe` });
    }
    const { count } = await tx.agent.updateMany({
      where: { id, revision: before.revision },
      data: { observedUntil: until, revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('agent', id);
    await writeAudit(tx, ctx, now, {
      event: 'agent.observed',
      subject: { kind: 'agent', id },
      details: { until, before: before.observedUntil, reason },
    });
    return loadAgentView(tx, await loadAgent(tx, id), now);
  });
}
