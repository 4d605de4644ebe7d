import type { AgentFilter } from '@/lib/contract/agent';
import { Prisma } from '@/lib/db/generated/client';
import type { Seen } from '@/lib/domain/agent-list';
import type { Ownership } from '@/lib/domain/ownership';
import { isDormant } from './dormant';

/** What `agentCondition` and the orders speak of. One row an agent: every join is by a primary key. */
export const AGENTS_SOURCE = Prisma.sql`
  agents a
  JOIN users o ON o.id = a.owner_id
  LEFT JOIN users b ON b.id = a.backup_owner_id
  JOIN agent_calls c ON c.agent_id = a.id
  LEFT JOIN agent_floors f ON f.agent_id = a.id`;

/** The effective tier: what people set, or the floor if that is higher. Needs `refreshFloors` before. */
export const EFFECTIVE_TIER = Prisma.sql`greatest(a.risk_tier, f.floor)`;

const HAS_NOBODY = Prisma.sql`(o.disabled_at IS NOT NULL AND (b.id IS NULL OR b.disabled_at IS NOT NULL))`;

/**
 * All its tasks have ended, and yet something stands on: an automatic entitlement (the next task gets its grants
 * without anybody being asked), a key that is bound to it, or a token for another system that was not taken back
 * and has not run out. No grant can be among it.
 */
const outlivesTask = (now: Date): Prisma.Sql => Prisma.sql`
  (a.state <> 'retired'
   AND EXISTS (SELECT FROM tasks t WHERE t.agent_id = a.id)
   AND a.id NOT IN (SELECT t.agent_id FROM tasks t WHERE t.state IN ('running', 'paused') AND t.ends_at > ${now})
   AND (EXISTS (SELECT FROM entitlements e
                 WHERE e.agent_id = a.id AND e.activation = 'automatic' AND e.revoked_at IS NULL
                   AND e.starts_at <= ${now} AND e.ends_at > ${now})
     OR a.id IN (SELECT unnest(k.agent_ids) FROM api_keys k
                  WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now}))
     OR a.id IN (SELECT tc.agent_id FROM issued_tokens i JOIN task_credentials tc ON tc.id = i.credential_id
                  WHERE i.kind = 'system' AND i.expires_at > ${now} AND i.revoked_at IS NULL
                    AND tc.revoked_at IS NULL)))`;

function seenCondition(seen: Seen, now: Date): Prisma.Sql {
  if (seen === 'never') return Prisma.sql`c.last_call_at IS NULL`;
  const [how, text] = seen.split('-');
  const since = Prisma.sql`${now}::timestamptz - make_interval(days => ${Number(text)}::int)`;
  return how === 'within'
    ? Prisma.sql`c.last_call_at > ${since}`
    : Prisma.sql`coalesce(c.last_call_at, a.created_at) <= ${since}`;
}

const isOrNot = (wanted: 'true' | 'false', condition: Prisma.Sql): Prisma.Sql =>
  wanted === 'true' ? condition : Prisma.sql`NOT ${condition}`;

const oneOf = (column: Prisma.Sql, values: readonly string[]): Prisma.Sql =>
  Prisma.sql`${column}::text = ANY (${[...values]})`;

/** Agents that are answered for like this; `ownershipOf` of lib/domain/ownership.ts, as a search. */
const OWNERSHIP_IS: Record<Ownership, Prisma.Sql> = {
  unowned: HAS_NOBODY,
  proposed: Prisma.sql`(NOT ${HAS_NOBODY} AND a.proposed_owner_id IS NOT NULL)`,
  left: Prisma.sql`(NOT ${HAS_NOBODY} AND a.proposed_owner_id IS NULL AND o.disabled_at IS NOT NULL)`,
  accepted: Prisma.sql`(a.proposed_owner_id IS NULL AND o.disabled_at IS NULL)`,
};

/** Nobody is proposed anything who is not a person. */
const isProposedTo = (who: string, viewerId: string | null): Prisma.Sql =>
  who === 'me'
    ? Prisma.sql`a.proposed_owner_id = ${viewerId}`
    : Prisma.sql`a.proposed_owner_id = (SELECT p.id FROM users p WHERE p.email = ${who})`;

/** Which agents fit, as one condition over `AGENTS_SOURCE`. `viewerId` is the person whom `me` means. */
export function agentCondition(filter: AgentFilter, now: Date, viewerId: string | null): Prisma.Sql {
  const { state, tier, owner, backup, environment, autonomy, source, seen, unowned, dormant, outlives, q } =
    filter;
  const { ownership, proposedTo } = filter;
  const part = q?.toLowerCase();
  return Prisma.join(
    [
      Prisma.sql`true`,
      ...(state === undefined ? [] : [oneOf(Prisma.sql`a.state`, state)]),
      ...(tier === undefined ? [] : [oneOf(EFFECTIVE_TIER, tier)]),
      ...(owner === undefined ? [] : [Prisma.sql`o.email = ${owner}`]),
      ...(backup === undefined ? [] : [Prisma.sql`b.email = ${backup}`]),
      ...(environment === undefined ? [] : [oneOf(Prisma.sql`a.environment`, environment)]),
      ...(autonomy === undefined ? [] : [oneOf(Prisma.sql`a.autonomy`, autonomy)]),
      ...(source === undefined ? [] : [oneOf(Prisma.sql`a.source`, source)]),
      ...(seen === undefined ? [] : [seenCondition(seen, now)]),
      ...(unowned === undefined ? [] : [isOrNot(unowned, HAS_NOBODY)]),
      ...(ownership === undefined
        ? []
        : [
            Prisma.sql`(${Prisma.join(
              ownership.map((one) => OWNERSHIP_IS[one]),
              ' OR ',
            )})`,
          ]),
      ...(proposedTo === undefined ? [] : [isProposedTo(proposedTo, viewerId)]),
      ...(dormant === undefined ? [] : [isOrNot(dormant, isDormant(now))]),
      ...(outlives === undefined ? [] : [isOrNot(outlives, outlivesTask(now))]),
      ...(part === undefined
        ? []
        : [
            Prisma.sql`(strpos(a.id, ${part}) > 0 OR strpos(lower(a.name), ${part}) > 0 OR strpos(lower(a.purpose), ${part}) > 0)`,
          ]),
    ],
    ' AND ',
  );
}
