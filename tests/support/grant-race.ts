import type { Ctx } from '@/lib/services/context';
import { createGrant } from '@/lib/services/grant/create';
import { completeTask } from '@/lib/services/task/complete';
import { type Cast, sql } from './world';

/**
 * Makes grants and ends their task, all at once, each side with connections of its own. Answers how many
 * were made, and which outlived the task.
 */
export async function raceGrantsWithEnd(
  url: string,
  { making: ctx, ending }: { making: Ctx; ending: Ctx },
  cast: Cast,
  grants: number,
): Promise<{ made: number; outlived: string[] }> {
  const create = () =>
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
    }).then(
      () => true,
      () => false,
    );
  const half = Array.from({ length: grants / 2 }, create);
  // The end comes when the first grant has been made, in the midst of the others.
  await Promise.race(half);
  const [, made] = await Promise.all([
    endWithPatience(ending, cast.task),
    Promise.all([...half, ...Array.from({ length: grants / 2 }, create)]),
  ]);
  const rows = await sql(
    url,
    `SELECT g.id FROM grants g JOIN tasks t ON t.id = g.task_id
      WHERE t.id = $1 AND t.state = 'completed' AND g.revoked_at IS NULL AND g.ends_at > clock_timestamp()`,
    [cast.task],
  );
  return { made: made.filter(Boolean).length, outlived: rows.map(({ id }) => id) };
}

/** On a busy machine there may be no connection in time; whoever ends a task tries again. */
async function endWithPatience(ctx: Ctx, id: string): Promise<void> {
  for (;;) {
    try {
      await completeTask(ctx, { id });
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'P2028') throw error;
    }
  }
}
