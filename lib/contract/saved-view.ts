import { z } from 'zod';
import { VIEWED_LISTS } from '@/lib/domain/saved-view';
import { Id, Instant, Text } from './common';
import { operation } from './operation';

/** What the list's address says: filters, order, columns. */
const ViewQuery = z
  .record(z.string().regex(/^[a-z]{1,20}$/), z.string().min(1).max(500))
  .refine((query) => Object.keys(query).length <= 20, 'has more than 20 members');

export const SavedViewView = z.object({
  id: z.string(),
  list: z.enum(VIEWED_LISTS),
  name: z.string(),
  query: z.record(z.string(), z.string()),
  createdAt: Instant,
});
export type SavedViewView = z.output<typeof SavedViewView>;

export const ListSavedViewsInput = z.object({ list: z.enum(VIEWED_LISTS) });
export type ListSavedViewsInput = z.output<typeof ListSavedViewsInput>;

export const CreateSavedViewInput = z.object({
  list: z.enum(VIEWED_LISTS),
  name: Text(60),
  query: ViewQuery,
});
export type CreateSavedViewInput = z.output<typeof CreateSavedViewInput>;

export const SavedViewIdInput = z.object({ id: Id });
export type SavedViewIdInput = z.output<typeof SavedViewIdInput>;

const SavedViews = z.object({ items: z.array(SavedViewView) });

export const savedViewOperations = {
  list: operation({
    id: 'listSavedViews',
    method: 'GET',
    path: '/api/v1/saved-views',
    summary: 'The views of a list that the caller has saved, by name; nobody sees those of others',
    permission: 'saved-view.list',
    input: ListSavedViewsInput,
    output: SavedViews,
  }),
  create: operation({
    id: 'createSavedView',
    method: 'POST',
    path: '/api/v1/saved-views',
    summary: 'Save filters, order and columns of a list under a name',
    permission: 'saved-view.create',
    input: CreateSavedViewInput,
    output: SavedViewView,
    status: 201,
  }),
  remove: operation({
    id: 'removeSavedView',
    method: 'POST',
    path: '/api/v1/saved-views/{id}/remove',
    summary: 'Remove a view of the caller’s own',
    permission: 'saved-view.remove',
    input: SavedViewIdInput,
    output: SavedViewView,
  }),
};
