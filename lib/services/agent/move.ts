import type { AgentView } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import { AGENT_MOVES, type AgentMove, agentMoveRefusal } from '@/lib/domain/agent';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { conflict, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadAgent, loadSeenAgent } from './load';
import { NO_PROPOSAL } from './proposal';
import { type AgentRow, isOwned, loadAgentView } from './view';

const EVENTS = {
  activate: 'agent.activated',
  quarantine: 'agent.quarantined',
  release: 'agent.released',
  retire: 'agent.retired',
} as const satisfies Record<AgentMove, string>;

/** What happens with a move, in its transaction; answers what the audit row adds. */
type Cascade = (tx: Tx, agent: AgentRow, now: Date) => Promise<Record<string, unknown>>;

/** One step of an agent's lifecycle with its audit row. The verb has asked for its permission. */
export async function moveAgent(
  ctx: Ctx,
  id: string,
  move: AgentMove,
  reason: string | null,
  cascade: Cascade = async () => ({}),
): Promise<AgentView> {
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSeenAgent(tx, ctx, id);
    const refusal = agentMoveRefusal(move, { id, state: before.state, ownerIsEnabled: isOwned(before) });
    if (refusal !== null) throw refused(refusal);
    const { from, to } = AGENT_MOVES[move];
    // The agent before its tasks, as a task that is being opened locks them.
    await tx.$queryRaw`SELECT id FROM agents WHERE id = ${id} FOR NO KEY UPDATE`;
    const ended = await cascade(tx, before, now);
    const { count } = await tx.agent.updateMany({
      where: { id, state: { in: [...from] } },
      // Nobody is asked any more to answer for what is retired.
      data: { state: to, ...(to === 'retired' && NO_PROPOSAL), revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('moved_meanwhile', `agent \`${id}\` was moved meanwhile`);
    await writeAudit(tx, ctx, now, {
      event: EVENTS[move],
      subject: { kind: 'agent', id },
      details: {
        from: before.state,
        to,
        reason,
        ...(to === 'retired' &&
          before.proposedOwnerId !== null && { voidedProposal: before.proposedOwnerId }),
        ...ended,
      },
    });
    return loadAgentView(tx, await loadAgent(tx, id), now);
  });
}
