import type { ReviewCadence, ReviewCovers, ReviewReviewer } from '@/lib/contract/review-schedule';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ReviewScheduleModel } from '@/lib/db/generated/models';
import { freshId } from '@/lib/db/new-id';
import type { ReviewSlotState, ScheduleSilence } from '@/lib/domain/review';
import { type AuditEntry, writeAudits } from '../audit';
import type { Ctx } from '../context';
import type { CampaignCause, CampaignTerms } from './terms';

const DAY_MS = 24 * 3_600_000;

/** A slot of a schedule that has come, and what it becomes. */
export type Opening = {
  schedule: ReviewScheduleModel;
  slot: Date;
  /** Tells apart what happened at one instant; empty for the calendar. */
  key: string;
  cause: CampaignCause | null;
  isEmpty: boolean;
  missed: readonly Date[];
};

/**
 * Writes slots down with the campaigns that they become. A slot that is written already becomes nothing: what is
 * answered are the campaigns that were made. INVARIANT (once-per-slot)
 */
export async function openCampaigns(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  openings: readonly Opening[],
): Promise<string[]> {
  const campaigns = new Map<string, { id: string; opening: Opening }>();
  const keyOf = (scheduleId: string, slot: Date, key: string) => `${scheduleId} ${slot.toISOString()} ${key}`;
  for (const opening of openings) {
    if (opening.isEmpty) continue;
    const { schedule, slot, key } = opening;
    campaigns.set(keyOf(schedule.id, slot, key), { id: freshId('rvc', now), opening });
  }
  if (campaigns.size > 0) {
    await tx.reviewCampaign.createMany({
      data: [...campaigns.values()].map(({ id, opening }) => campaignOf(id, opening, now)),
    });
  }
  const rows = openings.flatMap(({ schedule, slot, key, isEmpty, missed }) => [
    ...missed.map((one) => slotRow(schedule.id, one, '', 'missed', null, now)),
    slotRow(
      schedule.id,
      slot,
      key,
      isEmpty ? 'empty' : 'claimed',
      campaigns.get(keyOf(schedule.id, slot, key))?.id ?? null,
      now,
    ),
  ]);
  const written = await tx.reviewSlot.createManyAndReturn({ data: rows, skipDuplicates: true });
  const claimed = new Set(written.flatMap(({ campaignId }) => campaignId ?? []));
  const lost = [...campaigns.values()].filter(({ id }) => !claimed.has(id)).map(({ id }) => id);
  if (lost.length > 0) await tx.reviewCampaign.deleteMany({ where: { id: { in: lost } } });
  const made = [...campaigns.values()].filter(({ id }) => claimed.has(id));
  const entries = made.map(
    ({ id, opening }): AuditEntry => ({
      event: 'review-campaign.opened',
      subject: { kind: 'review-campaign', id },
      details: {
        schedule: opening.schedule.id,
        name: opening.schedule.name,
        slot: opening.slot,
        cause: opening.cause,
        missed: opening.missed.length,
      },
    }),
  );
  if (entries.length > 0) await writeAudits(tx, ctx, now, entries);
  return made.map(({ id }) => id);
}

const slotRow = (
  scheduleId: string,
  slot: Date,
  cause: string,
  state: ReviewSlotState,
  campaignId: string | null,
  at: Date,
) => ({ scheduleId, slot, cause, state, campaignId, at });

function campaignOf(id: string, { schedule, slot, cause }: Opening, now: Date) {
  const endsAt = new Date(now.getTime() + schedule.durationDays * DAY_MS);
  return {
    id,
    scheduleId: schedule.id,
    slot,
    name: cause === null ? `${schedule.name} · ${slot.toISOString().slice(0, 10)}` : cause.says,
    terms: termsOf(schedule) as unknown as Prisma.InputJsonObject,
    ...(cause !== null && { cause: cause as unknown as Prisma.InputJsonObject }),
    openedAt: now,
    endsAt,
    graceEndsAt: new Date(endsAt.getTime() + schedule.graceDays * DAY_MS),
  };
}

export function termsOf(schedule: ReviewScheduleModel): CampaignTerms {
  const cadence = schedule.cadence as ReviewCadence;
  const covers = schedule.covers as ReviewCovers;
  return {
    covers,
    reviewer: schedule.reviewer as ReviewReviewer,
    secondReviewer: schedule.secondReviewer as ReviewReviewer | null,
    onSilence: schedule.onSilence as ScheduleSilence,
    remindBeforeDays: schedule.remindBeforeDays,
    timeZone: schedule.timeZone,
    byTier: 'byTier' in cadence,
    // One that looked at a part of an agent says nothing of the rest.
    movesDue:
      !('events' in cadence) && covers.what.includes('entitlements') && covers.filter.systems === undefined,
  };
}
