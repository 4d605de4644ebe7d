import type { CreateSavedViewInput, SavedViewView } from '@/lib/contract/saved-view';
import { freshId } from '@/lib/db/new-id';
import { ID_PREFIXES } from '@/lib/domain/id';
import { refuse } from '@/lib/domain/refusal';
import { MAX_SAVED_VIEWS } from '@/lib/domain/saved-view';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation, refused } from '../errors';
import { inTransaction } from '../transaction';
import { personOf, toSavedViewView } from './view';

/** Saves filters, order and columns under a name that the caller has not used for this list yet. */
export async function createSavedView(ctx: Ctx, input: CreateSavedViewInput): Promise<SavedViewView> {
  permit(ctx, 'saved-view.create');
  const userId = personOf(ctx);
  try {
    return await inTransaction(ctx, async (tx, now) => {
      // One at a time of each person, so that two made at once do not both find the last place free.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`cordon.saved-views:${userId}`}, 0))`;
      if ((await tx.savedView.count({ where: { userId, list: input.list } })) >= MAX_SAVED_VIEWS) {
        throw refused(refuse('too_many', `you have ${MAX_SAVED_VIEWS} views of this list: remove one first`));
      }
      const id = freshId(ID_PREFIXES.savedView, now);
      const row = await tx.savedView.create({ data: { id, userId, createdAt: now, ...input } });
      await writeAudit(tx, ctx, now, {
        event: 'saved-view.created',
        subject: { kind: 'saved-view', id },
        details: { ...input },
      });
      return toSavedViewView(row);
    });
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw conflict('already_exists', `you have a view \`${input.name}\` of this list already`);
    }
    throw error;
  }
}
