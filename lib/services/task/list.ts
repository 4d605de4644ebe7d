import type { ListTasksInput, TaskView } from '@/lib/contract/task';
import type { Tx } from '@/lib/db/client';
import type { TaskWhereInput } from '@/lib/db/generated/models/Task';
import { OPEN_TASK_STATES, type TaskState } from '@/lib/domain/task';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { visibleTasks } from './permit-task';
import { taskSelect, toTaskView } from './view';

/** Tasks, newest first. A state is asked for as it is now: a task past its deadline is not running. */
export async function listTasks(
  ctx: Ctx,
  input: ListTasksInput,
): Promise<{ items: TaskView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'task.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const { agent, state, onBehalfOf, from, to, q, cursor, limit, count } = input;
  const all: TaskWhereInput[] = [visibleTasks(ctx)];
  if (agent !== undefined) all.push({ agentId: agent });
  if (onBehalfOf !== undefined) all.push({ onBehalfOf });
  if (state !== undefined) all.push({ OR: state.map((one) => inState(one, now)) });
  if (from !== undefined) all.push({ startedAt: { gte: from } });
  if (to !== undefined) all.push({ startedAt: { lt: to } });
  if (q !== undefined) all.push(matching(q, await namedAgents(db, q)));
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.task.findMany({
    where: { AND: [...all, ...(before === undefined ? [] : [{ id: { lt: before } }])] },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: taskSelect(now),
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => toTaskView(row, now),
  );
  return count === 'true' ? { ...page, total: await db.task.count({ where: { AND: all } }) } : page;
}

function inState(state: TaskState, now: Date): TaskWhereInput {
  if (state === 'expired') {
    return { OR: [{ state }, { state: { in: [...OPEN_TASK_STATES] }, endsAt: { lte: now } }] };
  }
  return OPEN_TASK_STATES.includes(state) ? { state, endsAt: { gt: now } } : { state };
}

/** So many agents are named one by one. */
const MOST_AGENTS = 500;

/** The agents whose name has these words, which costs less to ask once than with every task; null for too many. */
async function namedAgents(db: Tx, q: string): Promise<string[] | null> {
  const rows = await db.agent.findMany({
    where: { name: { contains: q, mode: 'insensitive' } },
    select: { id: true },
    take: MOST_AGENTS + 1,
  });
  return rows.length > MOST_AGENTS ? null : rows.map(({ id }) => id);
}

const matching = (q: string, named: readonly string[] | null): TaskWhereInput => ({
  OR: [
    { id: q.toLowerCase() },
    { externalId: q },
    { agentId: { startsWith: q.toLowerCase() } },
    named === null
      ? { agent: { name: { contains: q, mode: 'insensitive' } } }
      : { agentId: { in: [...named] } },
    { purpose: { contains: q, mode: 'insensitive' } },
  ],
});
