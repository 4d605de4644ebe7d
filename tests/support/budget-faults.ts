import { isAllow, type Reply } from './client';
import type { Instance } from './instance';
import { type Cast, callOf, makeWorld, sql } from './world';

const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

/** Asks again under the same name, as callers do, when there was no decision in time. */
async function askUntilDecided(instance: Instance, cast: Cast, callId: string): Promise<Reply> {
  for (;;) {
    const reply = await instance.ask(callOf(cast, { callId }));
    if (reply.status !== 503) return reply;
  }
}

/** Asks for limited grants from all sides at once; says where they were spent too often, or too seldom. */
export async function usesFaults(
  url: string,
  instances: readonly Instance[],
  { casts, uses, calls }: { casts: number; uses: number; calls: number },
): Promise<string[]> {
  const world = await makeWorld(url, { casts, name: `u${Date.now() % 1e6}`, uses });
  const faults = await Promise.all(
    world.map(async (cast) => {
      const asked = Array.from({ length: calls }, (_, i) =>
        askUntilDecided(pick(instances, i), cast, `c-${i}`),
      );
      const replies = await Promise.all(asked);
      const allows = replies.filter(isAllow).length;
      const [row] = await sql(
        url,
        `SELECT (SELECT count(*)::int FROM decisions WHERE task_id = $1 AND outcome = 'allow') AS records,
                (SELECT spent FROM grant_uses WHERE grant_id = $2) AS spent`,
        [cast.task, cast.grant],
      );
      const isExact = allows === uses && row?.records === uses && row?.spent === uses;
      return isExact ? [] : [`${allows} allowed, ${row?.records} recorded, ${row?.spent} spent of ${uses}`];
    }),
  );
  return faults.flat();
}

/** Asks with one agent, from two tasks on two instances and from both with one; says where a budget did not hold. */
export async function velocityFaults(
  url: string,
  instances: readonly Instance[],
  { perTask, perAgent, calls }: { perTask: number; perAgent: number; calls: number },
): Promise<string[]> {
  const name = `v${Date.now() % 1e6}`;
  const [cast] = (await makeWorld(url, { casts: 1, name })) as [Cast];
  await sql(
    url,
    `UPDATE tiers SET rules = rules || jsonb_build_object('callsPerMinutePerTask', $1::int, 'callsPerMinutePerAgent', $2::int)`,
    [perTask, perAgent],
  );
  const tasks = [cast.task];
  if (perAgent < perTask) {
    const second = `${cast.task.slice(0, -1)}z`;
    await sql(
      url,
      `INSERT INTO tasks (id, agent_id, purpose, action_classes, started_at, ends_at, opened_by)
       SELECT $2, agent_id, purpose, action_classes, started_at, ends_at, opened_by FROM tasks WHERE id = $1`,
      [cast.task, second],
    );
    await sql(
      url,
      `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                           max_sensitivity, starts_at, ends_at, reason, created_by)
       SELECT id || 'z', $2, task_ends_at, entitlement_id, system_id, tools, action_classes, resources, max_sensitivity,
              starts_at, ends_at, reason, created_by FROM grants WHERE task_id = $1`,
      [cast.task, second],
    );
    tasks.push(second);
  }
  // Each task stays on one instance where there are two of them, so that neither sees the other's counter.
  await Promise.all(
    Array.from({ length: calls }, (_, i) => pick(instances, i).ask(callOf(cast, { task: pick(tasks, i) }))),
  );
  const most = Math.min(perTask, perAgent);
  const rows = await sql(
    url,
    `SELECT date_trunc('minute', at) AS minute, count(*)::int AS asked,
            count(*) FILTER (WHERE outcome = 'allow')::int AS allowed,
            count(*) FILTER (WHERE reason = 'velocity_exceeded')::int AS refused
       FROM decisions WHERE agent_id = $1 GROUP BY 1`,
    [cast.agent],
  );
  const total = rows.reduce((sum, { asked }) => sum + asked, 0);
  // A run may lie on both sides of a full minute.
  return [
    ...(total === calls ? [] : [`${total} of ${calls} calls are recorded`]),
    ...rows
      .filter(({ asked, allowed }) => allowed !== Math.min(most, asked))
      .map(
        ({ asked, allowed, refused }) =>
          `${allowed} of ${asked} allowed, ${refused} refused, in a minute of ${most}`,
      ),
  ];
}
