import { z } from 'zod';
import { isTimeZone, TOPICS } from '@/lib/domain/notification';
import { Email, Id, Instant, Page, PageQuery } from './common';
import { operation } from './operation';

/** One entry of one's inbox. */
export const NotificationView = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }),
  title: z.string(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  path: z.string().nullable().describe('where in the console it is; null: it is gone'),
  isOpen: z.boolean().describe('it still waits for somebody'),
  answer: z.string().nullable().describe('how it was answered, once it was'),
  standsInFor: z.string().nullable().describe('for whom you are told while they are away'),
  at: Instant,
  readAt: Instant.nullable(),
});
export type NotificationView = z.output<typeof NotificationView>;

export const ListNotificationsInput = PageQuery.extend({ unread: z.enum(['true', 'false']).optional() });
export type ListNotificationsInput = z.output<typeof ListNotificationsInput>;

export const ReadNotificationsInput = z.strictObject({
  ids: z.array(Id).min(1).max(200).optional().describe('absent: all that are unread'),
  read: z.boolean().default(true),
});
export type ReadNotificationsInput = z.output<typeof ReadNotificationsInput>;

export const InboxState = z.object({ unread: z.int() });
export type InboxState = z.output<typeof InboxState>;

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00');
const TimeZone = z.string().max(64).refine(isTimeZone, 'is no time zone, such as Europe/Berlin');

export const PreferencesView = z.object({
  topicsOff: z.array(z.enum(TOPICS)),
  email: z.boolean(),
  address: z.string().nullable().describe('where e-mail goes; null: no person stands behind the caller'),
  canMail: z.boolean().describe('a mail server is configured'),
  timeZone: z.string(),
  quiet: z.object({ from: ClockTime, until: ClockTime }).nullable(),
  delegate: z.object({ id: z.string(), name: z.string(), until: Instant }).nullable(),
  revision: z.int(),
});
export type PreferencesView = z.output<typeof PreferencesView>;

export const ChangePreferencesInput = z.strictObject({
  topicsOff: z.array(z.enum(TOPICS)).max(TOPICS.length).optional(),
  email: z.boolean().optional(),
  timeZone: TimeZone.optional(),
  quiet: z
    .strictObject({ from: ClockTime, until: ClockTime })
    .refine(({ from, until }) => from !== until, 'begins and ends at the same time')
    .nullable()
    .optional()
    .describe('no e-mail then, unless it cannot wait'),
  delegate: z
    .strictObject({ to: Email, until: Instant })
    .nullable()
    .optional()
    .describe('who is told too while you are away; it gives them no right to decide'),
});
export type ChangePreferencesInput = z.output<typeof ChangePreferencesInput>;

export const notificationOperations = {
  list: operation({
    id: 'listNotifications',
    method: 'GET',
    path: '/api/v1/notifications',
    summary: 'List what you were told, newest first',
    permission: 'notification.list',
    input: ListNotificationsInput,
    output: Page(NotificationView),
  }),
  state: operation({
    id: 'readInboxState',
    method: 'GET',
    path: '/api/v1/inbox-state',
    summary: 'Count what you were told and have not read',
    permission: 'notification.list',
    input: z.object({}),
    output: InboxState,
  }),
  read: operation({
    id: 'readNotifications',
    method: 'POST',
    path: '/api/v1/notifications/read',
    summary: 'Mark what you were told as read, or as unread',
    permission: 'notification.read',
    input: ReadNotificationsInput,
    output: InboxState,
  }),
  preferences: operation({
    id: 'readNotificationPreferences',
    method: 'GET',
    path: '/api/v1/notification-preferences',
    summary: 'Read how you want to be told',
    permission: 'notification.list',
    input: z.object({}),
    output: PreferencesView,
  }),
  prefer: operation({
    id: 'changeNotificationPreferences',
    method: 'PATCH',
    path: '/api/v1/notification-preferences',
    summary: 'Change how you want to be told',
    permission: 'notification.prefer',
    input: ChangePreferencesInput,
    output: PreferencesView,
  }),
};
