import { afterAll, beforeAll, expect, test } from 'vitest';
import { StreamInput } from '@/lib/contract/decision';
import { OpenTaskInput } from '@/lib/contract/task';
import { openTask } from '../task/open';
import { World } from '../task/world.fixture';
import { type FeedEvent, followDecisions } from './follow';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.drop());

/** Follows, and keeps what it hears. */
async function follow(input: object = {}, lastEventId: string | null = null) {
  const heard: FeedEvent[] = [];
  const source = await followDecisions(world.admin, { ...StreamInput.parse(input), lastEventId }, (event) =>
    heard.push(event),
  );
  return {
    heard,
    ...source,
    decisions: () => heard.flatMap((one) => (one.event === 'decision' ? one.data.id : [])),
    lastId: () => heard.at(-1)?.id ?? null,
  };
}

const until = (condition: () => boolean) =>
  expect.poll(condition, { timeout: 60_000, interval: 50 }).toBe(true);

test('a follower hears every new decision once, and nothing from before', async () => {
  await world.decision({ outcome: 'allow' });
  const follower = await follow();
  const made = [];
  for (let i = 0; i < 20; i += 1) made.push(await world.decision({ outcome: 'deny' }));
  await until(() => follower.decisions().length === 20);
  expect(follower.decisions()).toEqual(made);
  expect(follower.heard[0]).toMatchObject({ event: 'hello' });
  expect(follower.now()).toBeInstanceOf(Date);
  follower.leave();
  await world.decision({ outcome: 'deny' });
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(follower.decisions()).toHaveLength(20);
});

test('a decision whose commit comes after that of a later one is heard all the same', async () => {
  const follower = await follow();
  const slow = await world.database.pool.connect();
  try {
    await slow.query('BEGIN');
    const at = new Date((await world.now()).getTime() - 4000);
    await slow.query(
      `INSERT INTO decisions (id, at, writer, seq, agent_id, tool_id, outcome, reason, record, hash)
       VALUES ('dec_0000000000000000000000slow', $1, 'wrt_slow', 1, 'bot', 't', 'deny', 'stopped', '{}', '')`,
      [at],
    );
    const quick = await world.decision({ outcome: 'allow' });
    await until(() => follower.decisions().includes(quick));
    await slow.query('COMMIT');
    await until(() => follower.decisions().includes('dec_0000000000000000000000slow'));
  } finally {
    slow.release();
    follower.leave();
  }
});

test('who comes back hears the gap, and goes on without hearing anything twice', async () => {
  const first = await follow();
  const heardLive = await world.decision({ outcome: 'allow' });
  await until(() => first.decisions().includes(heardLive));
  const lastId = first.lastId();
  first.leave();

  const missed = [await world.decision({ outcome: 'deny' }), await world.decision({ outcome: 'allow' })];
  const again = await follow({}, lastId);
  expect(again.decisions()).toEqual(missed);
  const later = await world.decision({ outcome: 'allow' });
  await until(() => again.decisions().includes(later));
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(again.decisions()).toEqual([...missed, later]);
  again.leave();
});

test('breaking off after any event and coming back loses nothing and repeats nothing', async () => {
  const follower = await follow();
  const base = (await world.now()).getTime();
  const made: string[] = [];
  for (let i = 1; i <= 12; i += 1) {
    const writer = i % 2 === 0 ? 'wrt_even' : 'wrt_odd';
    // Times that go to and fro within a writer's chain.
    const at = new Date(base + (i % 3) * 7);
    made.push(await world.decision({ outcome: 'allow', writer, seq: Math.ceil(i / 2), at }));
  }
  await until(() => follower.decisions().length === 12);
  follower.leave();
  const events = follower.heard.filter((one) => one.event === 'decision');
  for (const [i, event] of events.entries()) {
    const resumed = await follow({}, event.id);
    const rest = resumed.decisions();
    resumed.leave();
    expect([...events.slice(0, i + 1).map((one) => one.data.id), ...rest].sort()).toEqual([...made].sort());
  }
});

test('filters hold back other decisions', async () => {
  const follower = await follow({ agent: 'bot', outcome: 'deny,escalate' });
  await world.decision({ outcome: 'allow' });
  await world.decision({ outcome: 'deny', agent: 'other' });
  const wanted = await world.decision({ outcome: 'deny' });
  await until(() => follower.decisions().length > 0);
  expect(follower.decisions()).toEqual([wanted]);
  follower.leave();
});

test('a change is told by its noun', async () => {
  const follower = await follow();
  const { id } = await openTask(world.admin, OpenTaskInput.parse({ agent: 'bot', purpose: 'p' }));
  await until(() => follower.heard.some(({ event }) => event === 'change'));
  expect(follower.heard.find(({ event }) => event === 'change')).toMatchObject({
    data: { noun: 'task', ids: [id] },
  });
  const escalated = await world.decision({ outcome: 'escalate' });
  await until(() => follower.decisions().includes(escalated));
  await until(() => follower.heard.some((one) => one.event === 'change' && one.data.noun === 'escalation'));
  follower.leave();
});

test('an id that is not ours starts anew instead of failing', async () => {
  const follower = await follow({}, 'somebody else’s');
  expect(follower.heard).toMatchObject([{ event: 'hello' }]);
  follower.leave();
});

test('an enforcement point may not follow', async () => {
  const pep = world.as(['pep'], { agents: ['bot'] });
  await expect(followDecisions(pep, { lastEventId: null }, () => {})).rejects.toMatchObject({
    code: 'forbidden',
  });
});
