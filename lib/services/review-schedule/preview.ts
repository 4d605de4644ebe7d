import type { PreviewReviewScheduleInput, ReviewSchedulePreview } from '@/lib/contract/review-schedule';
import { slotsAfter } from '@/lib/domain/review-slot';
import { type Ctx, permit } from '../context';
import { candidatesAfter, countAgents, countCandidates, readyToLook } from '../review-campaign/candidates';
import { ruleOf } from '../review-campaign/claim-slots';
import { assigner, loadReviewPeople } from '../review-campaign/people';
import { tallySilence, withSilence } from '../review-campaign/silence';
import { loadReviewed, type Reviewed } from '../review-item/evidence';
import { loadTierRules } from '../tier/rules';
import { databaseNow, reader } from '../transaction';
import { personSelect, toPersonRef } from '../user/person';
import { checkedSlots, checkReviewer } from './checked';
import { toSlotTime } from './view';

const MOST_LOOKED_AT = 2000;
const PORTION = 500;
const MOST_REVIEWERS = 10;
const SLOTS = 5;
/** No schedule: nothing that runs belongs to it. */
const NEW = '';

/** What a schedule would cover now, whom it would ask, when, and what silence would do. Writes nothing. */
export async function previewReviewSchedule(
  ctx: Ctx,
  input: PreviewReviewScheduleInput,
): Promise<ReviewSchedulePreview> {
  permit(ctx, 'review-schedule.preview');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const { startsAt } = checkedSlots(input, now);
  await checkReviewer(db, 'reviewer', input.reviewer);
  const look = { covers: input.covers };
  await readyToLook(db, look, now);
  const counts = await countCandidates(db, look, now);
  const byTier = 'byTier' in input.cadence;

  const seen: Reviewed[] = [];
  for (let after = ''; seen.length < MOST_LOOKED_AT; ) {
    const found = await candidatesAfter(db, look, now, after, PORTION);
    seen.push(...(await loadReviewed(db, found, now)).values());
    if (found.length < PORTION) break;
    after = found.at(-1)?.key ?? '';
  }
  const rules = await loadTierRules(db);
  const assign = assigner(input.reviewer, await loadReviewPeople(db), rules);
  const asked = seen.map((one) => assign({ ...one, key: one.agentId ?? one.id }));
  const groups = seen.map((one) => ({
    tier: one.tier,
    kind: one.kind,
    recommendation: one.recommendation.verb,
    count: 1,
  }));
  return {
    agents: await countAgents(db, look, now),
    items: { entitlements: counts.entitlement, ownership: counts.ownership, tools: counts.tool },
    due: byTier ? await countAgents(db, { ...look, dueFor: { scheduleId: NEW } }, now) : null,
    reviewers: await mostAsked(ctx, asked),
    fallback: asked.filter((one) => one?.isFallback === true).length,
    nobody: asked.filter((one) => one === null).length,
    isSample: counts.entitlement + counts.ownership + counts.tool > seen.length,
    slots: nextSlots({ ...input, startsAt }, now),
    silence: tallySilence(withSilence(groups, input.onSilence, rules)),
  };
}

function nextSlots(input: PreviewReviewScheduleInput & { startsAt: Date }, now: Date) {
  const rule = ruleOf(input);
  const slots: Date[] = [];
  if (rule === null) return [];
  for (const slot of slotsAfter(rule, now)) {
    slots.push(slot);
    if (slots.length === SLOTS) break;
  }
  return slots.map((slot) => toSlotTime(slot, input.timeZone));
}

async function mostAsked(ctx: Ctx, asked: readonly ({ id: string } | null)[]) {
  const items = new Map<string, number>();
  for (const one of asked) if (one !== null) items.set(one.id, (items.get(one.id) ?? 0) + 1);
  const most = [...items].sort(([, a], [, b]) => b - a).slice(0, MOST_REVIEWERS);
  const people = await reader(ctx).user.findMany({
    where: { id: { in: most.map(([id]) => id) } },
    select: personSelect,
  });
  const byId = new Map(people.map((person) => [person.id, toPersonRef(person)]));
  return most.flatMap(([id, count]) => {
    const person = byId.get(id);
    return person === undefined ? [] : [{ person, items: count }];
  });
}
