import { Prisma } from '@/lib/db/generated/client';
import type { AgentSort, AgentSortKey } from '@/lib/domain/agent-list';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { invalidInput } from '../errors';
import { fromCursor } from '../page';
import { EFFECTIVE_TIER } from './condition';

type Order = {
  /** What is compared; never NULL. */
  by: Prisma.Sql;
  /** What a cursor's text is read as. */
  type: Prisma.Sql;
  isKey: (text: string) => boolean;
};

const isInstant = (text: string): boolean => text === '-infinity' || !Number.isNaN(Date.parse(text));
const INSTANT = { type: Prisma.sql`timestamptz`, isKey: isInstant };
const TEXT = { type: Prisma.sql`text`, isKey: () => true };

/**
 * The orders of the list. There is no index on the last call on purpose: it moves with every decision, and an
 * index would cost each of them more than the list saves by it.
 */
const ORDERS: Record<AgentSortKey, Order> = {
  id: { by: Prisma.sql`a.id COLLATE "C"`, ...TEXT },
  name: { by: Prisma.sql`lower(a.name) COLLATE "C"`, ...TEXT },
  tier: {
    by: EFFECTIVE_TIER,
    type: Prisma.sql`risk_tier`,
    isKey: (text) => RISK_TIERS.some((tier) => tier === text),
  },
  // Who never called stands before everybody who did.
  lastCall: { by: Prisma.sql`coalesce(c.last_call_at, '-infinity')`, ...INSTANT },
  liveGrants: {
    by: Prisma.sql`coalesce(w.grants, 0)`,
    type: Prisma.sql`int`,
    isKey: (text) => /^\d{1,9}$/.test(text),
  },
  created: { by: Prisma.sql`a.created_at`, ...INSTANT },
};

/** An order of the list of agents as SQL: what it joins, where the page begins, how it is sorted. */
export type AgentOrder = { join: Prisma.Sql; after: Prisma.Sql; orderBy: Prisma.Sql; key: Prisma.Sql };

/** The live grants of each agent, counted from its open tasks: there are far fewer of them than grants. */
const liveGrants = (now: Date): Prisma.Sql => Prisma.sql`
  LEFT JOIN (
    SELECT t.agent_id, count(*)::int AS grants
      FROM tasks t
      JOIN grants g ON g.task_id = t.id AND g.revoked_at IS NULL AND g.ends_at > ${now}
      LEFT JOIN grant_uses u ON u.grant_id = g.id
      JOIN entitlements e ON e.id = g.entitlement_id AND e.revoked_at IS NULL AND e.ends_at > ${now}
     WHERE t.state IN ('running', 'paused') AND t.ends_at > ${now}
       AND (g.uses IS NULL OR coalesce(u.spent, 0) < g.uses)
     GROUP BY t.agent_id) w ON w.agent_id = a.id`;

/** Reads a cursor of this very order. Throws `invalid_input` for one of another, or one that we did not make. */
export function agentOrder(sort: AgentSort, cursor: string | undefined, now: Date): AgentOrder {
  const isDown = sort.startsWith('-');
  const key = (isDown ? sort.slice(1) : sort) as AgentSortKey;
  const { by, type, isKey } = ORDERS[key];
  const [madeFor, text = '', id = ''] = fromCursor(cursor, 3) ?? [];
  if (madeFor !== undefined && (madeFor !== sort || !isKey(text))) {
    throw invalidInput('cursor', 'is not one that this list gave for this order');
  }
  const direction = isDown ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const place =
    key === 'id'
      ? Prisma.sql`a.id COLLATE "C" ${isDown ? Prisma.sql`<` : Prisma.sql`>`} ${id}`
      : Prisma.sql`(${by}, a.id COLLATE "C") ${isDown ? Prisma.sql`<` : Prisma.sql`>`} (${text}::${type}, ${id})`;
  return {
    join: key === 'liveGrants' ? liveGrants(now) : Prisma.empty,
    after: madeFor === undefined ? Prisma.sql`true` : place,
    orderBy:
      key === 'id'
        ? Prisma.sql`${by} ${direction}`
        : Prisma.sql`${by} ${direction}, a.id COLLATE "C" ${direction}`,
    key: Prisma.sql`(${by})::text`,
  };
}
