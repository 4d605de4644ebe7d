import { isAllow } from './client';
import type { Instance } from './instance';
import { until } from './until';
import { type Cast, callOf, makeWorld, sql, withClient } from './world';

export const hasPassed = async (url: string, table: 'tasks' | 'grants', id: string): Promise<boolean> => {
  const [row] = await sql(url, `SELECT clock_timestamp() >= ends_at AS passed FROM ${table} WHERE id = $1`, [
    id,
  ]);
  return row?.passed === true;
};

/** Lets a grant and a task end before the eyes of several instances; says who was wrong about it, and when. */
export async function expiryFaults(url: string, instances: readonly Instance[]): Promise<string[]> {
  const [byGrant] = (await makeWorld(url, { casts: 1, name: 'grant', grantSeconds: 3 })) as [Cast];
  const [byTask] = (await makeWorld(url, { casts: 1, name: 'task', taskSeconds: 3 })) as [Cast];
  const faults: string[] = [];
  const expectAll = async (cast: Cast, expected: string) => {
    for (const [i, instance] of instances.entries()) {
      const reply = await instance.ask(callOf(cast));
      const told = reply.evaluation?.context.reason ?? String(reply.status);
      if (told !== expected)
        faults.push(`instance ${i} said ${told} of ${cast.agent} instead of ${expected}`);
    }
  };
  await expectAll(byGrant, 'granted');
  await expectAll(byTask, 'granted');
  await until('the grant’s end has passed', () => hasPassed(url, 'grants', byGrant.grant));
  await until('the task’s end has passed', () => hasPassed(url, 'tasks', byTask.task));
  await expectAll(byGrant, 'grant_expired');
  await expectAll(byTask, 'task_not_running');
  return faults;
}

/**
 * Holds decisions up on their way into the record until what they allow by has ended. Answers how many
 * were allowed.
 */
export async function allowedAfterTheEnd(url: string, instance: Instance): Promise<number> {
  const casts = await makeWorld(url, { casts: 3, name: 'held', grantSeconds: 1.2 });
  const replies = await withClient(url, async (client) => {
    // The budgets are locked before the time is taken: the decisions stand in line behind this.
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM agent_calls WHERE agent_id = ANY ($1) FOR UPDATE', [
      casts.map(({ agent }) => agent),
    ]);
    const asked = casts.map((cast) => instance.ask(callOf(cast)));
    const { grant } = casts.at(-1) as Cast;
    await until('their ends have passed', () => hasPassed(url, 'grants', grant));
    await client.query('ROLLBACK');
    return Promise.all(asked);
  });
  const rows = await sql(url, `SELECT 1 FROM decisions WHERE outcome = 'allow' AND agent_id LIKE 'held-%'`);
  return Math.max(replies.filter(isAllow).length, rows.length);
}
