import pg from 'pg';
import type { Database } from '@/lib/db/client';
import { openDatabase } from '@/lib/db/client';
import { type Ctx, systemActor } from '@/lib/services/context';
import { approveEscalation } from '@/lib/services/escalation/approve';
import { makeWorld } from '@/tests/support/world';

/** People who approve waiting calls at a steady pace, beside whatever is measured. */
export type Approvers = {
  /** Approves so many a second until it is stopped; answers how many were, until then, and how long they took. */
  start(perSecond: number): { stop(): Promise<Approved> };
  close(): Promise<void>;
};

export type Approved = {
  approved: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time of this process an approval, in milliseconds: that of PostgreSQL is not in it. */
  cpuMs: number;
};

/** Calls that wait, each of a task and an agent of its own, and somebody who may answer them. */
export async function openApprovers(url: string, waiting: number): Promise<Approvers> {
  const casts = await makeWorld(url, { casts: waiting, name: 'ask' });
  const database = await openDatabase(url, { max: 8 });
  // Each cast brings an owner and somebody who decides: a house has a few dozen of those, not thousands.
  await database.pool.query(
    `UPDATE users SET roles = '{reviewer}'
      WHERE id IN (SELECT id FROM users WHERE roles && '{admin,approver}' ORDER BY id OFFSET 50)`,
  );
  await database.pool.query(`INSERT INTO users (id, email, name, roles)
    VALUES ('usr_approver', 'approver@example.com', 'Approver', '{approver}') ON CONFLICT DO NOTHING`);
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH gone AS (UPDATE grants SET revoked_at = clock_timestamp() WHERE id = ANY ($2) RETURNING task_id)
     INSERT INTO escalations (id, digest, task_id, agent_id, tool_id, arguments, reasons, decision_id, requested_at,
                              expires_at, system_id, action_class, sensitivity, tier, tool_digest)
     SELECT 'esc_' || right(t.id, 26), encode(sha256(t.id::bytea), 'hex'), t.id, t.agent_id, o.id, '{"q":"acme"}',
            '{grant_required}', 'dec_' || right(t.id, 26), clock_timestamp(), t.ends_at, o.system_id, o.action_class,
            o.sensitivity, 'moderate', o.digest
       FROM tasks t JOIN unnest($1::text[], $3::text[]) AS w (task, tool) ON w.task = t.id
       JOIN tools o ON o.id = w.tool
     RETURNING id`,
    [casts.map(({ task }) => task), casts.map(({ grant }) => grant), casts.map(({ tool }) => tool)],
  );
  // So much at once is otherwise planned by what the tables held before, until autovacuum comes by. Who serves may
  // not do it: only the owner of a table may.
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query('ANALYZE');
  await owner.end();
  const queue = rows.map(({ id }) => id);
  return {
    start: (perSecond) => approving(database, queue, perSecond),
    close: () => database.close(),
  };
}

function approving({ prisma }: Database, queue: string[], perSecond: number): { stop(): Promise<Approved> } {
  const ctx: Ctx = {
    actor: {
      ...systemActor('bench'),
      kind: 'user',
      id: 'usr_approver',
      userId: 'usr_approver',
      roles: ['approver'],
    },
    prisma,
    requestId: 'bench',
    ifMatch: null,
    publicUrl: 'http://127.0.0.1',
  };
  const tookMs: number[] = [];
  const before = process.cpuUsage();
  const underWay = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const id = queue.pop();
    if (id === undefined) return;
    const startedAt = performance.now();
    const one: Promise<void> = approveEscalation(ctx, { id })
      .then(() => {
        tookMs.push(performance.now() - startedAt);
      })
      .catch((error: Error) => console.log(`  not approved: ${error.message}`))
      .finally(() => underWay.delete(one));
    underWay.add(one);
  }, 1000 / perSecond);
  return {
    stop: async () => {
      clearInterval(timer);
      const { user, system } = process.cpuUsage(before);
      const inTime = tookMs.toSorted((a, b) => a - b);
      await Promise.all(underWay);
      const at = (q: number) => inTime[Math.min(inTime.length - 1, Math.floor(q * inTime.length))] ?? 0;
      const cpuMs = (user + system) / 1000 / Math.max(1, inTime.length);
      return { approved: inTime.length, p50Ms: at(0.5), p99Ms: at(0.99), cpuMs };
    },
  };
}
