// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/channel';
import type { Shape } from '../shape';

export type DeliveryView = z.output<typeof contract.DeliveryView>;
export const DeliveryView: Shape<DeliveryView> = {
  object: {
    id: 'string',
    channel: {
      object: {
        id: 'string',
        name: 'string',
        kind: { oneOf: ['in_app', 'email', 'webhook', 'slack', 'teams'] },
      },
    },
    to: { nullable: { object: { id: 'string', name: 'string' } } },
    kind: 'string',
    subject: { object: { kind: 'string', id: 'string' } },
    state: { oneOf: ['pending', 'delivered', 'failed', 'dropped'] },
    attempts: 'number',
    createdAt: 'instant',
    dueAt: 'instant',
    lastAttemptAt: { nullable: 'instant' },
    lastError: { nullable: 'string' },
    lastReply: { nullable: 'string' },
    endedAt: { nullable: 'instant' },
  },
};

export type ChannelView = z.output<typeof contract.ChannelView>;
export const ChannelView: Shape<ChannelView> = {
  object: {
    id: 'string',
    kind: { oneOf: ['in_app', 'email', 'webhook', 'slack', 'teams'] },
    name: 'string',
    url: { nullable: 'string' },
    kinds: { list: 'string' },
    tiers: { list: 'string' },
    group: { nullable: 'string' },
    delaySeconds: 'number',
    isReady: 'boolean',
    secretRotatedAt: { nullable: 'instant' },
    lastDelivery: {
      nullable: {
        object: {
          state: { oneOf: ['pending', 'delivered', 'failed', 'dropped'] },
          at: 'instant',
          error: { nullable: 'string' },
        },
      },
    },
    failed: 'number',
    createdAt: 'instant',
    disabledAt: { nullable: 'instant' },
    revision: 'number',
  },
};

export type NewChannelView = z.output<typeof contract.NewChannelView>;
export const NewChannelView: Shape<NewChannelView> = {
  object: {
    id: 'string',
    kind: { oneOf: ['in_app', 'email', 'webhook', 'slack', 'teams'] },
    name: 'string',
    url: { nullable: 'string' },
    kinds: { list: 'string' },
    tiers: { list: 'string' },
    group: { nullable: 'string' },
    delaySeconds: 'number',
    isReady: 'boolean',
    secretRotatedAt: { nullable: 'instant' },
    lastDelivery: {
      nullable: {
        object: {
          state: { oneOf: ['pending', 'delivered', 'failed', 'dropped'] },
          at: 'instant',
          error: { nullable: 'string' },
        },
      },
    },
    failed: 'number',
    createdAt: 'instant',
    disabledAt: { nullable: 'instant' },
    revision: 'number',
    secret: { nullable: 'string' },
  },
};

export type ChannelPreview = z.output<typeof contract.ChannelPreview>;
export const ChannelPreview: Shape<ChannelPreview> = {
  object: { people: 'number', byEmail: 'number', events: 'number' },
};

export type ListChannelsAnswer = z.output<typeof contract.channelOperations.list.output>;
export const ListChannelsAnswer: Shape<ListChannelsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          kind: { oneOf: ['in_app', 'email', 'webhook', 'slack', 'teams'] },
          name: 'string',
          url: { nullable: 'string' },
          kinds: { list: 'string' },
          tiers: { list: 'string' },
          group: { nullable: 'string' },
          delaySeconds: 'number',
          isReady: 'boolean',
          secretRotatedAt: { nullable: 'instant' },
          lastDelivery: {
            nullable: {
              object: {
                state: { oneOf: ['pending', 'delivered', 'failed', 'dropped'] },
                at: 'instant',
                error: { nullable: 'string' },
              },
            },
          },
          failed: 'number',
          createdAt: 'instant',
          disabledAt: { nullable: 'instant' },
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};

export type ListDeliveriesAnswer = z.output<typeof contract.channelOperations.deliveries.output>;
export const ListDeliveriesAnswer: Shape<ListDeliveriesAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          channel: {
            object: {
              id: 'string',
              name: 'string',
              kind: { oneOf: ['in_app', 'email', 'webhook', 'slack', 'teams'] },
            },
          },
          to: { nullable: { object: { id: 'string', name: 'string' } } },
          kind: 'string',
          subject: { object: { kind: 'string', id: 'string' } },
          state: { oneOf: ['pending', 'delivered', 'failed', 'dropped'] },
          attempts: 'number',
          createdAt: 'instant',
          dueAt: 'instant',
          lastAttemptAt: { nullable: 'instant' },
          lastError: { nullable: 'string' },
          lastReply: { nullable: 'string' },
          endedAt: { nullable: 'instant' },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
