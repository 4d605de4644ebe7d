import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ListDecisionsInput, ReportOutcomeInput } from '@/lib/contract/decision';
import { OpenTaskInput } from '@/lib/contract/task';
import { genesisHash } from '@/lib/ledger/chain';
import { openTask } from '../task/open';
import { rolesWithout, World } from '../task/world.fixture';
import { countDecisions } from './histogram';
import { listDecisions } from './list';
import { readDecision } from './read';
import { reportOutcome } from './report-outcome';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.drop());

const HOUR = 3_600_000;
const list = (input: object = {}) => listDecisions(world.admin, ListDecisionsInput.parse(input));

async function listAll(input: object): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...input, cursor });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

const openBotTask = () =>
  openTask(world.admin, OpenTaskInput.parse({ agent: 'bot', purpose: 'Q3 cleanup', ttlSeconds: 600 }));

test('an empty list has no end to look for', async () => {
  expect(await list()).toEqual({ items: [], nextCursor: null, searchedTo: null });
});

test('the list is newest first, page by page, over quiet months and many at once', async () => {
  const now = (await world.now()).getTime();
  const at = [0, 1, 1, 1, 1500, 60_000, HOUR, HOUR, 30 * HOUR, 40 * 24 * HOUR, 40 * 24 * HOUR + 3].map(
    (ago) => new Date(now - ago),
  );
  const made: { id: string; at: Date }[] = [];
  for (const one of at) {
    const outcome = made.length % 3 === 0 ? 'deny' : 'allow';
    made.push({
      at: one,
      id: await world.decision({ outcome, at: one, agent: made.length % 2 ? 'bot' : 'ghost' }),
    });
  }
  const order = [...made].sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
  const ids = order.map(({ id }) => id);
  for (const limit of [1, 2, 3, 200]) expect(await listAll({ limit })).toEqual(ids);

  const rows = await world.prisma.decision.findMany({ select: { id: true, agentId: true, outcome: true } });
  const where = (test: (row: (typeof rows)[number]) => boolean) =>
    ids.filter((id) => rows.some((row) => row.id === id && test(row)));
  expect(await listAll({ limit: 2, agent: 'ghost' })).toEqual(where((row) => row.agentId === 'ghost'));
  expect(await listAll({ limit: 2, outcome: 'deny' })).toEqual(where((row) => row.outcome === 'deny'));
  expect(await listAll({ outcome: 'escalate,defer' })).toEqual([]);
  expect(await listAll({ q: 'gho' })).toEqual(where((row) => row.agentId === 'ghost'));
  expect(await listAll({ q: 'crm/' })).toEqual(ids);
  expect(await listAll({ q: "'; DROP TABLE x; --" })).toEqual([]);
  expect(await listAll({ tool: 'crm/contacts.search', actionClass: 'read', reason: 'granted' })).toEqual(
    where((row) => row.outcome === 'allow'),
  );
  const window = { from: new Date(now - 2 * HOUR).toISOString(), to: new Date(now - 60_000).toISOString() };
  expect(await listAll({ ...window, limit: 1 })).toEqual(ids.slice(6, 8));
  expect((await list({ count: 'true', outcome: 'deny' })).total).toBe(4);
  await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a task’s decisions are its own, also where another task’s ids begin alike', async () => {
  const task = await openBotTask();
  const twin = `${task.id.slice(0, 20)}${'z'.repeat(task.id.length - 20)}`;
  const own = await world.decision({ outcome: 'allow', task: task.id });
  await world.decision({ outcome: 'allow', task: twin });
  expect(await listAll({ task: task.id })).toEqual([own]);
  expect((await list({ task: task.id })).items[0]).toMatchObject({ purpose: 'Q3 cleanup', task: task.id });
});

test('the list leaves out the arguments', async () => {
  expect(JSON.stringify(await list())).not.toContain('acme');
});

