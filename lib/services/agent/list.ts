import type { AgentView, ListAgentsInput } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { Ownership } from '@/lib/domain/ownership';
import { higherTier, RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { loadFloors } from './floor';
import { agentInclude, toAgentViews } from './view';

/** Agents, by id. */
export async function listAgents(
  ctx: Ctx,
  input: ListAgentsInput,
): Promise<{ items: AgentView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'agent.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const { tier, cursor, limit, count } = input;
  const where = whereOf(input, ctx);
  const [after] = fromCursor(cursor, 1) ?? [];
  const ids =
    tier === undefined
      ? null
      : await idsOfTiers(db, where, tier, now, after, count === 'true' ? null : limit + 1);
  const onPage = ids?.filter((id) => after === undefined || id > after).slice(0, limit + 1);
  const rows = await db.agent.findMany({
    where: onPage === undefined ? { AND: [where, isAfter(after)] } : { id: { in: onPage } },
    include: agentInclude,
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
  const items = await toAgentViews(db, page.items, now);
  const { nextCursor } = page;
  if (count !== 'true') return { items, nextCursor };
  return { items, nextCursor, total: ids?.length ?? (await db.agent.count({ where })) };
}

const isAfter = (id: string | undefined) => (id === undefined ? {} : { id: { gt: id } });

function whereOf(
  { state, tier, owner, environment, autonomy, unowned, proposedTo, ownership, q }: ListAgentsInput,
  { actor }: Ctx,
): Prisma.AgentWhereInput {
  const like = { contains: q ?? '', mode: 'insensitive' } as const;
  const hasNobody: Prisma.AgentWhereInput = {
    owner: { disabledAt: { not: null } },
    OR: [{ backupOwnerId: null }, { backupOwner: { disabledAt: { not: null } } }],
  };
  // The effective tier is never below the set one, so a higher set one needs no look at the reach.
  const highest = (tier ?? []).reduce<RiskTier>(higherTier, 'low');
  return {
    ...(state !== undefined && { state: { in: state } }),
    ...(tier !== undefined && { riskTier: { in: RISK_TIERS.slice(0, RISK_TIERS.indexOf(highest) + 1) } }),
    ...(owner !== undefined && { owner: { email: owner } }),
    ...(environment !== undefined && { environment: { in: environment } }),
    ...(autonomy !== undefined && { autonomy: { in: autonomy } }),
    AND: [
      ...(unowned === undefined ? [] : [unowned === 'true' ? hasNobody : { NOT: hasNobody }]),
      ...(proposedTo === undefined ? [] : [proposedTo === 'me' ? toActor(actor) : toEmail(proposedTo)]),
      ...(ownership === undefined ? [] : [{ OR: ownership.map((one) => inOwnership(one, hasNobody)) }]),
      ...(q === undefined ? [] : [{ OR: [{ id: like }, { name: like }, { purpose: like }] }]),
    ],
  };
}

/** Nobody is proposed anything who is not a person. What is retired is proposed to nobody. */
const toActor = ({ userId }: Ctx['actor']): Prisma.AgentWhereInput =>
  userId === null ? { id: { in: [] } } : { proposedOwnerId: userId };
const toEmail = (email: string): Prisma.AgentWhereInput => ({ proposedOwner: { email } });

/** Agents that are answered for like this; `ownershipOf` of lib/domain/ownership.ts, as a search. */
function inOwnership(ownership: Ownership, hasNobody: Prisma.AgentWhereInput): Prisma.AgentWhereInput {
  const nobodyIsAsked = { proposedOwnerId: null };
  switch (ownership) {
    case 'unowned':
      return hasNobody;
    case 'proposed':
      return { NOT: hasNobody, proposedOwnerId: { not: null } };
    case 'left':
      return { NOT: hasNobody, ...nobodyIsAsked, owner: { disabledAt: { not: null } } };
    case 'accepted':
      return { ...nobodyIsAsked, owner: { disabledAt: null } };
  }
}

const CHUNK = 500;

/**
 * The ids of agents whose effective tier is one of these, in order: it follows from the reach, which no
 * column holds. With `enough`, only that many after `after`; without, all of them.
 */
async function idsOfTiers(
  db: Tx,
  where: Prisma.AgentWhereInput,
  tiers: readonly RiskTier[],
  now: Date,
  after: string | undefined,
  enough: number | null,
): Promise<string[]> {
  const found: string[] = [];
  for (let from = enough === null ? undefined : after; ; ) {
    const rows = await db.agent.findMany({
      where: { AND: [where, isAfter(from)] },
      select: { id: true, riskTier: true },
      orderBy: { id: 'asc' },
      take: CHUNK,
    });
    const floorOf = await loadFloors(
      db,
      rows.map((row) => row.id),
      now,
    );
    found.push(
      ...rows
        .filter((row) => tiers.includes(higherTier(row.riskTier, floorOf(row.id).floor)))
        .map((row) => row.id),
    );
    from = rows.at(-1)?.id;
    if (rows.length < CHUNK || (enough !== null && found.length >= enough)) return found;
  }
}
