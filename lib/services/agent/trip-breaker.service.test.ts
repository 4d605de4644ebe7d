import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '@/lib/db/client';
import { NOT_ITS_DOING } from '@/lib/domain/breaker';
import { SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { readOverview } from '../overview/read';
import { openTask } from '../task/open';
import { World } from '../task/world.fixture';
import { quarantineAgent } from './quarantine';
import { readAgent } from './read';
import { releaseAgent } from './release';
import { breakerContext, tripBreakers } from './trip-breaker';

let world: World;
let n = 0;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.drop());

const { breakerDenials: THRESHOLD, breakerWindowSeconds: WINDOW } = SHIPPED_TIERS.moderate;
const breaker = () => breakerContext(world.prisma, 'http://test');

/** An agent with a running task that was denied so often. */
async function denied(times: number, more: { reason?: string; task?: null; agoSeconds?: number } = {}) {
  n += 1;
  const agent = `denied-${n}`;
  await world.agent(agent);
  const task = await openTask(world.admin, { agent, purpose: 'p', ttlSeconds: 600, actionClasses: [] });
  await deny(agent, more.task === null ? null : task.id, times, more);
  return { agent, task: task.id };
}
async function deny(
  agent: string,
  task: string | null,
  times: number,
  more: { reason?: string; agoSeconds?: number } = {},
) {
  const at = new Date((await world.now()).getTime() - (more.agoSeconds ?? 0) * 1000);
  for (let i = 0; i < times; i += 1) {
    await world.decision({
      outcome: 'deny',
      reason: more.reason ?? 'outside_entitlement',
      agent,
      task,
      at,
      writer: `wrt_${agent}`,
    });
  }
}
const stateOf = async (id: string) => (await readAgent(world.admin, { id })).state;

test('an agent that was denied as often as its tier says is quarantined, and it is told by which figures', async () => {
  const { agent, task } = await denied(THRESHOLD - 1);
  expect(await tripBreakers(breaker(), [agent])).toEqual([]);
  await deny(agent, task, 1, { reason: 'tool_unknown' });
  expect(await tripBreakers(breaker(), [agent])).toEqual([agent]);
  expect(await readAgent(world.admin, { id: agent })).toMatchObject({
    state: 'quarantined',
    quarantine: {
      by: { kind: 'system', id: 'circuit-breaker' },
      reason: `circuit breaker: denied ${THRESHOLD} times within ${WINDOW} seconds`,
      breaker: {
        denials: THRESHOLD,
        threshold: THRESHOLD,
        windowSeconds: WINDOW,
        reasons: [
          { code: 'outside_entitlement', count: THRESHOLD - 1 },
          { code: 'tool_unknown', count: 1 },
        ],
      },
    },
  });
  const event = await world.prisma.auditEvent.findFirstOrThrow({
    where: { subjectId: agent, event: 'agent.quarantined' },
  });
  expect(event).toMatchObject({ actorKind: 'system', actorId: 'circuit-breaker' });
  expect(JSON.parse(event.record).details).toMatchObject({ from: 'active', breaker: { denials: THRESHOLD } });
  const { needsYou } = await readOverview(world.admin, { range: '1h' });
  expect(needsYou.find(({ kind }) => kind === 'agents_tripped')).toMatchObject({ count: 1, since: event.at });
  expect(needsYou.find(({ kind }) => kind === 'agents_quarantined')).toBeUndefined();
});

test('what it handed to others ends with the quarantine', async () => {
  const { agent, task } = await denied(THRESHOLD);
  await world.agent(`mate-of-${agent}`);
  const child = await openTask(world.admin, {
    agent: `mate-of-${agent}`,
    purpose: 'p',
    ttlSeconds: 600,
    actionClasses: [],
    parentTask: task,
  });
  expect(await tripBreakers(breaker(), [agent])).toEqual([agent]);
  expect((await world.prisma.task.findUniqueOrThrow({ where: { id: child.id } })).state).toBe('cancelled');
});

test('however many look at once, it is quarantined once', async () => {
  const { agent } = await denied(THRESHOLD);
  const other = await openDatabase(world.database.url);
  try {
    const looks = [world.prisma, other.prisma, world.prisma, other.prisma, world.prisma];
    const tripped = await Promise.all(
      looks.map((prisma) => tripBreakers(breakerContext(prisma, 'http://test'), [agent])),
    );
    expect(tripped.flat()).toEqual([agent]);
    expect(await world.eventsAbout(agent)).toEqual(['agent.quarantined']);
  } finally {
    await other.close();
  }
});

test('a release starts the count anew', async () => {
  const { agent, task } = await denied(THRESHOLD);
  await tripBreakers(breaker(), [agent]);
  await releaseAgent(world.admin, { id: agent, reason: 'it was a wrong setting' });
  expect(await tripBreakers(breaker(), [agent])).toEqual([]);
  expect(await readAgent(world.admin, { id: agent })).toMatchObject({ state: 'active', quarantine: null });
  await deny(agent, task, THRESHOLD - 1);
  expect(await tripBreakers(breaker(), [agent])).toEqual([]);
  await deny(agent, task, 1);
  expect(await tripBreakers(breaker(), [agent])).toEqual([agent]);
});

test('threshold and window are those of the agent’s tier, as admins have set them', async () => {
  const { agent } = await denied(THRESHOLD, { agoSeconds: WINDOW + 60 });
  expect(await tripBreakers(breaker(), [agent])).toEqual([]);
  const set = (rules: object) =>
    world.prisma.tier.update({
      where: { id: 'moderate' },
      data: { rules: { ...SHIPPED_TIERS.moderate, ...rules } as never },
    });
  await set({ breakerWindowSeconds: WINDOW + 120 });
  expect(await tripBreakers(breaker(), [agent])).toEqual([agent]);
  const few = await denied(3);
  await set({ breakerDenials: 3 });
  expect(await tripBreakers(breaker(), [few.agent])).toEqual([few.agent]);
  await set({});
  const critical = await denied(SHIPPED_TIERS.critical.breakerDenials);
  expect(await tripBreakers(breaker(), [critical.agent])).toEqual([]);
  await world.prisma.agent.update({ where: { id: critical.agent }, data: { riskTier: 'critical' } });
  expect(await tripBreakers(breaker(), [critical.agent])).toEqual([critical.agent]);
});

for (const reason of NOT_ITS_DOING) {
  test(`nobody can have an agent quarantined by denials for ${reason}`, async () => {
    const { agent } = await denied(THRESHOLD + 5, { reason });
    expect(await tripBreakers(breaker(), [agent])).toEqual([]);
    expect(await stateOf(agent)).toBe('active');
  });
}

test('a denial without a task of the agent’s own counts for nothing', async () => {
  const { agent } = await denied(THRESHOLD + 5, { task: null });
  expect(await tripBreakers(breaker(), [agent])).toEqual([]);
});

test('an agent that a person has quarantined is theirs, and needs somebody as such', async () => {
  const { agent } = await denied(THRESHOLD);
  await quarantineAgent(world.admin, { id: agent, reason: 'looks odd' });
  expect(await tripBreakers(breaker(), [agent])).toEqual([]);
  expect(await readAgent(world.admin, { id: agent })).toMatchObject({
    quarantine: { by: { kind: 'user' }, reason: 'looks odd', breaker: null },
  });
  const { needsYou } = await readOverview(world.admin, { range: '1h' });
  expect(needsYou.find(({ kind }) => kind === 'agents_quarantined')).toMatchObject({ count: 1 });
});
