import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PreviewReviewScheduleInput, ReviewScheduleView } from '@/lib/contract/review-schedule';
import { openDatabase } from '@/lib/db/client';
import { nextSlot } from '@/lib/domain/review-slot';
import { changeAgent } from '../agent/change';
import { readClockwork } from '../clockwork/read';
import { changeReviewSchedule } from '../review-schedule/change';
import { pauseReviewSchedule } from '../review-schedule/pause';
import { previewReviewSchedule } from '../review-schedule/preview';
import { readReviewSchedule } from '../review-schedule/read';
import { resumeReviewSchedule } from '../review-schedule/resume';
import { runReviewSchedule } from '../review-schedule/run-now';
import { listReviewSlots } from '../review-schedule/slots';
import { changeSystem } from '../system/change';
import { changeTool } from '../tool/change';
import { disableUser } from '../user/disable';
import { keepReviewsGoing } from './keep-going';
import { ReviewWorld } from './review.fixture';

let review: ReviewWorld;
beforeAll(async () => {
  review = await ReviewWorld.create();
  await review.agent('bot-1');
  await review.entitlement('bot-1', ['contacts.read']);
});
afterAll(() => review.drop());

const only = { filter: { agents: ['bot-1'] } };
const slotsOf = (scheduleId: string) =>
  review.prisma.reviewSlot.findMany({ where: { scheduleId }, orderBy: { slot: 'asc' } });
const campaignsOf = (scheduleId: string) => review.prisma.reviewCampaign.findMany({ where: { scheduleId } });

// INVARIANT (once-per-slot)
describe('a slot', () => {
  test('fires once, whoever looks and however often, and the next one stands', async () => {
    const id = await review.schedule(only);
    const slot = await review.isDue(id, 1);
    await Promise.all([review.turn(), review.turn(), review.turn()]);
    await review.turn();
    expect(await campaignsOf(id)).toMatchObject([{ slot, state: 'open', items: 1 }]);
    expect(await slotsOf(id)).toMatchObject([{ slot, state: 'claimed', cause: '' }]);
    const schedule = ReviewScheduleView.parse(await readReviewSchedule(review.world.admin, { id }));
    expect(schedule.nextSlot?.at.getTime()).toBeGreaterThan(Date.now() - 60_000);
    // Set back, as by a clock: what was fired does not fire again.
    await review.prisma.reviewSchedule.update({ where: { id }, data: { nextSlotAt: slot } });
    await review.turn();
    expect(await campaignsOf(id)).toHaveLength(1);
  });

  test('cannot be written twice, and never changes, whatever the code does', async () => {
    const id = await review.schedule(only);
    await review.turn();
    const [slot] = await slotsOf(id);
    const write = (text: string, values: unknown[]) => review.world.database.pool.query(text, values);
    await expect(
      write(`INSERT INTO review_slots (schedule_id, slot, state, at) VALUES ($1, $2, 'empty', now())`, [
        id,
        slot?.slot,
      ]),
    ).rejects.toThrow('review_slots_pkey');
    await expect(
      write(
        `INSERT INTO review_slots (schedule_id, slot, state, at) VALUES ($1, $2::timestamptz + interval '1 ms', 'empty', now())`,
        [id, slot?.slot],
      ),
    ).rejects.toThrow('whole_minute');
    await expect(
      write(`UPDATE review_slots SET state = 'missed' WHERE schedule_id = $1`, [id]),
    ).rejects.toThrow();
  });

  test('of several that were missed, the last is caught up', async () => {
    const id = await review.schedule(only, {
      cadence: { rrule: 'FREQ=HOURLY' },
      startsAt: '2026-01-01T00:30:00Z',
    });
    const now = await review.world.now();
    const rule = {
      rrule: 'FREQ=HOURLY',
      timeZone: 'Europe/Berlin',
      startsAt: new Date('2026-01-01T00:30:00Z'),
    };
    const first = nextSlot(rule, new Date(now.getTime() - 72 * 3_600_000)) ?? now;
    await review.prisma.reviewSchedule.update({ where: { id }, data: { nextSlotAt: first } });
    await review.turn();
    const slots = await slotsOf(id);
    expect(slots.length).toBeGreaterThanOrEqual(72);
    expect(slots.filter(({ state }) => state === 'claimed')).toHaveLength(1);
    expect(slots.at(-1)?.state).toBe('claimed');
    expect(now.getTime() - (slots.at(-1)?.slot.getTime() ?? 0)).toBeLessThan(2 * 3_600_000);
    expect(await campaignsOf(id)).toHaveLength(1);
    const page = await listReviewSlots(review.world.admin, { id, limit: 5, count: 'true' });
    expect(page.items[0]).toMatchObject({ state: 'claimed' });
    expect(page.total).toBe(slots.length);
  });

  test('of a paused schedule does not fire, and is not caught up when it goes on', async () => {
    const id = await review.schedule(only);
    await pauseReviewSchedule(review.world.admin, { id });
    await review.isDue(id, 30);
    await review.turn();
    expect(await slotsOf(id)).toEqual([]);
    const resumed = await resumeReviewSchedule(review.world.admin, { id });
    expect(resumed.nextSlot?.at.getTime()).toBeGreaterThan(Date.now());
    await review.turn();
    expect(await campaignsOf(id)).toEqual([]);
  });

  test('with nothing to look at is empty, and makes no campaign', async () => {
    const id = await review.schedule({ filter: { agents: ['nobody'] } });
    await review.turn();
    expect(await slotsOf(id)).toMatchObject([{ state: 'empty', campaignId: null }]);
    expect(await campaignsOf(id)).toEqual([]);
  });

  test('of three hundred schedules in one minute becomes three hundred campaigns, by two instances', async () => {
    const id = await review.schedule(only);
    await review.world.database.pool.query(
      `INSERT INTO review_schedules SELECT r.* FROM generate_series(1, 300) n, review_schedules s,
         LATERAL jsonb_populate_record(s, jsonb_build_object('id', 'rvs_many' || n, 'name', 'many ' || n)) r WHERE s.id = $1`,
      [id],
    );
    const other = await openDatabase(review.world.database.url, { max: 3 });
    const turn = (prisma: typeof other.prisma) =>
      keepReviewsGoing({ ...review.scheduler, prisma }, () => true);
    await Promise.all([turn(other.prisma), review.turn()]);
    await other.close();
    const [row] = (
      await review.world.database.pool.query(
        `SELECT count(*)::int AS campaigns, count(DISTINCT schedule_id)::int AS schedules, count(*) FILTER (WHERE state = 'open')::int AS open
         FROM review_campaigns WHERE schedule_id LIKE 'rvs_many%'`,
      )
    ).rows;
    expect(row).toEqual({ campaigns: 300, schedules: 300, open: 300 });
  });
});

