import type { AgentFilter, AgentView, ListAgentsInput } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import type { AgentSort } from '@/lib/domain/agent-list';
import { type Ctx, permit } from '../context';
import { toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { AGENTS_SOURCE, agentCondition } from './condition';
import { agentOrder } from './order';
import { refreshFloors } from './refresh-floors';
import { agentInclude, toAgentViews } from './view';

/** Agents, by id or as they are to be sorted. */
export async function listAgents(
  ctx: Ctx,
  { cursor, limit, count, sort, ...filter }: ListAgentsInput,
): Promise<{ items: AgentView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'agent.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const page = await readAgents(db, filter, { sort, cursor, limit }, now, ctx.actor.userId);
  return count === 'true' ? { ...page, total: await countAgents(db, filter, now, ctx.actor.userId) } : page;
}

/** One page of those that fit: their ids by one statement, what is shown of them by a fixed number of others. */
export async function readAgents(
  db: Tx,
  filter: AgentFilter,
  { sort, cursor, limit }: { sort: AgentSort; cursor?: string | undefined; limit: number },
  now: Date,
  viewerId: string | null,
): Promise<{ items: AgentView[]; nextCursor: string | null }> {
  const order = agentOrder(sort, cursor, now);
  if (filter.tier !== undefined || sort.endsWith('tier')) await refreshFloors(db, now);
  const places = await db.$queryRaw<{ id: string; key: string }[]>`
    SELECT a.id, ${order.key} AS key
      FROM ${AGENTS_SOURCE} ${order.join}
     WHERE ${agentCondition(filter, now, viewerId)} AND ${order.after}
     ORDER BY ${order.orderBy} LIMIT ${limit + 1}`;
  const page = toPage(
    places,
    limit,
    ({ id, key }) => [sort, key, id],
    ({ id }) => id,
  );
  const rows = await db.agent.findMany({ where: { id: { in: page.items } }, include: agentInclude });
  const views = new Map((await toAgentViews(db, rows, now)).map((view) => [view.id, view]));
  const items = page.items.flatMap((id) => views.get(id) ?? []);
  return { items, nextCursor: page.nextCursor };
}

/** How many fit. The tiers are up to date: the page was read first. */
async function countAgents(db: Tx, filter: AgentFilter, now: Date, viewerId: string | null): Promise<number> {
  const [row] = await db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM ${AGENTS_SOURCE} WHERE ${agentCondition(filter, now, viewerId)}`;
  return row?.total ?? 0;
}
