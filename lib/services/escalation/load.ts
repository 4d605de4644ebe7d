import type { Tx } from '@/lib/db/client';
import { notFound } from '../errors';
import { escalationSummarySelect } from './view';

export const escalationSelect = {
  ...escalationSummarySelect,
  digest: true,
  toolDigest: true,
  arguments: true,
  wish: true,
  glassReviewed: { select: { id: true, name: true } },
  glassReviewedAt: true,
  glassReview: true,
} as const;

export async function loadEscalation(db: Tx, id: string) {
  const row = await db.escalation.findUnique({ where: { id }, select: escalationSelect });
  if (row === null) throw notFound('escalation', id);
  return row;
}
export type LoadedEscalation = Awaited<ReturnType<typeof loadEscalation>>;

/**
 * Holds an escalation with its task, in the order in which the recording of decisions and the end of a task
 * take them: whoever answers waits for those, and those for the answer.
 */
export async function holdEscalation(tx: Tx, id: string): Promise<LoadedEscalation> {
  await lockEscalation(tx, id);
  return loadEscalation(tx, id);
}

/** The same, for whoever reads it otherwise. */
export async function lockEscalation(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`
    SELECT t.id FROM tasks t JOIN escalations e ON e.task_id = t.id WHERE e.id = ${id} FOR SHARE OF t`;
  await tx.$queryRaw`
    SELECT l.task_id FROM task_live l JOIN escalations e ON e.task_id = l.task_id WHERE e.id = ${id} FOR UPDATE OF l`;
  await tx.$queryRaw`SELECT id FROM escalations WHERE id = ${id} FOR UPDATE`;
}
