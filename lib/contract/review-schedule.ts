import { z } from 'zod';
import {
  REVIEW_EVENTS,
  REVIEW_SCHEDULE_STATES,
  REVIEW_SLOT_STATES,
  REVIEW_SUBJECTS,
  REVIEWER_ROLES,
  SCHEDULE_SILENCES,
} from '@/lib/domain/review';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { ENVIRONMENTS } from '@/lib/domain/system';
import { Email, Id, Instant, ListOf, Page, PageQuery, PersonRef, Slug, Text } from './common';
import { operation } from './operation';

/** Which agents; what is left out is not narrowed. For tools, only `systems` and `environments` count. */
export const ReviewFilter = z.strictObject({
  tiers: z.array(z.enum(RISK_TIERS)).min(1).max(4).optional(),
  owners: z.array(Email).min(1).max(50).optional().describe('e-mail addresses'),
  agents: z.array(Slug).min(1).max(200).optional(),
  systems: z.array(Slug).min(1).max(50).optional(),
  environments: z.array(z.enum(ENVIRONMENTS)).min(1).max(4).optional(),
});
export type ReviewFilter = z.output<typeof ReviewFilter>;

export const ReviewCovers = z.strictObject({
  what: z.array(z.enum(REVIEW_SUBJECTS)).min(1).max(3),
  filter: ReviewFilter.default({}),
});
export type ReviewCovers = z.output<typeof ReviewCovers>;

export const ReviewCadence = z.union([
  z
    .strictObject({ byTier: z.literal(true) })
    .describe('a daily slot that covers the agents whose review is due by their tier'),
  z
    .strictObject({ rrule: Text(500) })
    .describe('RFC 5545, from hourly to yearly, in the schedule’s time zone, counted from `startsAt`'),
  z.strictObject({ events: z.array(z.enum(REVIEW_EVENTS)).min(1).max(REVIEW_EVENTS.length) }),
]);
export type ReviewCadence = z.output<typeof ReviewCadence>;

const Reviewers = [
  z.strictObject({ kind: z.literal('owner') }).describe('of the agent, or of the tool’s system'),
  z.strictObject({ kind: z.literal('backup_owner') }),
  z.strictObject({ kind: z.literal('people'), people: z.array(Email).min(1).max(50) }),
  z.strictObject({ kind: z.literal('role'), role: z.enum(REVIEWER_ROLES) }),
] as const;
export const PlainReviewer = z.union(Reviewers);
export type PlainReviewer = z.output<typeof PlainReviewer>;

/** Who is asked, and who instead where they are disabled, there is none, or it would be their own access. */
export const ReviewReviewer = z.union([
  Reviewers[0].extend({ fallback: PlainReviewer.optional() }),
  Reviewers[1].extend({ fallback: PlainReviewer.optional() }),
  Reviewers[2].extend({ fallback: PlainReviewer.optional() }),
  Reviewers[3].extend({ fallback: PlainReviewer.optional() }),
]);
export type ReviewReviewer = z.output<typeof ReviewReviewer>;

export const TimeZone = z.string().max(64).describe('of the IANA database: `Europe/Berlin`');

const Fields = {
  name: Text(120),
  covers: ReviewCovers,
  cadence: ReviewCadence,
  timeZone: TimeZone,
  startsAt: Instant.optional().describe(
    'what the rule is counted from; its time of day in the zone is that of the slots. Default: the next 09:00',
  ),
  reviewer: ReviewReviewer,
  secondReviewer: ReviewReviewer.nullable()
    .optional()
    .describe('a second stage: looks at what the first has decided, and has the last word'),
  durationDays: z.int().min(1).max(180),
  graceDays: z
    .int()
    .min(0)
    .max(30)
    .optional()
    .describe('between the end and the word of silence; 3 by default'),
  remindBeforeDays: z.array(z.int().min(1).max(60)).max(5).optional().describe('7 and 2 by default'),
  onSilence: z.enum(SCHEDULE_SILENCES),
};

export const CreateReviewScheduleInput = z.object(Fields);
export type CreateReviewScheduleInput = z.output<typeof CreateReviewScheduleInput>;

export const ChangeReviewScheduleInput = z.object(Fields).partial().extend({ id: Id });
export type ChangeReviewScheduleInput = z.output<typeof ChangeReviewScheduleInput>;

/** One instant, and how the clock on the wall shows it in the schedule’s zone. */
export const SlotTime = z.object({
  at: Instant,
  local: z.string().describe('`2026-03-29 09:00 (UTC+02:00)`'),
});
export type SlotTime = z.output<typeof SlotTime>;

