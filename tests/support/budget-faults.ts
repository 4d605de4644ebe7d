import { askMany, isAllow, type Question, type Reply, untilDecided } from './client';
import type { Instance } from './instance';
import { type Cast, callOf, makeWorld, sql } from './world';

const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

/** How many calls are asked, and how; answers how many were allowed. Each is asked again until it is decided. */
const WAYS = {
  'all at once': async (instances: readonly Instance[], calls: readonly Question[]) => {
    const replies = await Promise.all(
      calls.map((call, i) => untilDecided(() => pick(instances, i).ask(call))),
    );
    return replies.filter(isAllow).length;
  },
  'all at once on one instance': async ([instance]: readonly Instance[], calls: readonly Question[]) => {
    const replies = await Promise.all(
      calls.map((call) => untilDecided(() => (instance as Instance).ask(call))),
    );
    return replies.filter(isAllow).length;
  },
  'in turns': async (instances: readonly Instance[], calls: readonly Question[]) => {
    let allows = 0;
    for (const [i, call] of calls.entries()) {
      if (isAllow(await untilDecided(() => pick(instances, i).ask(call)))) allows += 1;
    }
    return allows;
  },
  'in one request': async ([instance]: readonly Instance[], calls: readonly Question[]) => {
    const reply = await askInOne(instance as Instance, calls);
    return JSON.parse(reply.text).evaluations.filter(({ decision }: { decision: boolean }) => decision)
      .length;
  },
};
export type Way = keyof typeof WAYS;

/** One request is one batch. */
function askInOne({ origin }: Instance, calls: readonly Question[]): Promise<Reply> {
  const { key } = calls[0] as Question;
  const questions = calls.map(({ key: _, ...question }) => question);
  return untilDecided(() => askMany(origin, key, questions));
}

const namedCalls = (cast: Cast, n: number, name: string): Question[] =>
  Array.from({ length: n }, (_, i) => callOf(cast, { callId: `${name}-${i}` }));

/** Asks for limited grants; says where they were spent too often, or too seldom. */
export async function usesFaults(
  url: string,
  instances: readonly Instance[],
  { casts, uses, calls, way }: { casts: number; uses: number; calls: number; way: Way },
): Promise<string[]> {
  const world = await makeWorld(url, { casts, name: `u${Date.now() % 1e6}`, uses });
  const faults = await Promise.all(
    world.map(async (cast) => {
      const allows = await WAYS[way](instances, namedCalls(cast, calls, 'c'));
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
  const [one, other] = await makeTwoTasks(url, { perTask, perAgent });
  const tasks = perAgent < perTask ? [one, other] : [one];
  // Each task stays on one instance where there are two of them, so that neither sees the other's counter.
  await Promise.all(
    Array.from({ length: calls }, (_, i) =>
      untilDecided(() => pick(instances, i).ask(callOf(pick(tasks, i), { callId: `c-${i}` }))),
    ),
  );
  // A run may lie on both sides of a full minute.
  const minutes = await minutesOf(url, one);
  return minuteFaults(minutes, { calls, most: Math.min(perTask, perAgent) });
}

const REPLAYS = 5;

/**
 * An agent has a task on each of two instances, and both have seen it. Then each is asked, one after the
 * other, for most of what the agent may ask for in a minute. Says where that budget did not hold. Played again
 * when a full minute came in between.
 */
export async function sharedVelocityFaults(url: string, instances: readonly Instance[]): Promise<string[]> {
  const most = 25;
  for (let replay = 0; replay < REPLAYS; replay += 1) {
    const casts = await makeTwoTasks(url, { perTask: 1000, perAgent: most });
    for (const [i, cast] of casts.entries()) {
      await untilDecided(() => pick(instances, i).ask(callOf(cast, { callId: 'seen' })));
    }
    for (const [i, cast] of casts.entries()) await askInOne(pick(instances, i), namedCalls(cast, 20, 'c'));
    const minutes = await minutesOf(url, casts[0]);
    if (minutes.length === 1) return minuteFaults(minutes, { calls: 42, most });
  }
  throw new Error('no run lay within one minute');
}

let worlds = 0;

/** One agent with two tasks, under these budgets. */
async function makeTwoTasks(
  url: string,
  { perTask, perAgent }: { perTask: number; perAgent: number },
): Promise<[Cast, Cast]> {
  worlds += 1;
  const [cast] = (await makeWorld(url, { casts: 1, name: `v${worlds}x` })) as [Cast];
  await sql(
    url,
    `UPDATE tiers SET rules = rules || jsonb_build_object('callsPerMinutePerTask', $1::int, 'callsPerMinutePerAgent', $2::int)`,
    [perTask, perAgent],
  );
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
  return [cast, { ...cast, task: second, grant: `${cast.grant}z` }];
}

type Minute = { asked: number; allowed: number; refused: number };

/** An agent's decisions, by the minute in which they were counted. */
async function minutesOf(url: string, { agent }: Cast): Promise<Minute[]> {
  const rows = await sql(
    url,
    `SELECT count(*)::int AS asked, count(*) FILTER (WHERE outcome = 'allow')::int AS allowed,
            count(*) FILTER (WHERE reason = 'velocity_exceeded')::int AS refused
       FROM decisions WHERE agent_id = $1 GROUP BY date_trunc('minute', at)`,
    [agent],
  );
  return rows as Minute[];
}

function minuteFaults(
  minutes: readonly Minute[],
  { calls, most }: { calls: number; most: number },
): string[] {
  const total = minutes.reduce((sum, { asked }) => sum + asked, 0);
  return [
    ...(total === calls ? [] : [`${total} of ${calls} calls are recorded`]),
    ...minutes
      .filter(({ asked, allowed }) => allowed !== Math.min(most, asked))
      .map(
        ({ asked, allowed, refused }) =>
          `${allowed} of ${asked} allowed, ${refused} refused, in a minute of ${most}`,
      ),
  ];
}
