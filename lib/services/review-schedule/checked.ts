import type { ReviewCadence, ReviewReviewer } from '@/lib/contract/review-schedule';
import type { Tx } from '@/lib/db/client';
import { isTimeZone, nextSlot, nextWallHour, slotRuleRefusal } from '@/lib/domain/review-slot';
import { invalidInput } from '../errors';
import { ruleOf } from '../review-campaign/claim-slots';
import { loadPersonByEmail } from '../user/person';

/** The hour of the day at which slots come where nobody said another. */
const HOUR = 9;

/** The first slot of a cadence after `now`, with the beginning it is counted from. Refuses what cannot be kept. */
export function checkedSlots(
  { cadence, timeZone, startsAt }: { cadence: ReviewCadence; timeZone: string; startsAt?: Date | undefined },
  now: Date,
): { startsAt: Date; nextSlotAt: Date | null } {
  if (!isTimeZone(timeZone)) throw invalidInput('timeZone', 'is no zone of the IANA database');
  const from = startsAt ?? nextWallHour(now, timeZone, HOUR);
  const rule = ruleOf({ cadence, timeZone, startsAt: from });
  if (rule === null) return { startsAt: from, nextSlotAt: null };
  const refusal = slotRuleRefusal(rule, now);
  if (refusal !== null) throw invalidInput('cadence', refusal.message);
  return { startsAt: from, nextSlotAt: nextSlot(rule, now) };
}

/** Whether everybody who is named is known. */
export async function checkReviewer(tx: Tx, field: string, reviewer: ReviewReviewer): Promise<void> {
  for (const one of [reviewer, ...(reviewer.fallback === undefined ? [] : [reviewer.fallback])]) {
    if (one.kind !== 'people') continue;
    for (const email of one.people) await loadPersonByEmail(tx, field, email);
  }
}
