import type { Ctx } from '@/lib/services/context';
import { isServiceError } from '@/lib/services/errors';
import { createGrant } from '@/lib/services/grant/create';
import { completeTask } from '@/lib/services/task/complete';
import { waitingFor, waitingForLocks, whileLocked } from './locks';
import { until } from './until';
import { type Cast, sql } from './world';

/** How many of the grants that were asked for at one time were made. */
type Tally = { asked: number; made: number };
export type Race = {
  before: Tally;
  /** At the same time as the end: either way is right. */
  racing: Tally;
  /** While the end was under way: it had begun, and was not committed. */
  amid: Tally;
  after: Tally;
  /** Grants that are live although their task has ended. */
  outlived: string[];
};

/** Asked for at a time, but for the racing ones. */
const FEW = 4;

/**
 * Makes grants before their task ends, together with the end, while it is under way, and after it; each side
 * with connections of its own. The end is held up by a lock on an escalation, which it needs after it has
 * revoked the grants that it has found.
 */
export async function raceGrantsWithEnd(
  url: string,
  { making, ending }: { making: Ctx; ending: Ctx },
  cast: Cast,
  grants: number,
): Promise<Race> {
  const ask = (n: number) => Array.from({ length: n }, () => makeGrant(making, cast));
  const before = await tally(ask(FEW));
  await sql(
    url,
    `INSERT INTO escalations (id, digest, task_id, agent_id, tool_id, arguments, decision_id, requested_at, expires_at)
     VALUES ('esc_' || $1, 'd', $1, $2, $3, '{}', 'dec_1', clock_timestamp(), clock_timestamp() + interval '1 hour')`,
    [cast.task, cast.agent, cast.tool],
  );
  const { racing, amid } = await whileLocked(
    url,
    `SELECT 1 FROM escalations WHERE task_id = '${cast.task}' FOR UPDATE`,
    async ({ pid, release }) => {
      const raced = tally(ask(grants));
      const end = endTask(ending, cast.task);
      const isHeld = until('the end is under way', async () => (await waitingFor(url, pid)) > 0);
      await Promise.race([isHeld, end]);
      let settled = 0;
      const asked = ask(FEW);
      for (const one of asked) one.finally(() => (settled += 1)).catch(() => {});
      await until(
        'grants wait for the end, or do not',
        async () => settled === FEW || (await waitingForLocks(url)) > FEW,
      );
      await release();
      await end;
      return { racing: await raced, amid: await tally(asked) };
    },
  );
  const after = await tally(ask(FEW));
  return { before, racing, amid, after, outlived: await outlivedGrants(url, cast) };
}

/** The grants of a completed task that are live all the same. */
export async function outlivedGrants(url: string, { task }: Cast): Promise<string[]> {
  const rows = await sql(
    url,
    `SELECT g.id FROM grants g JOIN tasks t ON t.id = g.task_id
      WHERE t.id = $1 AND t.state = 'completed' AND g.revoked_at IS NULL AND g.ends_at > clock_timestamp()`,
    [task],
  );
  return rows.map(({ id }) => id);
}

/** Whether the grant was made; it was not because its task has ended, and for no other reason. */
async function makeGrant(ctx: Ctx, cast: Cast): Promise<boolean> {
  try {
    await withPatience(() =>
      createGrant(ctx, {
        task: cast.task,
        scope: {
          system: cast.tool.split('/')[0] ?? '',
          tools: ['*'],
          actionClasses: ['write'],
          resources: [],
          maxSensitivity: 'internal',
          arguments: {},
        },
        ttlSeconds: 600,
        reason: 'a race',
      }),
    );
    return true;
  } catch (error) {
    if (isServiceError(error) && error.reason === 'task_ended') return false;
    throw error;
  }
}

const endTask = (ctx: Ctx, id: string) => withPatience(() => completeTask(ctx, { id }));

/** On a busy machine there may be no connection in time; whoever wants something tries again. */
async function withPatience<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if ((error as { code?: string }).code !== 'P2028') throw error;
    }
  }
}

async function tally(asked: readonly Promise<boolean>[]): Promise<Tally> {
  const made = await Promise.all(asked);
  return { asked: made.length, made: made.filter(Boolean).length };
}
