// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/saved-view';
import type { Shape } from '../shape';

export type SavedViewView = z.output<typeof contract.SavedViewView>;
export const SavedViewView: Shape<SavedViewView> = {
  object: {
    id: 'string',
    list: { oneOf: ['agents'] },
    name: 'string',
    query: { record: 'string' },
    createdAt: 'instant',
  },
};

export type ListSavedViewsAnswer = z.output<typeof contract.savedViewOperations.list.output>;
export const ListSavedViewsAnswer: Shape<ListSavedViewsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          list: { oneOf: ['agents'] },
          name: 'string',
          query: { record: 'string' },
          createdAt: 'instant',
        },
      },
    },
  },
};