export const ReviewScheduleView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(REVIEW_SCHEDULE_STATES),
  covers: ReviewCovers,
  cadence: ReviewCadence,
  timeZone: z.string(),
  startsAt: Instant,
  reviewer: ReviewReviewer,
  secondReviewer: ReviewReviewer.nullable(),
  stages: z.union([z.literal(1), z.literal(2)]),
  durationDays: z.int(),
  graceDays: z.int(),
  remindBeforeDays: z.array(z.int()),
  onSilence: z.enum(SCHEDULE_SILENCES),
  nextSlot: SlotTime.nullable().describe('null: paused, on events only, or the rule has come to its end'),
  isBehind: z.boolean().describe('its slot passed more than five minutes ago and was not fired'),
  openCampaigns: z.int(),
  lastSlot: z
    .object({ at: Instant, state: z.enum(REVIEW_SLOT_STATES), campaign: z.string().nullable() })
    .nullable(),
  createdBy: z.string(),
  createdAt: Instant,
  revision: z.int(),
});
export type ReviewScheduleView = z.output<typeof ReviewScheduleView>;

export const ListReviewSchedulesInput = PageQuery.extend({
  state: ListOf(z.enum(REVIEW_SCHEDULE_STATES)).optional(),
  q: Text(200).optional(),
});
export type ListReviewSchedulesInput = z.output<typeof ListReviewSchedulesInput>;

export const PreviewReviewScheduleInput = z.object({
  covers: ReviewCovers,
  cadence: ReviewCadence,
  timeZone: TimeZone,
  startsAt: Instant.optional(),
  reviewer: ReviewReviewer,
  onSilence: z.enum(SCHEDULE_SILENCES),
});
export type PreviewReviewScheduleInput = z.output<typeof PreviewReviewScheduleInput>;

export const ReviewSchedulePreview = z.object({
  agents: z.int().describe('how many agents it covers now; by tier: also those that are not due yet'),
  items: z.object({ entitlements: z.int(), ownership: z.int(), tools: z.int() }),
  due: z.int().nullable().describe('by tier: how many agents are due now'),
  reviewers: z
    .array(z.object({ person: PersonRef, items: z.int() }))
    .describe('the ten who would be asked for most'),
  fallback: z.int().describe('items for which the fallback would be asked'),
  nobody: z.int().describe('items for which nobody is found: admins would see them'),
  isSample: z.boolean().describe('reviewers and silence are counted over the first 2,000 items only'),
  slots: z.array(SlotTime).describe('the next five'),
  silence: z
    .object({ keep: z.int(), narrow: z.int(), revoke: z.int() })
    .describe('what would happen if nobody said anything'),
});
export type ReviewSchedulePreview = z.output<typeof ReviewSchedulePreview>;

export const ReviewSlotView = z.object({
  slot: SlotTime,
  state: z.enum(REVIEW_SLOT_STATES),
  at: Instant.describe('when it was written down'),
  cause: z.string().nullable(),
  campaign: z.string().nullable(),
});
export type ReviewSlotView = z.output<typeof ReviewSlotView>;

const ById = z.object({ id: Id });
const verb = (name: 'pause' | 'resume' | 'run-now', summary: string) =>
  operation({
    id: `${name === 'run-now' ? 'run' : name}ReviewSchedule`,
    method: 'POST',
    path: `/api/v1/review-schedules/{id}/${name}`,
    summary,
    permission: `review-schedule.${name}`,
    input: ById,
    output: ReviewScheduleView,
  });

export const reviewScheduleOperations = {
  list: operation({
    id: 'listReviewSchedules',
    method: 'GET',
    path: '/api/v1/review-schedules',
    summary: 'List review schedules by name',
    permission: 'review-schedule.list',
    input: ListReviewSchedulesInput,
    output: Page(ReviewScheduleView),
  }),
  create: operation({
    id: 'createReviewSchedule',
    method: 'POST',
    path: '/api/v1/review-schedules',
    summary: 'Have something reviewed on a fixed cadence',
    permission: 'review-schedule.create',
    input: CreateReviewScheduleInput,
    output: ReviewScheduleView,
    status: 201,
  }),
  preview: operation({
    id: 'previewReviewSchedule',
    method: 'POST',
    path: '/api/v1/review-schedules/preview',
    summary: 'What a schedule would cover, whom it would ask, when, and what silence would do',
    permission: 'review-schedule.preview',
    input: PreviewReviewScheduleInput,
    output: ReviewSchedulePreview,
  }),
  read: operation({
    id: 'readReviewSchedule',
    method: 'GET',
    path: '/api/v1/review-schedules/{id}',
    summary: 'Read a review schedule',
    permission: 'review-schedule.list',
    input: ById,
    output: ReviewScheduleView,
  }),
  change: operation({
    id: 'changeReviewSchedule',
    method: 'PATCH',
    path: '/api/v1/review-schedules/{id}',
    summary: 'Change a review schedule; campaigns that run keep their terms',
    permission: 'review-schedule.change',
    input: ChangeReviewScheduleInput,
    output: ReviewScheduleView,
  }),
  pause: verb('pause', 'Let no slot of a schedule fire'),
  resume: verb('resume', 'Let a schedule fire again, from its next slot on'),
  runNow: verb('run-now', 'Start a campaign now, beside the cadence'),
  slots: operation({
    id: 'listReviewSlots',
    method: 'GET',
    path: '/api/v1/review-schedules/{id}/slots',
    summary: 'The slots of a schedule that have passed, newest first',
    permission: 'review-schedule.list',
    input: PageQuery.extend({ id: Id }),
    output: Page(ReviewSlotView),
  }),
};
