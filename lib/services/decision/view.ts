import type { DecisionSummary } from '@/lib/contract/decision';
import type { Tx } from '@/lib/db/client';
import type { DecisionRow } from './search';

type Summarised = Omit<DecisionRow, 'atText'>;
type TaskWords = ReadonlyMap<string, { purpose: string; source: string }>;

/** What lists tell of a decision's task, read once for all of them. */
export async function taskWordsOf(db: Tx, rows: readonly { taskId: string | null }[]): Promise<TaskWords> {
  const ids = [...new Set(rows.flatMap(({ taskId }) => taskId ?? []))];
  if (ids.length === 0) return new Map();
  const tasks = await db.task.findMany({
    where: { id: { in: ids } },
    select: { id: true, purpose: true, source: true },
  });
  return new Map(tasks.map((task) => [task.id, task]));
}

export function toDecisionSummary(row: Summarised, tasks: TaskWords): DecisionSummary {
  const task = row.taskId === null ? undefined : tasks.get(row.taskId);
  return {
    id: row.id,
    at: row.at,
    agent: row.agentId,
    task: row.taskId,
    purpose: task?.purpose ?? null,
    tool: row.toolId,
    actionClass: row.actionClass,
    outcome: row.outcome,
    reason: row.reason,
    demo: task?.source === 'demo',
  };
}