describe('a schedule', () => {
  test('by tier looks at the agents that are due, once, and not again while a campaign runs', async () => {
    await review.agent('due-1', { dueInDays: -1 });
    await review.agent('due-2', { dueInDays: -1 });
    // Never given a date.
    await review.prisma.agent.update({ where: { id: 'due-2' }, data: { reviewDueAt: null } });
    await review.agent('not-due');
    for (const agent of ['due-1', 'due-2', 'not-due']) await review.entitlement(agent);
    const id = await review.schedule({ what: ['entitlements', 'ownership'] }, { cadence: { byTier: true } });
    await review.turn();
    const [campaign] = await campaignsOf(id);
    const items = await review.prisma.reviewItem.findMany({ where: { campaignId: campaign?.id ?? '' } });
    expect(items.map(({ kind, agentId }) => `${agentId} ${kind}`).sort()).toEqual([
      'due-1 entitlement',
      'due-1 ownership',
      'due-2 entitlement',
      'due-2 ownership',
    ]);
    await review.isDue(id, 0);
    await review.prisma
      .$executeRaw`UPDATE review_schedules SET next_slot_at = next_slot_at - interval '1 day' WHERE id = ${id}`;
    await review.turn();
    expect((await slotsOf(id)).map(({ state }) => state).sort()).toEqual(['claimed', 'empty']);
  });

  test('is previewed: what it covers, whom it asks, when, and what silence would do', async () => {
    const preview = await previewReviewSchedule(
      review.world.admin,
      PreviewReviewScheduleInput.parse({
        covers: { what: ['entitlements', 'ownership'], filter: { agents: ['bot-1'] } },
        cadence: { rrule: 'FREQ=DAILY;BYHOUR=2;BYMINUTE=30' },
        timeZone: 'Europe/Berlin',
        startsAt: '2026-03-01T00:00:00Z',
        reviewer: { kind: 'owner' },
        onSilence: 'recommendation',
      }),
    );
    expect(preview).toMatchObject({
      agents: 1,
      items: { entitlements: 1, ownership: 1, tools: 0 },
      due: null,
      reviewers: [{ person: { id: 'usr_own' }, items: 2 }],
      fallback: 0,
      nobody: 0,
      silence: { keep: 1, narrow: 1, revoke: 0 },
    });
    expect(preview.slots).toHaveLength(5);
    expect(preview.slots[0]?.local).toMatch(/ 02:30 \(UTC\+0[12]:00\)$/);
  });

  test('is refused where its rule, its zone or its people cannot be', async () => {
    for (const more of [
      { cadence: { rrule: 'FREQ=MINUTELY' } },
      { timeZone: 'Nowhere/At_All' },
      { reviewer: { kind: 'people', people: ['nobody@example.org'] } },
    ]) {
      await expect(review.schedule(only, more as never)).rejects.toMatchObject({ code: 'invalid_input' });
    }
    await review.schedule(only, { name: 'Twice' });
    await expect(review.schedule(only, { name: 'twice' })).rejects.toMatchObject({ reason: 'name_taken' });
  });

  test('is changed as it was seen, and another rhythm counts from now', async () => {
    const id = await review.schedule(only);
    const ctx = { ...review.world.admin, ifMatch: 1 };
    await review.isDue(id, 600);
    const changed = await changeReviewSchedule(ctx, {
      id,
      cadence: { rrule: 'FREQ=DAILY' },
      durationDays: 3,
    });
    expect(changed).toMatchObject({ durationDays: 3, revision: 2 });
    expect(changed.nextSlot?.at.getTime()).toBeGreaterThan(Date.now());
    await expect(changeReviewSchedule(ctx, { id, durationDays: 4 })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    });
    await review.turn();
    expect(await slotsOf(id)).toEqual([]);
  });

  test('starts now where somebody wants it to, once a minute', async () => {
    const id = await review.schedule(only);
    await review.prisma.reviewSchedule.update({
      where: { id },
      data: { nextSlotAt: new Date('2030-01-01') },
    });
    expect(await runReviewSchedule(review.world.admin, { id })).toMatchObject({ openCampaigns: 1 });
    await expect(runReviewSchedule(review.world.admin, { id })).rejects.toMatchObject({ code: 'refused' });
    expect(await campaignsOf(id)).toMatchObject([{ state: 'open', items: 1 }]);
  });
});

