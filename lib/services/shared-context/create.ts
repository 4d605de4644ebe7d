import type { ContextView, CreateContextInput } from '@/lib/contract/shared-context';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { refuse } from '@/lib/domain/refusal';
import { MAX_CONTEXTS_OF_TASK } from '@/lib/domain/shared-context';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { refused } from '../errors';
import { inTransaction } from '../transaction';
import { agentsToOpenTo } from './openness';
import { toContextView } from './view';

/**
 * Creates a context that tasks may share. It is empty, and so has touched nothing. Made by a key or token that
 * speaks for some agents only, it is theirs alone. A task makes a few of them at most.
 */
export async function createContext(ctx: Ctx, { name, agents }: CreateContextInput): Promise<ContextView> {
  permit(ctx, 'context.create');
  return inTransaction(ctx, async (tx, now) => {
    const { taskId = null } = ctx.actor;
    if (taskId !== null) await keepWithinBound(tx, taskId);
    const openTo = await agentsToOpenTo(tx, ctx, agents);
    const row = await tx.context.create({
      data: {
        id: freshId('ctx', now),
        name,
        openTo,
        createdBy: ctx.actor.id,
        madeInTask: taskId,
        createdAt: now,
      },
    });
    await writeAudit(tx, ctx, now, {
      event: 'context.created',
      subject: { kind: 'context', id: row.id },
      details: { name, agents: openTo },
    });
    return toContextView(row);
  });
}

/** Throws `refused` when a task’s token has made all the contexts that a task may make. One at a time is counted. */
async function keepWithinBound(tx: Tx, taskId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`cordon.contexts:${taskId}`}, 0))`;
  if ((await tx.context.count({ where: { madeInTask: taskId } })) < MAX_CONTEXTS_OF_TASK) return;
  throw refused(
    refuse(
      'too_many',
      `task \`${taskId}\` has made ${MAX_CONTEXTS_OF_TASK} contexts: use one of them, or have an admin or a key make another`,
    ),
  );
}
