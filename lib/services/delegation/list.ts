import type { DelegationView, ListDelegationsInput } from '@/lib/contract/delegation';
import type { Prisma } from '@/lib/db/generated/client';
import { OPEN_TASK_STATES, taskStateAt } from '@/lib/domain/task';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';

/** What agents handed to each other, newest first; what is over stays in the list. */
export async function listDelegations(
  ctx: Ctx,
  { by, to, live, cursor, limit, count }: ListDelegationsInput,
): Promise<{ items: DelegationView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'delegation.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const isOpen: Prisma.TaskWhereInput = { state: { in: [...OPEN_TASK_STATES] }, endsAt: { gt: now } };
  const where: Prisma.DelegationWhereInput = {
    ...(by !== undefined && { parentAgentId: by }),
    ...(to !== undefined && { agentId: to }),
    ...(live !== undefined && { task: live === 'true' ? isOpen : { NOT: isOpen } }),
  };
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.delegation.findMany({
    where: { ...where, ...(before !== undefined && { taskId: { lt: before } }) },
    orderBy: { taskId: 'desc' },
    take: limit + 1,
    include: {
      task: {
        select: {
          purpose: true,
          state: true,
          endsAt: true,
          endedAt: true,
          agent: { select: { name: true } },
        },
      },
    },
  });
  const parents = await db.task.findMany({
    where: { id: { in: [...new Set(rows.map(({ parentTaskId }) => parentTaskId))] } },
    select: { id: true, purpose: true, agent: { select: { name: true } } },
  });
  const parentOf = new Map(parents.map((parent) => [parent.id, parent]));
  const page = toPage(
    rows,
    limit,
    (row) => [row.taskId],
    (row): DelegationView => ({
      task: row.taskId,
      agent: row.agentId,
      agentName: row.task.agent.name,
      purpose: row.task.purpose,
      state: taskStateAt(row.task, now),
      endsAt: row.task.endsAt,
      endedAt: row.task.endedAt,
      depth: row.depth,
      parentTask: row.parentTaskId,
      parentAgent: row.parentAgentId,
      parentAgentName: parentOf.get(row.parentTaskId)?.agent.name ?? row.parentAgentId,
      parentPurpose: parentOf.get(row.parentTaskId)?.purpose ?? '',
      rootTask: row.rootTaskId,
      delegatedAt: row.delegatedAt,
      delegatedBy: row.delegatedBy,
    }),
  );
  return count === 'true' ? { ...page, total: await db.delegation.count({ where }) } : page;
}