describe('what happens in between', () => {
  test('opens a small campaign each, once, however often it is looked at', async () => {
    await review.prisma.reviewSchedule.update({
      where: { id: 'rvs_00000000000000000000000002' },
      data: { state: 'active' },
    });
    await review.person('eve', ['approver']);
    await review.agent('e-1', { owner: 'eve', backup: 'own', tier: 'low' });
    const entitlement = await review.entitlement('e-1', [], ['contacts.read']);
    await changeAgent(review.world.admin, { id: 'e-1', riskTier: 'high' } as never);
    await changeTool(review.world.admin, { id: 'crm/contacts.merge', description: 'Merges' } as never);
    await changeSystem(review.world.admin, { id: 'crm', sensitivity: 'restricted' } as never);
    await disableUser(review.world.admin, { id: 'usr_eve' });
    // It had not been used since its beginning, 200 days ago.
    await review.prisma.entitlementUse.create({
      data: {
        entitlementId: entitlement,
        toolId: 'crm/contacts.read',
        actionClass: 'read',
        lastUsedAt: await review.world.now(),
      },
    });
    await Promise.all([review.turn(), review.turn()]);
    await review.turn();
    const found = await campaignsOf('rvs_00000000000000000000000002');
    const events = found.map(({ cause }) => (cause as { event: string }).event).sort();
    expect(events).toEqual(['owner_left', 'system_more_sensitive', 'tier_raised', 'tool_changed', 'woken']);
    const itemsOf = async (event: string) => {
      const campaign = found.find(({ cause }) => (cause as { event: string }).event === event);
      const rows = await review.prisma.reviewItem.findMany({
        where: { campaignId: campaign?.id ?? '' },
        orderBy: { kind: 'asc' },
      });
      return rows.map(({ kind, subjectId }) => `${kind} ${subjectId}`);
    };
    expect(await itemsOf('owner_left')).toEqual(['ownership e-1']);
    expect(await itemsOf('tier_raised')).toEqual([`entitlement ${entitlement}`, 'ownership e-1']);
    expect(await itemsOf('tool_changed')).toEqual(['tool crm/contacts.merge']);
    expect(await itemsOf('woken')).toEqual([`entitlement ${entitlement}`]);
    expect((await itemsOf('system_more_sensitive')).length).toBeGreaterThan(3);
    await changeAgent(review.world.admin, { id: 'e-1', riskTier: 'moderate' } as never).catch(() => {});
    await review.turn();
    expect(await campaignsOf('rvs_00000000000000000000000002')).toHaveLength(5);
  });
});

test('the clockwork says when a schedule has not fired in time', async () => {
  const before = await readClockwork(review.world.as(['auditor']));
  expect(before.reviews.slotsBehind).toBe(0);
  const id = await review.schedule(only);
  await review.isDue(id, 10);
  const behind = await readClockwork(review.world.as(['auditor']));
  expect(behind).toMatchObject({ isBehind: true, reviews: { slotsBehind: 1 } });
  expect(behind.says).toContain('1 review schedule has not fired in time');
  await expect(readClockwork(review.world.as(['pep'], { agents: ['bot'] }))).rejects.toMatchObject({
    code: 'forbidden',
  });
});
