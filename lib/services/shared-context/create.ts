import type { ContextView, CreateContextInput } from '@/lib/contract/shared-context';
import { freshId } from '@/lib/db/new-id';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { agentsToOpenTo } from './openness';
import { toContextView } from './view';

/**
 * Creates a context that tasks may share. It is empty, and so has touched nothing. Made by a key or token that
 * speaks for some agents only, it is theirs alone.
 */
export async function createContext(ctx: Ctx, { name, agents }: CreateContextInput): Promise<ContextView> {
  permit(ctx, 'context.create');
  return inTransaction(ctx, async (tx, now) => {
    const openTo = await agentsToOpenTo(tx, ctx, agents);
    const row = await tx.context.create({
      data: { id: freshId('ctx', now), name, openTo, createdBy: ctx.actor.id, createdAt: now },
    });
    await writeAudit(tx, ctx, now, {
      event: 'context.created',
      subject: { kind: 'context', id: row.id },
      details: { name, agents: openTo },
    });
    return toContextView(row);
  });
}
