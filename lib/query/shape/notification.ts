// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/notification';
import type { Shape } from '../shape';

export type InboxState = z.output<typeof contract.InboxState>;
export const InboxState: Shape<InboxState> = { object: { unread: 'number' } };

export type PreferencesView = z.output<typeof contract.PreferencesView>;
export const PreferencesView: Shape<PreferencesView> = {
  object: {
    topicsOff: { list: { oneOf: ['question', 'answer', 'problem', 'ownership', 'stop', 'review'] } },
    email: 'boolean',
    address: { nullable: 'string' },
    canMail: 'boolean',
    timeZone: 'string',
    quiet: { nullable: { object: { from: 'string', until: 'string' } } },
    delegate: { nullable: { object: { id: 'string', name: 'string', until: 'instant' } } },
    revision: 'number',
  },
};

export type ListNotificationsAnswer = z.output<typeof contract.notificationOperations.list.output>;
export const ListNotificationsAnswer: Shape<ListNotificationsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          kind: 'string',
          subject: { object: { kind: 'string', id: 'string' } },
          title: 'string',
          facts: { list: { object: { label: 'string', value: 'string' } } },
          path: { nullable: 'string' },
          isOpen: 'boolean',
          answer: { nullable: 'string' },
          standsInFor: { nullable: 'string' },
          at: 'instant',
          readAt: { nullable: 'instant' },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
