import { z } from 'zod';
import { ADDED_CHANNEL_KINDS, CHANNEL_KINDS, DELIVERY_STATES } from '@/lib/domain/channel';
import { NOTIFICATION_KINDS } from '@/lib/domain/notification';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { Id, Instant, ListOf, Page, PageQuery, Text } from './common';
import { operation } from './operation';

const Kinds = z.array(z.enum(NOTIFICATION_KINDS)).max(NOTIFICATION_KINDS.length);
const Tiers = z.array(z.enum(RISK_TIERS)).max(RISK_TIERS.length);
const Group = Text(80).describe('the approver group that must be asked');
const Url = z.url({ protocol: /^https?$/ }).max(2000);
const Delay = z.int().min(0).max(3600);

export const DeliveryView = z.object({
  id: z.string(),
  channel: z.object({ id: z.string(), name: z.string(), kind: z.enum(CHANNEL_KINDS) }),
  to: z.object({ id: z.string(), name: z.string() }).nullable().describe('null: the channel itself'),
  kind: z.string().describe('what happened'),
  subject: z.object({ kind: z.string(), id: z.string() }),
  state: z.enum(DELIVERY_STATES).describe('dropped: it was not needed any more'),
  attempts: z.int(),
  createdAt: Instant,
  dueAt: Instant.describe('when it is tried next, while it is pending'),
  lastAttemptAt: Instant.nullable(),
  lastError: z.string().nullable(),
  lastReply: z.string().nullable().describe('what the other side said last, as it said it'),
  endedAt: Instant.nullable(),
});
export type DeliveryView = z.output<typeof DeliveryView>;

export const ChannelView = z.object({
  id: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  name: z.string(),
  url: z.string().nullable().describe('of a webhook; of a chat only the host, as the rest is a secret'),
  kinds: z.array(z.string()).describe('what it takes; a channel of people takes what concerns them'),
  tiers: z.array(z.string()).describe('of agents; none: all'),
  group: z.string().nullable(),
  delaySeconds: z.int().describe('for how long e-mail waits for an answer that needs none'),
  isReady: z.boolean().describe('false: e-mail without a mail server'),
  secretRotatedAt: Instant.nullable(),
  lastDelivery: z
    .object({ state: z.enum(DELIVERY_STATES), at: Instant, error: z.string().nullable() })
    .nullable(),
  failed: z.int().describe('deliveries of the last seven days that have failed'),
  createdAt: Instant,
  disabledAt: Instant.nullable(),
  revision: z.int(),
});
export type ChannelView = z.output<typeof ChannelView>;

export const CreateChannelInput = z.strictObject({
  kind: z.enum(ADDED_CHANNEL_KINDS),
  name: Text(100),
  url: Url.describe('where messages are posted; of a chat, its incoming webhook'),
  kinds: Kinds.min(1),
  tiers: Tiers.default([]),
  group: Group.nullable().default(null),
});
export type CreateChannelInput = z.output<typeof CreateChannelInput>;

export const ChangeChannelInput = z.strictObject({
  id: Id,
  name: Text(100).optional(),
  url: Url.optional(),
  kinds: Kinds.min(1).optional(),
  tiers: Tiers.optional(),
  group: Group.nullable().optional(),
  delaySeconds: Delay.optional().describe('of e-mail only'),
});
export type ChangeChannelInput = z.output<typeof ChangeChannelInput>;

export const ChannelIdInput = z.object({ id: Id });
export type ChannelIdInput = z.output<typeof ChannelIdInput>;

/** With the secret, which is shown this once. */
export const NewChannelView = ChannelView.extend({
  secret: z.string().nullable().describe('with which a receiver knows what is ours; webhooks only'),
});
export type NewChannelView = z.output<typeof NewChannelView>;

export const ListDeliveriesInput = PageQuery.extend({
  channel: Id.optional(),
  state: ListOf(z.enum(DELIVERY_STATES)).optional(),
  subject: Text(300).optional().describe('the id of what it tells of'),
});
export type ListDeliveriesInput = z.output<typeof ListDeliveriesInput>;

export const PreviewChannelInput = z.strictObject({
  kinds: Kinds.default([]),
  tiers: Tiers.default([]),
  group: Group.nullable().default(null),
});
export type PreviewChannelInput = z.output<typeof PreviewChannelInput>;

export const ChannelPreview = z.object({
  people: z.int().describe('who may decide and are told of a new escalation, each by their own wishes'),
  byEmail: z.int().describe('of these, by e-mail too'),
  events: z.int().describe('what it would have taken in the last thirty days'),
});
export type ChannelPreview = z.output<typeof ChannelPreview>;

const verb = <O extends z.ZodType>(name: 'disable' | 'enable', summary: string, output: O) =>
  operation({
    id: `${name}Channel`,
    method: 'POST',
    path: `/api/v1/channels/{id}/${name}`,
    summary,
    permission: 'channel.change',
    input: ChannelIdInput,
    output,
  });

export const channelOperations = {
  list: operation({
    id: 'listChannels',
    method: 'GET',
    path: '/api/v1/channels',
    summary: 'List the ways in which people are told, with what came of the last message',
    permission: 'channel.list',
    input: PageQuery,
    output: Page(ChannelView),
  }),
  create: operation({
    id: 'createChannel',
    answersSecret: ['secret'],
    takesSecret: true,
    method: 'POST',
    path: '/api/v1/channels',
    summary: 'Add a webhook, or a channel of Slack or Teams',
    permission: 'channel.create',
    input: CreateChannelInput,
    output: NewChannelView,
    status: 201,
  }),
  change: operation({
    id: 'changeChannel',
    takesSecret: true,
    method: 'PATCH',
    path: '/api/v1/channels/{id}',
    summary: 'Change a channel',
    permission: 'channel.change',
    input: ChangeChannelInput,
    output: ChannelView,
  }),
  rotate: operation({
    id: 'rotateChannel',
    answersSecret: ['secret'],
    method: 'POST',
    path: '/api/v1/channels/{id}/rotate',
    summary: 'Give a webhook a new secret; the old one signs nothing any more',
    permission: 'channel.rotate',
    input: ChannelIdInput,
    output: NewChannelView,
  }),
  disable: verb('disable', 'Send nothing over a channel any more', ChannelView),
  enable: verb('enable', 'Send over a disabled channel again', ChannelView),
  test: operation({
    id: 'testChannel',
    method: 'POST',
    path: '/api/v1/channels/{id}/test',
    summary: 'Send a test now, to yourself or to the channel, and answer what the other side said',
    permission: 'channel.test',
    input: ChannelIdInput,
    output: DeliveryView,
  }),
  preview: operation({
    id: 'previewChannel',
    method: 'POST',
    path: '/api/v1/channel-previews',
    summary: 'Count whom a route or a channel would tell; nothing is changed',
    permission: 'channel.list',
    input: PreviewChannelInput,
    output: ChannelPreview,
  }),
  deliveries: operation({
    id: 'listDeliveries',
    method: 'GET',
    path: '/api/v1/deliveries',
    summary: 'List what was told to whom, and what came of it, newest first',
    permission: 'delivery.list',
    input: ListDeliveriesInput,
    output: Page(DeliveryView),
  }),
  retry: operation({
    id: 'retryDelivery',
    method: 'POST',
    path: '/api/v1/deliveries/{id}/retry',
    summary: 'Try a delivery that has failed again, with the same id',
    permission: 'delivery.retry',
    input: ChannelIdInput,
    output: DeliveryView,
  }),
};