test('the detail tells all that was recorded, and its place in the chain', async () => {
  const task = await openBotTask();
  const first = await world.decision({ outcome: 'allow', task: task.id, writer: 'wrt_a', seq: 1 });
  const second = await world.decision({ outcome: 'escalate', task: task.id, writer: 'wrt_a', seq: 2 });
  const view = await readDecision(world.admin, { id: first });
  expect(view).toMatchObject({
    id: first,
    purpose: 'Q3 cleanup',
    callId: 'c-1',
    arguments: { q: 'acme' },
    executes: null,
    reasons: [{ code: 'granted', outcome: 'allow', message: 'because' }],
    answers: { need: { verdict: 'clear', grant: 'grt_x' }, end: { endsWith: 'task' } },
    grant: 'grt_x',
    versions: { config: '3', agent: '2', task: '1' },
    report: null,
    escalation: null,
    chain: { writer: 'wrt_a', seq: '1', previous: genesisHash('wrt_a').toString('hex') },
  });
  expect((await readDecision(world.admin, { id: second })).chain.previous).toBe(view.chain.hash);
  await expect(
    readDecision(world.admin, { id: second.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q')) }),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
});

for (const record of ['not json', '[]', '{"answers":7,"reasons":{},"versions":"x","step":"1"}']) {
  test(`a record that reads ${record} still shows, with what it does not say as null`, async () => {
    const id = await world.decision({ outcome: 'deny', record });
    expect(await readDecision(world.admin, { id })).toMatchObject({
      id,
      record,
      outcome: 'deny',
      arguments: null,
      reasons: [],
      versions: null,
      answers: { intent: { verdict: null }, end: { endsAt: null } },
    });
  });
}

test('an escalated decision leads to the escalation that its call waits in', async () => {
  const task = await openBotTask();
  const escalation = await world.escalation(task.id);
  const { digest } = await world.prisma.escalation.findUniqueOrThrow({ where: { id: escalation } });
  const joined = await world.decision({
    outcome: 'escalate',
    task: task.id,
    record: JSON.stringify({ digest }),
  });
  expect((await readDecision(world.admin, { id: joined })).escalation).toBe(escalation);
});

test('only people read decisions', async () => {
  const id = await world.decision({ outcome: 'allow' });
  const pep = world.as(['pep'], { agents: ['bot'] });
  await expect(listDecisions(pep, ListDecisionsInput.parse({}))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(readDecision(pep, { id })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(readDecision(world.as(['auditor']), { id })).resolves.toMatchObject({
    arguments: { q: 'acme' },
  });
});

test('the histogram counts by outcome and bucket, and how often all three answers were clear', async () => {
  const start = Date.parse('2026-01-05T00:00:00Z');
  for (const [outcome, minute] of [
    ['allow', 0],
    ['modify', 1],
    ['deny', 1],
    ['escalate', 59],
  ] as const) {
    await world.decision({ outcome, agent: 'counted', at: new Date(start + minute * 60_000) });
  }
  const view = await countDecisions(world.admin, {
    from: new Date(start),
    to: new Date(start + HOUR),
    buckets: 4,
    agent: 'counted',
  });
  expect(view).toMatchObject({ bucketSeconds: 900, total: 4 });
  expect(view.buckets.map(({ complete }) => complete)).toEqual([2 / 3, null, null, 0]);
  expect(view.buckets[0]?.counts).toEqual({ allow: 1, modify: 1, escalate: 0, defer: 0, deny: 1 });
  expect(view.buckets[3]?.at).toEqual(new Date(start + 2_700_000));
});

const report = (id: string, more: object = {}, ctx = world.admin) =>
  reportOutcome(ctx, ReportOutcomeInput.parse({ id, status: 'succeeded', effects: [], ...more }));

test('an outcome is reported once; the same report again gets the same answer, another a conflict', async () => {
  const id = await world.decision({ outcome: 'allow' });
  const body = {
    output: 'three contacts',
    untrusted: true,
    effects: [
      {
        system: 'crm',
        kind: 'created',
        ref: 'c/1',
        reversible: true,
        undo: { tool: 'crm/x', arguments: { id: 1 } },
      },
    ],
    unknown: 'ignored',
  };
  const first = await report(id, body);
  const digest = createHash('sha256').update('three contacts').digest('hex');
  expect(first).toMatchObject({ decision: id, outputDigest: digest, outputBytes: 14, untrusted: true });
  expect(await report(id, { ...body, output_digest: `sha256:${digest}` })).toEqual(first);
  await expect(report(id, { status: 'failed' })).rejects.toMatchObject({ reason: 'already_reported' });
  expect((await readDecision(world.admin, { id })).report).toEqual(first);

  expect(await world.eventsAbout(id)).toEqual(['decision.outcome_reported']);
  const stored = await world.prisma.outcomeReport.findUniqueOrThrow({ where: { decisionId: id } });
  const event = await world.prisma.auditEvent.findFirstOrThrow({ where: { subjectId: id } });
  for (const text of [stored.record, event.record]) {
    expect(text).toContain(digest);
    expect(text).not.toContain('three contacts');
  }
});

test('of many equal reports at once one is written, and all get its answer', async () => {
  const id = await world.decision({ outcome: 'modify' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => report(id, { output: { rows: [1] } })));
  expect(new Set(answers.map((one) => one.at.getTime())).size).toBe(1);
  expect(await world.eventsAbout(id)).toHaveLength(1);
});

test('a report is refused where nothing was allowed, for a wrong digest, and from others', async () => {
  for (const outcome of ['deny', 'escalate', 'defer'] as const) {
    const id = await world.decision({ outcome });
    await expect(report(id)).rejects.toMatchObject({ code: 'refused', reason: 'not_allowed' });
  }
  const id = await world.decision({ outcome: 'allow' });
  const output_digest = randomBytes(32).toString('hex');
  await expect(report(id, { output: 'x', output_digest })).rejects.toMatchObject({
    fields: [{ field: 'output_digest' }],
  });
  await expect(report(id, { output: { half: '\ud800' } })).rejects.toMatchObject({ code: 'invalid_input' });
  for (const role of rolesWithout('admin', 'pep')) {
    await expect(report(id, {}, world.as([role]))).rejects.toMatchObject({ code: 'forbidden' });
  }
  for (const bound of [{ agents: ['other'] }, { systems: ['mail'] }]) {
    await expect(report(id, {}, world.as(['pep'], bound))).rejects.toMatchObject({ code: 'forbidden' });
  }
  await expect(report('dec_00000000000000000000000000')).rejects.toMatchObject({ code: 'not_found' });
  expect(await world.eventsAbout(id)).toEqual([]);
  await expect(
    report(id, {}, world.as(['pep'], { agents: ['bot'], systems: ['crm'] })),
  ).resolves.toMatchObject({
    status: 'succeeded',
  });
});
