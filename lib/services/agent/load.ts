import type { Tx } from '@/lib/db/client';
import type { Ctx } from '../context';
import { changedMeanwhile, notFound } from '../errors';
import { type AgentRow, agentInclude } from './view';

export async function loadAgent(tx: Tx, id: string): Promise<AgentRow> {
  const row = await tx.agent.findUnique({ where: { id }, include: agentInclude });
  if (row === null) throw notFound('agent', id);
  return row;
}

/** The agent as the caller saw it. Throws `changed_meanwhile` when it names another revision. */
export async function loadSeenAgent(tx: Tx, ctx: Ctx, id: string): Promise<AgentRow> {
  const row = await loadAgent(tx, id);
  if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('agent', id);
  return row;
}
