import { afterAll, beforeAll, expect, test } from 'vitest';
import { OverviewView } from '@/lib/contract/overview';
import { OpenTaskInput } from '@/lib/contract/task';
import { openTask } from '../task/open';
import { World } from '../task/world.fixture';
import { readOverview } from './read';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.drop());

/** Nobody does the clockwork’s work in a test’s database, which is as old as its template. */
const needsOf = ({ needsYou }: OverviewView) => needsYou.filter(({ kind }) => kind !== 'clockwork_behind');

const read = async (range: '1h' | '24h' | '7d' = '1h') =>
  OverviewView.parse(await readOverview(world.as(['auditor']), { range }));

test('an installation where nothing happened yet has no share of anything, and needs nobody', async () => {
  const fresh = await World.create();
  const view = await readOverview(fresh.admin, { range: '1h' });
  await fresh.drop();
  expect(needsOf(view)).toEqual([]);
  expect(view).toMatchObject({
    decisions: 0,
    complete: null,
    enforcementPoints: [],
    counts: { agents: 1, tasksRunning: 0, grantsLive: 0, entitlementsLive: 2 },
  });
});

test('outcomes are counted by bucket, and completeness is the share with all three answers clear', async () => {
  const now = (await world.now()).getTime();
  for (const outcome of ['allow', 'allow', 'modify', 'deny'] as const) await world.decision({ outcome });
  await world.decision({ outcome: 'escalate', at: new Date(now - 30 * 60_000) });
  await world.decision({ outcome: 'allow', at: new Date(now - 3 * 3_600_000) });
  const hour = await read('1h');
  expect(hour).toMatchObject({
    totals: { allow: 2, modify: 1, escalate: 1, defer: 0, deny: 1 },
    decisions: 5,
    complete: 0.6,
    bucketSeconds: 60,
  });
  expect(hour.buckets).toHaveLength(60);
  expect((await read('24h')).decisions).toBe(6);
  expect((await read('7d')).decisions).toBe(6);
  // Asked again, the settled buckets come from memory and say the same; the open one is counted anew.
  await world.decision({ outcome: 'deny' });
  expect((await read('1h')).totals).toEqual({ allow: 2, modify: 1, escalate: 1, defer: 0, deny: 2 });
});

test('what needs somebody is told with its number and since when, and only then', async () => {
  const task = await openTask(world.admin, OpenTaskInput.parse({ agent: 'bot', purpose: 'p' }));
  await world.escalation(task.id);
  await world.escalation(task.id, -10);
  await world.agent('held', { state: 'quarantined' });
  // An agent that is due is the schedules’ to look at; a campaign that is late is somebody’s.
  await world.prisma.agent.update({ where: { id: 'bot' }, data: { reviewDueAt: new Date(0) } });
  const schedule = await world.prisma.reviewSchedule.findFirstOrThrow();
  for (const [id, endsAt, state] of [
    ['rvc_late', new Date(0), 'open'],
    ['rvc_over', new Date(0), 'closed'],
    ['rvc_runs', new Date('2100-01-01'), 'open'],
  ] as const) {
    await world.prisma.reviewCampaign.create({
      data: {
        id,
        state,
        name: id,
        scheduleId: schedule.id,
        slot: new Date(0),
        terms: {},
        openedAt: new Date(-1000),
        endsAt,
        ...(state === 'closed' && { closedAt: new Date(1) }),
        graceEndsAt: new Date('2100-02-01'),
      },
    });
  }
  await world.prisma.user.create({
    data: { id: 'usr_gone', email: 'gone@example.org', name: 'G', roles: [], disabledAt: new Date(1000) },
  });
  await world.agent('alone', { state: 'draft' });
  await world.prisma.agent.update({ where: { id: 'alone' }, data: { ownerId: 'usr_gone' } });
  const stop = { id: 'stp_1', kind: 'tier', targetId: 'low', reason: 'r', createdBy: 'test' } as const;
  await world.prisma.stop.create({ data: stop });
  await world.prisma.apiKey.create({
    data: { id: 'key_1', name: 'Gateway', keyHash: 'h', hint: 'h', roles: ['pep'], systemIds: ['crm'] },
  });

  const view = await read();
  const { counts, enforcementPoints, entitlementAges } = view;
  const needsYou = needsOf(view);
  expect(Object.fromEntries(needsYou.map(({ kind, count }) => [kind, count]))).toEqual({
    escalations_pending: 1,
    agents_unowned: 1,
    agents_quarantined: 1,
    reviews_overdue: 1,
    stops_open: 1,
  });
  expect(needsYou.find(({ kind }) => kind === 'reviews_overdue')?.since).toEqual(new Date(0));
  expect(counts).toMatchObject({ tasksRunning: 1, grantsLive: 1 });
  expect(enforcementPoints).toMatchObject([{ name: 'Gateway', systems: ['crm'], lastUsedAt: null }]);
  expect(entitlementAges[0]).toEqual({ age: 'under_1d', count: 2, byTier: { moderate: 2 } });
});

test('an enforcement point does not see it', async () => {
  const pep = world.as(['pep'], { agents: ['bot'] });
  await expect(readOverview(pep, { range: '1h' })).rejects.toMatchObject({ code: 'forbidden' });
});
