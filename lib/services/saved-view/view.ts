import { z } from 'zod';
import type { SavedViewView } from '@/lib/contract/saved-view';
import { VIEWED_LISTS } from '@/lib/domain/saved-view';
import type { Ctx } from '../context';
import { ServiceError } from '../errors';

const Kept = z.object({ list: z.enum(VIEWED_LISTS), query: z.record(z.string(), z.string()) });

type Row = { id: string; list: string; name: string; query: unknown; createdAt: Date };

export const toSavedViewView = ({ id, name, createdAt, ...row }: Row): SavedViewView => ({
  id,
  name,
  createdAt,
  ...Kept.parse(row),
});

/** Views belong to people; a key that was made for nobody has none. */
export function personOf({ actor }: Ctx): string {
  if (actor.userId !== null) return actor.userId;
  throw new ServiceError('refused', 'saved views belong to people, and this caller is none', {
    reason: 'no_person',
  });
}
