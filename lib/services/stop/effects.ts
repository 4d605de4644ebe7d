import type { StopEffects } from '@/lib/contract/stop';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { StopModel } from '@/lib/db/generated/models';
import { countCovered } from './count';

/** What a stop met later than this says nothing about how soon it took effect. */
const LOOK_MS = 24 * 3600 * 1000;
const MOST = 2_000;
const MOST_TOLD = 50;

type Denied = {
  id: string;
  at: Date;
  agent: string;
  tool: string;
  callerId: string | null;
  callerName: string | null;
};

/** What a stop has really done: what it covers, what it has denied to whom, and which tokens outlive it. */
export async function effectsOf(db: Tx, stop: StopModel, now: Date): Promise<StopEffects> {
  const target = { kind: stop.kind, id: stop.targetId };
  const denied = await deniedBy(db, stop, now);
  const first = <K extends string>(keyOf: (one: Denied) => K | null): [K, Denied][] => {
    const found = new Map<K, Denied>();
    for (const one of denied) {
      const key = keyOf(one);
      if (key !== null && !found.has(key)) found.set(key, one);
    }
    return [...found].slice(0, MOST_TOLD);
  };
  return {
    covers: await countCovered(db, target, now),
    tokensRevoked: await db.issuedToken.count({ where: revokedWith(stop) }),
    denied: denied.length,
    isCountWhole: denied.length < MOST,
    agents: first(({ agent }) => agent).map(([agent, one]) => ({ agent, ...metOf(one) })),
    callers: first(({ callerId }) => callerId).map(([id, one]) => ({
      id,
      name: one.callerName,
      ...metOf(one),
    })),
    outside: await outsideOf(db, stop, now),
    admins: await db.user.count({ where: { disabledAt: null, roles: { has: 'admin' } } }),
  };
}

const metOf = ({ id, at, tool }: Denied) => ({ at, decision: id, tool });

/** A stop and the tokens that were revoked with it bear the same instant. */
const revokedWith = (stop: StopModel) => ({ kind: 'system' as const, revokedAt: stop.createdAt });

/** The calls that met it, the first one first. */
async function deniedBy(db: Tx, stop: StopModel, now: Date): Promise<Denied[]> {
  const { createdAt, releasedAt, kind, targetId } = stop;
  const until = new Date(Math.min(createdAt.getTime() + LOOK_MS, (releasedAt ?? now).getTime() + 1));
  return db.$queryRaw<Denied[]>`
    SELECT d.id, d.at, d.agent_id AS agent, d.tool_id AS tool,
           d.record::json #>> '{caller,id}' AS "callerId", d.record::json #>> '{caller,name}' AS "callerName"
      FROM decisions d
     WHERE d.outcome = 'deny' AND d.at >= ${createdAt} AND d.at <= ${until}
       AND (d.reason = 'stopped' OR d.record LIKE '%"code":"stopped"%') AND ${isCovered(kind, String(targetId))}
     ORDER BY d.at, d.id LIMIT ${MOST}`;
}

function isCovered(kind: StopModel['kind'], id: string): Prisma.Sql {
  switch (kind) {
    case 'everything':
      return Prisma.sql`true`;
    case 'agent':
      return Prisma.sql`d.agent_id = ${id}`;
    case 'tool':
      return Prisma.sql`d.tool_id = ${id}`;
    case 'system':
      return Prisma.sql`starts_with(d.tool_id, ${`${id}/`})`;
    case 'owner':
      return Prisma.sql`d.record::json ->> 'agent_owner' = ${id}`;
    case 'tier':
      return Prisma.sql`d.record::json ->> 'tier' = ${id}`;
  }
}

/** The revoked tokens that have not run out: a system that asks nobody takes them until then. */
async function outsideOf(db: Tx, stop: StopModel, now: Date): Promise<StopEffects['outside']> {
  const rows = await db.issuedToken.groupBy({
    by: ['systemId'],
    where: { ...revokedWith(stop), expiresAt: { gt: now } },
    _count: { _all: true },
    _max: { expiresAt: true },
    orderBy: { systemId: 'asc' },
  });
  return rows.flatMap(({ systemId, _count, _max }) =>
    systemId === null || _max.expiresAt === null
      ? []
      : [{ system: systemId, tokens: _count._all, until: _max.expiresAt }],
  );
}
