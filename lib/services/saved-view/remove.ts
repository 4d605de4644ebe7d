import type { SavedViewIdInput, SavedViewView } from '@/lib/contract/saved-view';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { inTransaction } from '../transaction';
import { personOf, toSavedViewView } from './view';

/** Removes a view of the caller's own. That of somebody else is not there for them. */
export async function removeSavedView(ctx: Ctx, { id }: SavedViewIdInput): Promise<SavedViewView> {
  permit(ctx, 'saved-view.remove');
  const userId = personOf(ctx);
  return inTransaction(ctx, async (tx, now) => {
    const row = await tx.savedView.findFirst({ where: { id, userId } });
    const { count } = await tx.savedView.deleteMany({ where: { id, userId } });
    if (row === null || count !== 1) throw notFound('saved view', id);
    await writeAudit(tx, ctx, now, {
      event: 'saved-view.removed',
      subject: { kind: 'saved-view', id },
      details: { list: row.list, name: row.name },
    });
    return toSavedViewView(row);
  });
}
