import { fromWallTime, wallTime } from '@/components/audit/wall-time';
import type {
  CreateReviewScheduleInput,
  PlainReviewer,
  PreviewReviewScheduleInput,
  ReviewReviewer,
  ReviewScheduleView,
} from '@/lib/contract/review-schedule';
import type {
  REVIEWER_ROLES,
  ReviewEvent,
  ReviewerKind,
  ReviewSubject,
  ScheduleSilence,
} from '@/lib/domain/review';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { ENVIRONMENTS } from '@/lib/domain/system';

/** Who is asked, as the form holds it: every kind keeps what was typed. */
export type DraftReviewer = {
  kind: ReviewerKind;
  people: string[];
  role: (typeof REVIEWER_ROLES)[number];
};

/** A schedule as the form holds it. */
export type ScheduleDraft = {
  name: string;
  what: ReviewSubject[];
  tiers: RiskTier[];
  owners: string[];
  agents: string[];
  systems: string[];
  environments: (typeof ENVIRONMENTS)[number][];
  cadence: 'tier' | 'rule' | 'events';
  rrule: string;
  events: ReviewEvent[];
  timeZone: string;
  /** On the wall of the zone: `2026-11-24T09:00`; empty for the next 09:00. */
  startsAt: string;
  reviewer: DraftReviewer;
  fallback: DraftReviewer | null;
  second: DraftReviewer | null;
  durationDays: number;
  graceDays: number;
  remind: string;
  onSilence: ScheduleSilence;
};

const OWNER: DraftReviewer = { kind: 'owner', people: [], role: 'admin' };

/** What a new schedule begins with: the ownership and access of every agent, as often as its tier says. */
export const newDraft = (timeZone: string): ScheduleDraft => ({
  name: '',
  what: ['entitlements', 'ownership'],
  tiers: [],
  owners: [],
  agents: [],
  systems: [],
  environments: [],
  cadence: 'tier',
  rrule: 'FREQ=MONTHLY;INTERVAL=3',
  events: ['owner_left', 'tier_raised', 'tool_changed'],
  timeZone,
  startsAt: '',
  reviewer: OWNER,
  fallback: { kind: 'role', people: [], role: 'admin' },
  second: null,
  durationDays: 14,
  graceDays: 3,
  remind: '7, 2',
  onSilence: 'byTier',
});

function draftReviewer(reviewer: PlainReviewer): DraftReviewer {
  return {
    kind: reviewer.kind,
    people: reviewer.kind === 'people' ? reviewer.people : [],
    role: reviewer.kind === 'role' ? reviewer.role : 'admin',
  };
}

/** A schedule as it stands, to be changed. */
export function draftOf(schedule: ReviewScheduleView): ScheduleDraft {
  const { covers, cadence, reviewer, secondReviewer } = schedule;
  const begun = newDraft(schedule.timeZone);
  return {
    ...begun,
    name: schedule.name,
    what: covers.what,
    tiers: covers.filter.tiers ?? [],
    owners: covers.filter.owners ?? [],
    agents: covers.filter.agents ?? [],
    systems: covers.filter.systems ?? [],
    environments: covers.filter.environments ?? [],
    cadence: 'byTier' in cadence ? 'tier' : 'events' in cadence ? 'events' : 'rule',
    rrule: 'rrule' in cadence ? cadence.rrule : begun.rrule,
    events: 'events' in cadence ? cadence.events : begun.events,
    startsAt: wallTime(schedule.startsAt, schedule.timeZone),
    reviewer: draftReviewer(reviewer),
    fallback: reviewer.fallback === undefined ? null : draftReviewer(reviewer.fallback),
    second: secondReviewer === null ? null : draftReviewer(secondReviewer),
    durationDays: schedule.durationDays,
    graceDays: schedule.graceDays,
    remind: schedule.remindBeforeDays.join(', '),
    onSilence: schedule.onSilence,
  };
}

function plain({ kind, people, role }: DraftReviewer): PlainReviewer {
  if (kind === 'people') return { kind, people };
  if (kind === 'role') return { kind, role };
  return { kind };
}

const some = <T>(values: T[]): T[] | undefined => (values.length === 0 ? undefined : values);

/** What the server is asked to preview. */
export function previewOf(draft: ScheduleDraft): PreviewReviewScheduleInput {
  const startsAt = fromWallTime(draft.startsAt, draft.timeZone);
  const filter = {
    tiers: some(draft.tiers),
    owners: some(draft.owners),
    agents: some(draft.agents),
    systems: some(draft.systems),
    environments: some(draft.environments),
  };
  return {
    covers: {
      what: draft.what,
      filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
    },
    cadence:
      draft.cadence === 'tier'
        ? { byTier: true }
        : draft.cadence === 'events'
          ? { events: draft.events }
          : { rrule: draft.rrule },
    timeZone: draft.timeZone,
    ...(startsAt !== null && { startsAt }),
    reviewer: {
      ...plain(draft.reviewer),
      ...(draft.fallback !== null && { fallback: plain(draft.fallback) }),
    } as ReviewReviewer,
    onSilence: draft.onSilence,
  };
}

/** What the server is asked to keep. */
export const inputOf = (draft: ScheduleDraft): CreateReviewScheduleInput => ({
  ...previewOf(draft),
  name: draft.name,
  secondReviewer: draft.second === null ? null : (plain(draft.second) as ReviewReviewer),
  durationDays: draft.durationDays,
  graceDays: draft.graceDays,
  remindBeforeDays: draft.remind
    .split(/[,\s]+/)
    .filter((part) => part !== '')
    .map(Number),
});

/** Only what differs from what it began with, so that nobody else’s change is undone. */
export function changesBetween(
  begun: CreateReviewScheduleInput,
  now: CreateReviewScheduleInput,
): Partial<CreateReviewScheduleInput> {
  const names = Object.keys(now) as (keyof CreateReviewScheduleInput)[];
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(now[name]) !== JSON.stringify(begun[name]))
      .map((name) => [name, now[name]]),
  );
}

/** In what a schedule was changed by somebody else since the form began with it. */
export const draftDifferences = (begun: ScheduleDraft, theirs: ScheduleDraft): (keyof ScheduleDraft)[] =>
  (Object.keys(theirs) as (keyof ScheduleDraft)[]).filter(
    (name) => JSON.stringify(begun[name]) !== JSON.stringify(theirs[name]),
  );

/** What was typed, put on top of what somebody else has saved meanwhile: where nothing was typed, theirs stands. */
export function rebaseDraft(begun: ScheduleDraft, mine: ScheduleDraft, theirs: ScheduleDraft): ScheduleDraft {
  const typed = draftDifferences(begun, mine).map((name) => [name, mine[name]]);
  return { ...theirs, ...Object.fromEntries(typed) };
}
