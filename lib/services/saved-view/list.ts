import type { ListSavedViewsInput, SavedViewView } from '@/lib/contract/saved-view';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { personOf, toSavedViewView } from './view';

/** The caller's own views of a list, by name. */
export async function listSavedViews(
  ctx: Ctx,
  { list }: ListSavedViewsInput,
): Promise<{ items: SavedViewView[] }> {
  permit(ctx, 'saved-view.list');
  const rows = await reader(ctx).savedView.findMany({
    where: { userId: personOf(ctx), list },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return { items: rows.map(toSavedViewView) };
}
