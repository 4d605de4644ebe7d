import type { Tx } from '@/lib/db/client';
import { TASK_MOVES, type TaskState, taskMoveRefusal, taskStateAt } from '@/lib/domain/task';
import { writeAudits } from '../audit';
import type { Ctx } from '../context';
import { conflict, refused } from '../errors';
import { lockOpenChildren, type TaskRow } from './load';

export type EndMove = 'complete' | 'fail' | 'cancel' | 'expire';

/** A task with how and why it ends. */
export type TaskEnd = { task: TaskRow; move: EndMove; reason: string | null };

/** What ended, each list in the order of the tasks. */
export type Ended = { tasks: string[]; grants: string[]; escalations: string[] };

const EVENTS = {
  complete: 'task.completed',
  fail: 'task.failed',
  cancel: 'task.cancelled',
  expire: 'task.expired',
} as const;

/**
 * Ends tasks with all that lives through them, in the caller's transaction: their live grants are revoked,
 * their pending escalations withdrawn, their child tasks cancelled likewise. One statement does each for all
 * of them, however many they are. The caller holds the tasks' locks.
 * INVARIANT (task-bound): a grant that is being made waits for the lock, and then meets an ended task.
 */
export async function endTasks(tx: Tx, ctx: Ctx, now: Date, roots: readonly TaskEnd[]): Promise<Ended> {
  for (const { task, move } of roots) {
    const refusal = taskMoveRefusal(move, task, now);
    if (refusal !== null) throw refused(refusal);
  }
  const ends = await withChildren(tx, now, roots);
  const rows = JSON.stringify(ends.map(toRow));
  // Grants before the tasks, and the tasks before their escalations: the order in which others lock them.
  const grants = idsByTask(await revokeGrants(tx, now, rows));
  const count = await moveTasks(tx, now, rows);
  if (count !== ends.length) throw conflict('already_ended', 'a task of these has ended meanwhile');
  const escalations = idsByTask(await withdrawEscalations(tx, now, rows));

  await writeAudits(
    tx,
    ctx,
    now,
    ends.map(({ task, move, reason }) => ({
      event: EVENTS[move],
      subject: { kind: 'task', id: task.id },
      details: {
        agent: task.agentId,
        from: task.state,
        to: TASK_MOVES[move].to,
        reason,
        parentTask: task.parentTaskId,
        revokedGrants: grants.get(task.id) ?? [],
        withdrawnEscalations: escalations.get(task.id) ?? [],
      },
    })),
  );
  const tasks = ends.map(({ task }) => task.id);
  return {
    tasks,
    grants: tasks.flatMap((id) => grants.get(id) ?? []),
    escalations: tasks.flatMap((id) => escalations.get(id) ?? []),
  };
}

/** How an open task ends that was not the one to be ended: past its deadline, it has ended by itself. */
export const endBeside = (task: TaskRow, now: Date, reason: string): TaskEnd => ({
  task,
  move: taskStateAt(task, now) === 'expired' ? 'expire' : 'cancel',
  reason,
});

/** These tasks and all open ones below them, locked, each once: a parent, then its children. */
async function withChildren(tx: Tx, now: Date, roots: readonly TaskEnd[]): Promise<TaskEnd[]> {
  const known = new Map(roots.map(({ task }) => [task.id, task]));
  for (let parents = [...known.keys()]; parents.length > 0; ) {
    const children = (await lockOpenChildren(tx, parents)).filter(({ id }) => !known.has(id));
    for (const child of children) known.set(child.id, child);
    parents = children.map(({ id }) => id);
  }
  const childrenOf = listsBy([...known.values()], ({ parentTaskId }) => parentTaskId);
  const ends = new Map<string, TaskEnd>();
  const add = (end: TaskEnd): void => {
    if (ends.has(end.task.id)) return;
    ends.set(end.task.id, end);
    const reason = `its parent ${end.task.id} has ended`;
    for (const child of childrenOf.get(end.task.id) ?? []) add(endBeside(child, now, reason));
  };
  for (const root of roots) add(root);
  return [...ends.values()];
}

/** Lists of what has one key, in the order of the ids. */
function listsBy<K, T extends { id: string }>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const lists = new Map<K, T[]>();
  for (const one of [...all].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const list = lists.get(keyOf(one));
    if (list === undefined) lists.set(keyOf(one), [one]);
    else list.push(one);
  }
  return lists;
}

type EndRow = { id: string; state: TaskState; reason: string | null; why: string };

function toRow({ task, move, reason }: TaskEnd): EndRow {
  const { to } = TASK_MOVES[move];
  return { id: task.id, state: to, reason, why: reason ?? `its task has been ${to}` };
}

type Taken = { id: string; taskId: string };

const idsByTask = (taken: readonly Taken[]): Map<string, string[]> =>
  new Map(
    [...listsBy(taken, ({ taskId }) => taskId)].map(([task, list]) => [task, list.map(({ id }) => id)]),
  );

const revokeGrants = (tx: Tx, now: Date, rows: string): Promise<Taken[]> =>
  tx.$queryRaw<Taken[]>`
      UPDATE grants g SET revoked_at = ${now}, revoke_reason = e.why, revision = g.revision + 1
        FROM json_to_recordset(${rows}::json) AS e (id text, why text)
       WHERE g.task_id = e.id AND g.revoked_at IS NULL AND g.ends_at > ${now}
      RETURNING g.id, g.task_id AS "taskId"`;

/** INVARIANT (expiry-by-evaluation): what has expired ended at its deadline, not when somebody noticed. */
const moveTasks = (tx: Tx, now: Date, rows: string): Promise<number> =>
  tx.$executeRaw`
    UPDATE tasks t SET state = e.state::task_state, end_reason = e.reason, revision = t.revision + 1,
                       ended_at = CASE e.state WHEN 'expired' THEN t.ends_at ELSE ${now} END
      FROM json_to_recordset(${rows}::json) AS e (id text, state text, reason text)
     WHERE t.id = e.id AND t.state IN ('running', 'paused')`;

const withdrawEscalations = (tx: Tx, now: Date, rows: string): Promise<Taken[]> =>
  tx.$queryRaw<Taken[]>`
      UPDATE escalations w SET state = 'withdrawn', answered_at = ${now}, answer_reason = e.why,
                               revision = w.revision + 1
        FROM json_to_recordset(${rows}::json) AS e (id text, why text)
       WHERE w.task_id = e.id AND w.state = 'pending' AND w.expires_at > ${now}
      RETURNING w.id, w.task_id AS "taskId"`;
