import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '@/lib/services/context';
import { completeTask } from '@/lib/services/task/complete';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { outlivedGrants, raceGrantsWithEnd } from '@/tests/support/grant-race';
import { waitingFor } from '@/tests/support/locks';
import { openServices } from '@/tests/support/take-away';
import { until } from '@/tests/support/until';
import { type Cast, makeWorld, sql, withClient } from '@/tests/support/world';

let database: FreshDatabase;
type Services = { ctx: Ctx; database: { close(): Promise<void> } };
let services: Services;
let others: Services;
beforeAll(async () => {
  database = await freshDatabase();
  services = await openServices(database.url);
  others = await openServices(database.url);
});
afterAll(async () => {
  await services?.database.close();
  await others?.database.close();
  await database?.drop();
});

test('ending a task while fifty grants are being made for it leaves no grant alive', async () => {
  const casts = await makeWorld(database.url, { casts: 2, name: 'race' });
  let raced = 0;
  for (const cast of casts) {
    const sides = { making: others.ctx, ending: services.ctx };
    const { before, racing, amid, after, outlived } = await raceGrantsWithEnd(database.url, sides, cast, 50);
    expect(outlived).toEqual([]);
    // The race goes both ways.
    expect(before.made).toBe(before.asked);
    expect([amid.made, after.made]).toEqual([0, 0]);
    raced += racing.made;
  }
  console.log(`${raced} of ${casts.length * 50} racing grants were made before the ends`);
});

test('an end that meets a grant in the making waits for it, and takes it along', async () => {
  const [cast] = (await makeWorld(database.url, { casts: 1, name: 'wait' })) as [Cast];
  await withClient(database.url, async (client) => {
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    await client.query(copyOfGrant('ends_at'), [cast.task, 'grt_making']);
    const end = completeTask(services.ctx, { id: cast.task });
    const isHeld = until('the end waits', async () => (await waitingFor(database.url, rows[0]?.pid)) > 0);
    await Promise.race([isHeld, end]);
    await client.query('COMMIT');
    await end;
  });
  expect(await outlivedGrants(database.url, cast)).toEqual([]);
  expect(await sql(database.url, `SELECT revoked_at FROM grants WHERE id = 'grt_making'`)).toEqual([
    { revoked_at: expect.any(Date) },
  ]);
});

/** One more grant of the task `$1`, with the id `$2`. */
const copyOfGrant = (endsAt: string) =>
  `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                       max_sensitivity, starts_at, ends_at, reason, created_by)
   SELECT $2, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources, max_sensitivity,
          starts_at, ${endsAt}, reason, created_by FROM grants WHERE task_id = $1 LIMIT 1`;

test('no grant can be written for an ended task, nor past its task’s end, by any statement', async () => {
  const [cast, open] = (await makeWorld(database.url, { casts: 2, name: 'sql' })) as [Cast, Cast];
  await completeTask(services.ctx, { id: cast.task });
  const copy = (task: string, id: string, endsAt: string) =>
    sql(database.url, copyOfGrant(endsAt), [task, id]);
  await expect(copy(cast.task, 'grt_late', 'ends_at')).rejects.toMatchObject({ code: 'CD001' });
  await expect(copy(open.task, 'grt_long', `task_ends_at + interval '1 second'`)).rejects.toMatchObject({
    code: '23514',
  });
  await expect(copy(open.task, 'grt_endless', 'NULL')).rejects.toMatchObject({ code: '23502' });
  await expect(
    sql(database.url, `UPDATE grants SET ends_at = task_ends_at + interval '1 hour' WHERE id = $1`, [
      open.grant,
    ]),
  ).rejects.toMatchObject({ code: '23514' });
  // A deadline that is brought forward may not leave a grant behind it.
  await expect(
    sql(database.url, `UPDATE tasks SET ends_at = ends_at - interval '10 minutes' WHERE id = $1`, [
      open.task,
    ]),
  ).rejects.toMatchObject({ code: '23514' });
});

// Each of the tables that an end touches, failing once.
for (const table of ['grants', 'tasks', 'escalations', 'audit_events', 'audit_links']) {
  test(`an end that fails at ${table} has ended nothing`, async () => {
    const [cast] = (await makeWorld(database.url, { casts: 1, name: table.replace('_', '') })) as [Cast];
    await sql(
      database.url,
      `INSERT INTO escalations (id, digest, task_id, agent_id, tool_id, arguments, decision_id, requested_at, expires_at)
       VALUES ('esc_' || $1, 'd', $1, $2, $3, '{}', 'dec_1', clock_timestamp(), clock_timestamp() + interval '1 hour')`,
      [cast.task, cast.agent, cast.tool],
    );
    const state = async () =>
      sql(
        database.url,
        `SELECT t.state, g.revoked_at, e.state AS escalation FROM tasks t JOIN grants g ON g.task_id = t.id
           JOIN escalations e ON e.task_id = t.id WHERE t.id = $1`,
        [cast.task],
      );
    const before = await state();
    expect(before).toEqual([{ state: 'running', revoked_at: null, escalation: 'pending' }]);
    await sql(
      database.url,
      `CREATE FUNCTION fail_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$;
       CREATE TRIGGER fail_here AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION fail_here()`,
    );
    await expect(completeTask(services.ctx, { id: cast.task })).rejects.toThrow();
    await sql(database.url, `DROP TRIGGER fail_here ON ${table}; DROP FUNCTION fail_here`);
    expect(await state()).toEqual(before);
    await completeTask(services.ctx, { id: cast.task });
    expect(await state()).toMatchObject([
      { state: 'completed', revoked_at: expect.any(Date), escalation: 'withdrawn' },
    ]);
  });
}
