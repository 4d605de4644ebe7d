import { isAllow } from './client';
import type { Instance } from './instance';
import { waitingFor, whileLocked } from './locks';
import { until } from './until';
import { type Cast, callOf, makeWorld, sql } from './world';

export const hasPassed = async (url: string, table: 'tasks' | 'grants', id: string): Promise<boolean> => {
  const [row] = await sql(url, `SELECT clock_timestamp() >= ends_at AS passed FROM ${table} WHERE id = $1`, [
    id,
  ]);
  return row?.passed === true;
};

/**
 * Makes something that ends soon, and looks at it before it does: where the machine was too slow for that,
 * again with twice the time.
 */
export async function beforeItEnds<T, Seen>(
  make: (seconds: number) => Promise<T>,
  look: (made: T) => Promise<Seen>,
  hasEnded: (made: T) => Promise<boolean>,
): Promise<{ made: T; seen: Seen }> {
  for (let seconds = 1; ; seconds *= 2) {
    const made = await make(seconds);
    const seen = await look(made);
    if (!(await hasEnded(made))) return { made, seen };
  }
}

/** Lets a grant and a task end before the eyes of several instances; says who was wrong about it, and when. */
export async function expiryFaults(url: string, instances: readonly Instance[]): Promise<string[]> {
  const faultsOf = async (cast: Cast, expected: string): Promise<string[]> => {
    const faults: string[] = [];
    for (const [i, instance] of instances.entries()) {
      const reply = await instance.ask(callOf(cast));
      const told = reply.evaluation?.context.reason ?? String(reply.status);
      if (told !== expected)
        faults.push(`instance ${i} said ${told} of ${cast.agent} instead of ${expected}`);
    }
    return faults;
  };
  const { made, seen } = await beforeItEnds(
    async (seconds) => {
      const grants = await makeWorld(url, { casts: 1, name: `grant${seconds}`, grantSeconds: seconds });
      const tasks = await makeWorld(url, { casts: 1, name: `task${seconds}`, taskSeconds: seconds });
      return { byGrant: grants[0] as Cast, byTask: tasks[0] as Cast };
    },
    async ({ byGrant, byTask }) => [
      ...(await faultsOf(byGrant, 'granted')),
      ...(await faultsOf(byTask, 'granted')),
    ],
    async ({ byGrant, byTask }) =>
      (await hasPassed(url, 'grants', byGrant.grant)) || (await hasPassed(url, 'tasks', byTask.task)),
  );
  const { byGrant, byTask } = made;
  await until('the grant’s end has passed', () => hasPassed(url, 'grants', byGrant.grant));
  await until('the task’s end has passed', () => hasPassed(url, 'tasks', byTask.task));
  return [
    ...seen,
    ...(await faultsOf(byGrant, 'grant_expired')),
    ...(await faultsOf(byTask, 'task_not_running')),
  ];
}

const ATTEMPTS = 20;

/**
 * Holds decisions up on their way into the record until what they allow by has ended. Answers how many
 * were allowed. Tries again where the machine was too slow: the decision must be held before the end, and
 * the end must come before the database gives up.
 */
export async function allowedAfterTheEnd(url: string, instance: Instance): Promise<number> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const allowed = await allowedWhenHeld(url, instance, attempt);
    if (allowed !== null) return allowed;
  }
  throw new Error('no decision could be held until its grant had ended');
}

async function allowedWhenHeld(url: string, instance: Instance, attempt: number): Promise<number | null> {
  const name = `held${attempt}`;
  const casts = await makeWorld(url, { casts: 3, name, grantSeconds: 1 + (attempt % 4) / 4 });
  const { agent } = casts[0] as Cast;
  // The budgets are locked before the time is taken: the decisions stand in line behind this.
  const lock = `SELECT 1 FROM agent_calls WHERE agent_id LIKE '${agent.slice(0, -1)}%' FOR UPDATE`;
  return whileLocked(url, lock, async ({ pid, release }) => {
    const asked = Promise.all(casts.map((cast) => instance.ask(callOf(cast))));
    let isHeld = false;
    await until('a decision is held', async () => {
      isHeld = (await waitingFor(url, pid)) > 0;
      return isHeld || (await haveEnded(url, casts)) > 0;
    });
    isHeld &&= (await haveEnded(url, casts)) === 0;
    await until('their ends have passed', async () => (await haveEnded(url, casts)) === casts.length);
    await release();
    const replies = await asked;
    const rows = await sql(url, `SELECT 1 FROM decisions WHERE outcome = 'allow' AND agent_id LIKE $1`, [
      `${name}-%`,
    ]);
    const allowed = Math.max(replies.filter(isAllow).length, rows.length);
    return allowed > 0 || (isHeld && replies.every(({ status }) => status === 200)) ? allowed : null;
  });
}

/** How many of their grants have ended. */
async function haveEnded(url: string, casts: readonly Cast[]): Promise<number> {
  const [row] = await sql(
    url,
    'SELECT count(*)::int AS n FROM grants WHERE id = ANY ($1) AND ends_at <= clock_timestamp()',
    [casts.map(({ grant }) => grant)],
  );
  return row?.n ?? 0;
}
