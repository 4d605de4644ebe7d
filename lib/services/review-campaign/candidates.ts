import type { ReviewCovers } from '@/lib/contract/review-schedule';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { KIND_OF_SUBJECT, type ReviewItemKind } from '@/lib/domain/review';
import { refreshFloors } from '../agent/refresh-floors';
import type { CampaignCause } from './terms';

/** Something to be looked at; `key` orders them all. */
export type Candidate = { key: string; kind: ReviewItemKind; id: string };

export type Look = {
  covers: ReviewCovers;
  cause?: CampaignCause['look'] | null;
  /** Only agents whose review is due, and not those that a running campaign of this schedule looks at. */
  dueFor?: { scheduleId: string; besides?: string } | null;
};

const all = (conditions: (Prisma.Sql | null)[]): Prisma.Sql =>
  Prisma.join([Prisma.sql`TRUE`, ...conditions.filter((one) => one !== null)], ' AND ');
const oneOf = (column: Prisma.Sql, values: readonly string[] | undefined): Prisma.Sql | null =>
  values === undefined ? null : Prisma.sql`${column}::text = ANY (${[...values]})`;

/** Agents `a` with their owners `o` and floors `f`. One that was never given a date is due: none is forgotten. */
function agentsWhere({ covers, cause, dueFor }: Look, now: Date): Prisma.Sql {
  const { tiers, owners, agents, environments } = covers.filter;
  return all([
    Prisma.sql`a.state <> 'retired'`,
    oneOf(Prisma.sql`greatest(a.risk_tier, f.floor)`, tiers),
    oneOf(Prisma.sql`o.email`, owners),
    oneOf(Prisma.sql`a.id`, agents),
    oneOf(Prisma.sql`a.environment`, environments),
    oneOf(Prisma.sql`a.id`, cause?.agentIds),
    oneOf(Prisma.sql`a.owner_id`, cause?.ownerIds),
    dueFor == null
      ? null
      : Prisma.sql`coalesce(a.review_due_at, a.created_at) <= ${now} AND NOT EXISTS (
          SELECT FROM review_items i JOIN review_campaigns c ON c.id = i.campaign_id
           WHERE i.agent_id = a.id AND c.schedule_id = ${dueFor.scheduleId} AND c.state <> 'closed' AND c.id <> ${dueFor.besides ?? ''}
             AND i.state IN ('pending', 'decided', 'signed_off'))`,
  ]);
}

function sourceOf(look: Look, now: Date): Prisma.Sql {
  const { covers, cause } = look;
  const agents = agentsWhere(look, now);
  const { systems, environments } = covers.filter;
  const people = Prisma.sql`JOIN users o ON o.id = a.owner_id LEFT JOIN agent_floors f ON f.agent_id = a.id`;
  const parts: Record<ReviewItemKind, Prisma.Sql> = {
    entitlement: Prisma.sql`
      SELECT 'entitlement'::text AS kind, e.id FROM entitlements e JOIN agents a ON a.id = e.agent_id ${people}
       WHERE e.revoked_at IS NULL AND e.ends_at > ${now} AND ${all([
         agents,
         oneOf(Prisma.sql`e.system_id`, systems),
         oneOf(Prisma.sql`e.system_id`, cause?.systemIds),
         oneOf(Prisma.sql`e.id`, cause?.entitlementIds),
       ])}`,
    // With a filter on systems: agents that reach into one of them.
    ownership: Prisma.sql`
      SELECT 'ownership'::text, a.id FROM agents a ${people}
       WHERE ${all([
         agents,
         systems === undefined
           ? null
           : Prisma.sql`EXISTS (SELECT FROM entitlements e WHERE e.agent_id = a.id AND e.revoked_at IS NULL
                                   AND e.ends_at > ${now} AND e.system_id = ANY (${systems}))`,
       ])}`,
    tool: Prisma.sql`
      SELECT 'tool'::text, t.id FROM tools t JOIN systems s ON s.id = t.system_id
       WHERE t.state <> 'blocked' AND ${all([
         oneOf(Prisma.sql`t.system_id`, systems),
         oneOf(Prisma.sql`s.environment`, environments),
         oneOf(Prisma.sql`t.id`, cause?.toolIds),
         oneOf(Prisma.sql`t.system_id`, cause?.systemIds),
       ])}`,
  };
  const kinds = (cause?.what ?? covers.what).map((what) => parts[KIND_OF_SUBJECT[what]]);
  return Prisma.join(kinds, ' UNION ALL ');
}

/** Brings the floors up to date where the filter speaks of tiers. */
export async function readyToLook(tx: Tx, { covers }: Look, now: Date): Promise<void> {
  if (covers.filter.tiers !== undefined) await refreshFloors(tx, now);
}

/** What is to be looked at after a key, in the order of keys. */
export const candidatesAfter = (
  tx: Tx,
  look: Look,
  now: Date,
  after: string,
  limit: number,
): Promise<Candidate[]> =>
  tx.$queryRaw<Candidate[]>`
    SELECT c.kind || ':' || c.id AS key, c.kind, c.id FROM (${sourceOf(look, now)}) AS c (kind, id)
     WHERE (c.kind || ':' || c.id) COLLATE "C" > ${after}
     ORDER BY (c.kind || ':' || c.id) COLLATE "C" LIMIT ${limit}`;

export async function hasCandidates(tx: Tx, look: Look, now: Date): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT FROM (${sourceOf(look, now)}) AS c (kind, id)) AS found`;
  return row?.found === true;
}

export async function countCandidates(
  tx: Tx,
  look: Look,
  now: Date,
): Promise<Record<ReviewItemKind, number>> {
  const rows = await tx.$queryRaw<{ kind: ReviewItemKind; count: number }[]>`
    SELECT c.kind, count(*)::int AS count FROM (${sourceOf(look, now)}) AS c (kind, id) GROUP BY c.kind`;
  const counts = { entitlement: 0, ownership: 0, tool: 0 };
  for (const { kind, count } of rows) counts[kind] = count;
  return counts;
}

/** How many agents are covered. */
export async function countAgents(tx: Tx, look: Look, now: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT coalesce(e.agent_id, CASE c.kind WHEN 'ownership' THEN c.id END))::int AS count
      FROM (${sourceOf(look, now)}) AS c (kind, id) LEFT JOIN entitlements e ON c.kind = 'entitlement' AND e.id = c.id`;
  return row?.count ?? 0;
}
