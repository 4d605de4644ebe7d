import type { ReviewCampaignSummary, ReviewCampaignView } from '@/lib/contract/review-campaign';
import type { Tx } from '@/lib/db/client';
import type { ReviewCampaignGetPayload } from '@/lib/db/generated/models/ReviewCampaign';
import { wallText } from '@/lib/domain/review-slot';
import type { Ctx } from '../context';
import { type Counts, countItems } from './counts';
import { silentGroups, tallySilence } from './silence';
import type { CampaignCause, CampaignTerms } from './terms';

const DAY_MS = 24 * 3_600_000;

export const campaignInclude = { schedule: { select: { name: true } } } as const;
export type CampaignRow = ReviewCampaignGetPayload<{ include: typeof campaignInclude }>;

export async function toCampaignSummaries(
  tx: Tx,
  ctx: Ctx,
  rows: readonly CampaignRow[],
  now: Date,
): Promise<ReviewCampaignSummary[]> {
  const countsOf = await countItems(
    tx,
    rows.map(({ id }) => id),
    ctx.actor.userId,
  );
  return rows.map((row) => toSummary(row, countsOf(row.id), now));
}

function toSummary(
  row: CampaignRow,
  counts: { items: Counts; mine: Counts },
  now: Date,
): ReviewCampaignSummary {
  const terms = row.terms as unknown as CampaignTerms;
  const cause = row.cause as unknown as CampaignCause | null;
  return {
    id: row.id,
    name: row.name,
    schedule: row.scheduleId,
    scheduleName: row.schedule.name,
    slot: row.slot,
    cause:
      cause === null
        ? null
        : { event: cause.event, subject: cause.subject, says: cause.says, at: new Date(cause.at) },
    state: row.state,
    stages: terms.secondReviewer === null ? 1 : 2,
    openedAt: row.openedAt,
    endsAt: row.endsAt,
    graceEndsAt: row.graceEndsAt,
    isOverdue: row.state === 'open' && row.endsAt <= now,
    closedAt: row.closedAt,
    ...counts,
    revision: row.revision,
  };
}

export async function toCampaignView(
  tx: Tx,
  ctx: Ctx,
  row: CampaignRow,
  now: Date,
): Promise<ReviewCampaignView> {
  const terms = row.terms as unknown as CampaignTerms;
  const [summary] = await toCampaignSummaries(tx, ctx, [row], now);
  if (summary === undefined) throw new Error('one campaign has one view');
  return {
    ...summary,
    timeZone: terms.timeZone,
    slotTime: { at: row.slot, local: wallText(row.slot, terms.timeZone) },
    covers: terms.covers,
    reviewer: terms.reviewer,
    secondReviewer: terms.secondReviewer,
    onSilence: terms.onSilence,
    remindersAt: row.state === 'open' ? remindersOf(row, terms).filter((at) => at > now) : [],
    remindedAt: row.remindedAt,
    silence: tallySilence(await silentGroups(tx, row)),
    closedBy: row.closedById,
    closeReason: row.closeReason,
  };
}

/** When a campaign reminds by itself, the first time first. */
export const remindersOf = (
  { endsAt, openedAt }: { endsAt: Date; openedAt: Date },
  { remindBeforeDays }: Pick<CampaignTerms, 'remindBeforeDays'>,
): Date[] =>
  [...new Set(remindBeforeDays)]
    .map((days) => new Date(endsAt.getTime() - days * DAY_MS))
    .filter((at) => at > openedAt)
    .sort((a, b) => a.getTime() - b.getTime());

const LAST_NOTICE_MS = DAY_MS;

/** When it is told for the last time what silence is about to say: a day before, or half of a shorter grace. */
export const silenceNoticeAt = ({ endsAt, graceEndsAt }: { endsAt: Date; graceEndsAt: Date }): Date =>
  new Date(graceEndsAt.getTime() - Math.min(LAST_NOTICE_MS, (graceEndsAt.getTime() - endsAt.getTime()) / 2));
