import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { CreateChannelInput, PreviewChannelInput } from '@/lib/contract/channel';
import { ChangePreferencesInput } from '@/lib/contract/notification';
import { OpenTaskInput } from '@/lib/contract/task';
import { EMAIL_CHANNEL, IN_APP_CHANNEL } from '@/lib/domain/channel';
import { openKeyring, provideKeyring } from '@/lib/vault/keyring';
import { type MailCatcher, openMailCatcher } from '@/tests/support/mail-catcher';
import { openWebhookReceiver, type WebhookReceiver } from '@/tests/support/webhook-receiver';
import { sql } from '@/tests/support/world';
import { createChannel } from '../channel/create';
import { disableChannel } from '../channel/disable';
import { listChannels } from '../channel/list';
import { previewChannel } from '../channel/preview';
import { rotateChannel } from '../channel/rotate';
import { testChannel } from '../channel/test';
import type { Ctx } from '../context';
import { listNotifications } from '../notification/list';
import { markRead } from '../notification/mark-read';
import { preferNotifications } from '../notification/prefer';
import { readInboxState } from '../notification/state';
import { rotateSecretKey } from '../system/rotate-secret-key';
import { openTask } from '../task/open';
import { rolesWithout, World } from '../task/world.fixture';
import { fanOut } from './fan-out';
import { listDeliveries } from './list';
import { retryDelivery } from './retry';
import { runNotifications } from './run';
import { claimDue, sendClaimed } from './send-due';

let world: World;
/** The serving role neither empties tables nor changes triggers. */
const asOwner = (text: string, values: unknown[] = []) => sql(world.database.url, text, values);
let mail: MailCatcher;
let hook: WebhookReceiver;
let taskId: string;
beforeAll(async () => {
  world = await World.create();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-notify-'));
  provideKeyring(openKeyring({ dataDir: folder, secret: 's'.repeat(40), secretKeys: null }));
  mail = await openMailCatcher();
  vi.stubEnv('CORDON_OUTGOING_ALLOW', '127.0.0.1');
  vi.stubEnv('CORDON_SMTP_URL', mail.url);
  vi.stubEnv('CORDON_MAIL_FROM', 'Cordon <cordon@example.org>');
  await world.prisma.user.create({
    data: { id: 'usr_own', email: 'own@example.org', name: 'Owen', roles: ['auditor'] },
  });
  await world.prisma.agent.update({ where: { id: 'bot' }, data: { ownerId: 'usr_own' } });
  for (const [id, name] of [
    ['usr_bea', 'Bea'],
    ['usr_cem', 'Cem'],
  ] as const) {
    await world.prisma.user.create({
      data: { id, email: `${id.slice(4)}@example.org`, name, roles: ['approver'] },
    });
  }
  const wish = { agent: 'bot', purpose: 'Clean up <b>Q3</b>' };
  taskId = (await openTask(world.admin, OpenTaskInput.parse(wish))).id;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await mail.close();
  await world.drop();
});
beforeEach(async () => {
  await asOwner(`TRUNCATE deliveries, outbox_events, notification_preferences CASCADE`);
  await asOwner(`UPDATE channels SET disabled_at = now() WHERE kind NOT IN ('in_app', 'email')`);
  mail.mails.length = 0;
  hook = await openWebhookReceiver();
  return () => hook.close();
});

const person = (id: string, roles: ('admin' | 'approver')[] = ['approver']): Ctx => {
  const ctx = world.as(roles);
  return { ...ctx, actor: { ...ctx.actor, id, userId: id } };
};
const bea = () => person('usr_bea');
const run = () => runNotifications(world.admin);

/** An escalation that has just been asked, of an agent of this tier. */
async function escalate(tier: 'low' | 'moderate' | 'high' | 'critical' = 'low'): Promise<string> {
  const now = await world.now();
  const id = await world.escalation(taskId);
  await asOwner(`ALTER TABLE escalations DISABLE TRIGGER escalation_keeps_its_call`);
  await asOwner(`UPDATE escalations SET tier = $2::risk_tier, requested_at = $3 WHERE id = $1`, [
    id,
    tier,
    now,
  ]);
  await asOwner(`ALTER TABLE escalations ENABLE TRIGGER escalation_keeps_its_call`);
  return id;
}
const move = (id: string, state: string, by: string | null = 'usr_ada') =>
  asOwner(
    `UPDATE escalations SET state = $2::escalation_state, answered_at = now(), answered_by_id = $3 WHERE id = $1`,
    [id, state, by],
  );
/** As if so much time had passed for everything that waits to be sent. */
const later = (seconds: number) =>
  asOwner(`UPDATE deliveries SET due_at = due_at - make_interval(secs => $1) WHERE state = 'pending'`, [
    seconds,
  ]);
const add = async (kind: 'webhook' | 'slack' | 'teams', more: object = {}) =>
  createChannel(
    person('usr_ada', ['admin']),
    CreateChannelInput.parse({
      kind,
      name: kind,
      url: `${hook.url}/${kind}`,
      kinds: ['escalation.created'],
      ...more,
    }),
  );
const deliveriesOf = async (subject: string) =>
  (await listDeliveries(world.admin, { subject, limit: 200 })).items;
const states = async (subject: string, channel: string) =>
  (await deliveriesOf(subject))
    .filter((one) => one.channel.id === channel)
    .map(({ kind, state, to }) => `${kind} ${to?.name ?? '-'} ${state}`)
    .sort();

test('who may decide is told once: in the console at once, by e-mail when it still waits after a minute', async () => {
  const id = await escalate('low');
  await run();
  expect(await states(id, IN_APP_CHANNEL)).toEqual([
    'escalation.created Ada delivered',
    'escalation.created Bea delivered',
    'escalation.created Cem delivered',
  ]);
  expect(mail.mails).toEqual([]);
  await run();
  await later(30);
  await run();
  expect(mail.mails).toEqual([]);
  await later(31);
  await Promise.all([run(), run(), run()]);
  await run();
  expect(mail.mails.flatMap(({ to }) => to).sort()).toEqual([
    'ada@example.org',
    'bea@example.org',
    'cem@example.org',
  ]);
  const [first] = mail.mails;
  expect(first?.headers.subject).toBe('Agent bot asks to call crm/contacts.search');
  expect(first?.headers['auto-submitted']).toBe('auto-generated');
  expect(first?.text).toContain(`http://test/escalations/${id}`);
  expect(first?.text).toMatch(/Until: \d+ \w+ \d{4}, \d\d:\d\d UTC/);
  expect(first?.text).toContain('Why a person: The task did not declare this kind of action');
  expect(first?.text).toContain('Nothing can be approved as it stands.');
  // Nothing of the call beyond its tool and resource, and nothing of theirs is markup.
  expect(first?.text + (first?.html ?? '')).not.toContain('argument');
  expect(first?.html).toContain('Clean up &lt;b&gt;Q3&lt;/b&gt;');
  expect(first?.html).not.toContain('<b>');
});

test.each([
  { tier: 'moderate', count: 0 },
  { tier: 'high', count: 3 },
  { tier: 'critical', count: 3 },
] as const)('a $tier escalation is told by e-mail at once: $count', async ({ tier, count }) => {
  await escalate(tier);
  await run();
  expect(mail.mails).toHaveLength(count);
});

test('what was answered in time is not e-mailed, and needs no reading any more', async () => {
  const id = await escalate();
  await run();
  expect(await readInboxState(bea())).toEqual({ unread: 1 });
  await move(id, 'denied');
  await run();
  await later(3600);
  await run();
  expect(mail.mails).toEqual([]);
  expect(await readInboxState(bea())).toEqual({ unread: 0 });
  const { items } = await listNotifications(bea(), { limit: 10 });
  expect(items).toMatchObject([{ subject: { id }, isOpen: false, answer: 'Denied by Ada' }]);
  expect(await states(id, EMAIL_CHANNEL)).toEqual([
    'escalation.created Ada dropped',
    'escalation.created Bea dropped',
    'escalation.created Cem dropped',
  ]);
});

test('whoever was told by e-mail hears in the same thread that it was decided elsewhere, once', async () => {
  const id = await escalate('high');
  await run();
  const asked = mail.mails.find(({ to }) => to[0] === 'bea@example.org');
  mail.mails.length = 0;
  await move(id, 'approved');
  await Promise.all([run(), run()]);
  await run();
  // Ada has answered, and needs not be told.
  expect(mail.mails.flatMap(({ to }) => to).sort()).toEqual(['bea@example.org', 'cem@example.org']);
  const follows = mail.mails.find(({ to }) => to[0] === 'bea@example.org');
  expect(follows?.headers['in-reply-to']).toBe(asked?.headers['message-id']);
  expect(follows?.headers.references).toBe(asked?.headers['message-id']);
  expect(follows?.headers.subject).toBe(`Re: ${asked?.headers.subject}`);
  expect(follows?.text).toContain('Approved: Agent bot may call crm/contacts.search');
  expect(follows?.text).toContain('By: Ada');
});

test('an event whose transaction was undone is told to nobody', async () => {
  await expect(
    world.prisma.$transaction(async (tx) => {
      await tx.outboxEvent.create({
        data: { kind: 'escalation.glass_broken', subjectKind: 'escalation', subjectId: await escalate() },
      });
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  await run();
  const all = await listDeliveries(world.admin, { limit: 200 });
  expect(all.items.filter(({ kind }) => kind === 'escalation.glass_broken')).toEqual([]);
});

test('an event that cannot be told holds up no other one', async () => {
  const silent = vi.spyOn(console, 'error').mockImplementation(() => {});
  await asOwner(`
    CREATE FUNCTION refuse_bad() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.subject_id = 'bad' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER refuse_bad BEFORE INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION refuse_bad()`);
  try {
    await world.prisma.outboxEvent.create({
      data: { kind: 'stop.created', subjectKind: 'stop', subjectId: 'bad' },
    });
    const id = await escalate();
    await run();
    expect(await states(id, IN_APP_CHANNEL)).toHaveLength(3);
    expect(silent).toHaveBeenCalled();
  } finally {
    await asOwner(`DROP TRIGGER refuse_bad ON deliveries; DROP FUNCTION refuse_bad()`);
    silent.mockRestore();
  }
});

test('a webhook is signed as Standard Webhooks says, and refused ones come again with the same id', async () => {
  const { secret, id: channel } = await add('webhook');
  hook.answer(500, null);
  const id = await escalate();
  await run();
  expect(await deliveriesOf(id)).toContainEqual(
    expect.objectContaining({
      state: 'pending',
      attempts: 1,
      lastError: 'answered 500',
      lastReply: 'HTTP 500\nno, thanks',
    }),
  );
  await run();
  expect(hook.received).toHaveLength(1);
  await later(6);
  await run();
  expect(hook.received).toHaveLength(2);
  await later(31);
  await run();
  expect(hook.received).toHaveLength(3);
  await later(3600);
  await run();
  expect(hook.received).toHaveLength(3);
  expect(new Set(hook.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  const wh = new Webhook(secret ?? '');
  for (const { body, headers } of hook.received) {
    const told = wh.verify(body, headers as Record<string, string>);
    expect(told).toMatchObject({
      type: 'escalation.created',
      data: { escalation: id, state: 'pending', agent: 'bot', url: `http://test/escalations/${id}` },
    });
    expect(body).not.toContain('argument');
  }
  const [first] = hook.received;
  expect(() => wh.verify(`${first?.body} `, first?.headers as Record<string, string>)).toThrow();
  expect(await states(id, channel)).toEqual(['escalation.created - delivered']);
});

test('after its last try a delivery has failed, is shown, and can be tried again', async () => {
  const { id: channel } = await add('webhook');
  const id = await escalate();
  hook.answer(...Array<number>(8).fill(503));
  for (let i = 0; i < 9; i += 1) {
    await run();
    await later(8000);
  }
  expect(hook.received).toHaveLength(8);
  const channels = (await listChannels(world.admin, { limit: 50 })).items;
  expect(channels.find((one) => one.id === channel)).toMatchObject({
    failed: 1,
    lastDelivery: { state: 'failed' },
  });
  const failed = (await listDeliveries(world.admin, { channel, state: ['failed'], limit: 10 })).items[0];
  await expect(retryDelivery(person('usr_bea'), { id: failed?.id ?? '' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await retryDelivery(world.admin, { id: failed?.id ?? '' });
  await run();
  expect(hook.honoured()).toEqual([failed?.id]);
  expect(await world.eventsAbout(failed?.id ?? '')).toEqual(['delivery.retried']);
  await expect(retryDelivery(world.admin, { id: failed?.id ?? '' })).rejects.toMatchObject({
    reason: 'wrong_state',
  });
  expect(await states(id, channel)).toEqual(['escalation.created - delivered']);
});

test('chats get their own form, one link, and one message more when it was decided', async () => {
  await add('slack');
  await add('teams');
  const id = await escalate();
  await run();
  await move(id, 'denied');
  await Promise.all([run(), run()]);
  await run();
  const [slack, slackAfter, ...more] = hook.received
    .filter((one) => one.path === '/slack')
    .map(({ body }) => JSON.parse(body));
  expect(more).toEqual([]);
  expect(slack.text).toBe('Agent bot asks to call crm/contacts.search');
  expect(slack.blocks.at(-1).elements).toEqual([
    {
      type: 'button',
      text: { type: 'plain_text', text: 'Look at it and decide' },
      url: `http://test/escalations/${id}`,
    },
  ]);
  expect(JSON.stringify(slack)).toContain('&lt;b&gt;Q3');
  expect(slackAfter.text).toBe('Denied: Agent bot may not call crm/contacts.search');
  const [teams, teamsAfter] = hook.received
    .filter((one) => one.path === '/teams')
    .map(({ body }) => JSON.parse(body));
  expect(teams).toMatchObject({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          type: 'AdaptiveCard',
          actions: [{ type: 'Action.OpenUrl', url: `http://test/escalations/${id}` }],
        },
      },
    ],
  });
  expect(JSON.stringify(teamsAfter)).toContain('Denied: Agent bot');
  expect(JSON.stringify([slack, teams])).not.toContain('argument');
});

test('a channel takes the kinds and tiers that it is for, and nothing while it is disabled', async () => {
  const channel = await add('webhook', { tiers: ['critical'] });
  await escalate('low');
  await run();
  expect(hook.received).toEqual([]);
  const id = await escalate('critical');
  await run();
  expect(hook.received).toHaveLength(1);
  await disableChannel(world.admin, { id: channel.id });
  await escalate('critical');
  await run();
  expect(hook.received).toHaveLength(1);
  expect(await states(id, channel.id)).toHaveLength(1);
});

test('two instances at once send each delivery once; what a dead one had taken comes again, with its id', async () => {
  await add('webhook');
  for (let i = 0; i < 12; i += 1) await escalate();
  await Promise.all([run(), run(), run(), run()]);
  await run();
  expect(hook.received).toHaveLength(12);
  expect(hook.honoured()).toHaveLength(12);

  const id = await escalate();
  await fanOut(world.admin);
  const [taken] = await claimDue(world.admin, 1);
  // It has sent, and dies before it could say so.
  await world.prisma.delivery.findUniqueOrThrow({ where: { id: taken?.id ?? '' } });
  const note = vi.spyOn(world.prisma.delivery, 'updateMany').mockRejectedValueOnce(new Error('killed'));
  await expect(sendClaimed(world.admin, taken ?? { id: '', attempts: 0, triesLeft: 0 })).rejects.toThrow(
    'killed',
  );
  note.mockRestore();
  await run();
  expect(hook.received).toHaveLength(13);
  await later(31);
  await run();
  expect(hook.received).toHaveLength(14);
  expect(hook.honoured()).toHaveLength(13);
  expect((await deliveriesOf(id)).filter(({ channel }) => channel.kind === 'webhook')).toMatchObject([
    { state: 'delivered', attempts: 2 },
  ]);
});

test('what one instance has taken no other one takes, nor waits for it', async () => {
  await add('webhook');
  for (let i = 0; i < 12; i += 1) await escalate();
  await fanOut(world.admin);
  await world.prisma.$transaction(async (tx) => {
    expect((await claimDue({ ...world.admin, tx }, 10)).length).toBe(10);
    // The first has not committed yet.
    const others = (await Promise.all([1, 2, 3].map(() => claimDue(world.admin, 50)))).flat();
    expect(others).toHaveLength(2);
  });
  expect(await claimDue(world.admin, 50)).toEqual([]);
});

test('what was answered, or is over, when it is about to be sent is not sent', async () => {
  await add('webhook');
  const answered = await escalate();
  const over = await escalate();
  await fanOut(world.admin);
  const taken = await claimDue(world.admin, 50);
  await move(answered, 'withdrawn');
  await asOwner(`ALTER TABLE escalations DISABLE TRIGGER escalation_keeps_its_call`);
  await asOwner(`UPDATE escalations SET expires_at = now() WHERE id = $1`, [over]);
  await asOwner(`ALTER TABLE escalations ENABLE TRIGGER escalation_keeps_its_call`);
  for (const one of taken) expect(await sendClaimed(world.admin, one)).toBe(false);
  expect(hook.received).toEqual([]);
  expect((await deliveriesOf(over)).filter(({ channel }) => channel.kind === 'webhook')).toMatchObject([
    { state: 'dropped', lastError: 'was answered before it was sent' },
  ]);
});

test('where nobody may answer, the admins hear of it', async () => {
  await asOwner(`UPDATE users SET roles = '{auditor}' WHERE id IN ('usr_bea', 'usr_cem')`);
  await world.prisma.agent.update({ where: { id: 'bot' }, data: { ownerId: 'usr_ada' } });
  try {
    const id = await escalate();
    await Promise.all([run(), run()]);
    await run();
    expect(await states(id, IN_APP_CHANNEL)).toEqual(['escalation.unanswerable Ada delivered']);
    expect(mail.mails.map(({ text }) => text)).toEqual([
      expect.stringContaining('Everybody who could answer has a part in it.'),
    ]);
  } finally {
    await asOwner(`UPDATE users SET roles = '{approver}' WHERE id IN ('usr_bea', 'usr_cem')`);
    await world.prisma.agent.update({ where: { id: 'bot' }, data: { ownerId: 'usr_own' } });
  }
});

test('half of the time without an answer is told once, also with several instances looking', async () => {
  const id = await escalate();
  await run();
  await asOwner(`ALTER TABLE escalations DISABLE TRIGGER escalation_keeps_its_call`);
  await asOwner(`UPDATE escalations SET requested_at = now() - interval '2 hours' WHERE id = $1`, [id]);
  await asOwner(`ALTER TABLE escalations ENABLE TRIGGER escalation_keeps_its_call`);
  await Promise.all([run(), run(), run()]);
  await run();
  const halves = (await states(id, IN_APP_CHANNEL)).filter((one) => one.startsWith('escalation.half_time'));
  expect(halves).toHaveLength(3);
  expect(mail.mails.filter(({ text }) => text.startsWith('Half of the time is over'))).toHaveLength(3);
  expect(await world.eventsAbout(id)).toEqual(['escalation.backup_asked']);
  const rows = await asOwner(
    `SELECT count(*)::int AS n FROM outbox_events WHERE kind = 'escalation.half_time' AND subject_id = $1`,
    [id],
  );
  expect(rows[0].n).toBe(1);
});

test('wishes: topics, no e-mail, quiet hours that a critical one breaks', async () => {
  const wish = (ctx: Ctx, input: object) => preferNotifications(ctx, ChangePreferencesInput.parse(input));
  await wish(bea(), { topicsOff: ['question'] });
  await wish(person('usr_cem'), { email: false });
  const now = await world.now();
  const clock = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString().slice(11, 16);
  await wish(person('usr_ada', ['admin']), { quiet: { from: clock(-1), until: clock(2) } });
  const high = await escalate('high');
  await run();
  expect(await states(high, IN_APP_CHANNEL)).toEqual([
    'escalation.created Ada delivered',
    'escalation.created Cem delivered',
  ]);
  expect(await states(high, EMAIL_CHANNEL)).toEqual(['escalation.created Ada pending']);
  const critical = await escalate('critical');
  await run();
  expect(mail.mails.map(({ to, text }) => [to[0], text.includes(critical)])).toEqual([
    ['ada@example.org', true],
  ]);
  await later(2 * 3600 + 60);
  await run();
  expect(mail.mails.map(({ text }) => text.includes(high))).toEqual([false, true]);
  expect(await world.eventsAbout('usr_bea')).toEqual(['notification.preferences-changed']);
});

test('glass that was broken is told to all admins whatever they wish; a stop of everything too', async () => {
  await preferNotifications(
    person('usr_ada', ['admin']),
    ChangePreferencesInput.parse({
      topicsOff: ['problem'],
      email: false,
      quiet: { from: '00:00', until: '23:59' },
    }),
  );
  const id = await escalate();
  await world.prisma.outboxEvent.create({
    data: { kind: 'escalation.glass_broken', subjectKind: 'escalation', subjectId: id },
  });
  await run();
  expect(mail.mails.map(({ to, headers }) => [to[0], headers.subject])).toEqual([
    ['ada@example.org', 'Glass broken: Agent bot calls crm/contacts.search on one admin’s word'],
  ]);
});

test('who stands in while somebody is away is told too, and that it gives no right', async () => {
  const until = new Date((await world.now()).getTime() + 3_600_000).toISOString();
  await world.prisma.user.create({
    data: { id: 'usr_dan', email: 'dan@example.org', name: 'Dan', roles: ['auditor'] },
  });
  await preferNotifications(
    bea(),
    ChangePreferencesInput.parse({ delegate: { to: 'dan@example.org', until } }),
  );
  await escalate('high');
  await run();
  const told = mail.mails.find(({ to }) => to[0] === 'dan@example.org');
  expect(told?.text).toContain('You are told for Bea, who is away; this gives you no right to decide.');
  const { items } = await listNotifications(person('usr_dan'), { limit: 10 });
  expect(items).toMatchObject([{ standsInFor: 'Bea', isOpen: true }]);
});

test('an inbox is one’s own: read and unread change nobody else’s', async () => {
  await escalate();
  await escalate();
  await run();
  const { items } = await listNotifications(bea(), { limit: 10 });
  expect(await markRead(bea(), { ids: [items[0]?.id ?? ''], read: true })).toEqual({ unread: 1 });
  expect(await markRead(person('usr_cem'), { ids: items.map(({ id }) => id), read: true })).toEqual({
    unread: 2,
  });
  expect(await markRead(bea(), { read: true })).toEqual({ unread: 0 });
  expect(await markRead(bea(), { ids: [items[1]?.id ?? ''], read: false })).toEqual({ unread: 1 });
  expect((await listNotifications(bea(), { unread: 'true', limit: 10 })).items).toMatchObject([
    { id: items[1]?.id },
  ]);
});

test('a test is sent at once and answers what the other side said; a mail server’s refusal as it stands', async () => {
  const admin = person('usr_ada', ['admin']);
  expect(await testChannel(admin, { id: EMAIL_CHANNEL })).toMatchObject({
    state: 'delivered',
    lastReply: '250 2.0.0 taken',
  });
  expect(mail.mails).toMatchObject([{ to: ['ada@example.org'] }]);
  mail.refuse('550 5.7.1 we do not know you');
  expect(await testChannel(admin, { id: EMAIL_CHANNEL })).toMatchObject({
    state: 'failed',
    lastReply: '550 5.7.1 we do not know you',
  });
  const slack = await add('slack');
  hook.answer(404);
  expect(await testChannel(admin, { id: slack.id })).toMatchObject({
    state: 'failed',
    lastReply: 'HTTP 404\nno, thanks',
  });
  expect(await testChannel(admin, { id: slack.id })).toMatchObject({
    state: 'delivered',
    lastReply: 'HTTP 200\nok',
  });
  expect(await world.eventsAbout(slack.id)).toEqual(['channel.created', 'channel.tested', 'channel.tested']);
});

test('nothing is sent to an address inside: neither on creation nor later', async () => {
  vi.stubEnv('CORDON_OUTGOING_ALLOW', '');
  try {
    await expect(add('webhook')).rejects.toMatchObject({ fields: [{ field: 'url' }] });
    await expect(add('slack', { url: 'http://169.254.169.254/latest' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    vi.stubEnv('CORDON_OUTGOING_ALLOW', '127.0.0.1');
    const { id: channel } = await add('webhook');
    vi.stubEnv('CORDON_OUTGOING_ALLOW', '');
    const id = await escalate();
    await run();
    expect(hook.received).toEqual([]);
    expect((await deliveriesOf(id)).find((one) => one.channel.id === channel)).toMatchObject({
      state: 'pending',
      lastError: expect.stringContaining('is at an address that is not public'),
    });
  } finally {
    vi.stubEnv('CORDON_OUTGOING_ALLOW', '127.0.0.1');
  }
});

test('secrets are shown once, sealed, renewed with their keys, and rotated', async () => {
  const made = await add('webhook');
  await add('slack');
  const rows = await asOwner(
    `SELECT row_to_json(c)::text || coalesce(encode(s.sealed, 'escape'), '') AS text FROM channels c LEFT JOIN channel_secrets s ON s.channel_id = c.id`,
  );
  const text = rows.map((row) => row.text).join();
  expect(text).not.toContain(made.secret?.slice(6));
  expect(text).not.toContain('/slack');
  expect(JSON.stringify(await listChannels(world.admin, { limit: 50 }))).not.toContain('/slack');
  await rotateSecretKey(world.admin, { forget: false });
  await escalate();
  await run();
  const signed = () => hook.received.filter((one) => one.path === '/webhook').at(-1);
  const verify = (secret: string | null) =>
    new Webhook(secret ?? '').verify(signed()?.body ?? '', signed()?.headers as Record<string, string>);
  verify(made.secret);
  const rotated = await rotateChannel(world.admin, { id: made.id });
  await escalate();
  await run();
  verify(rotated.secret);
  expect(() => verify(made.secret)).toThrow();
});

test('before a channel is saved it says whom it would tell, and how much it would have heard', async () => {
  const preview = (input: object) => previewChannel(world.admin, PreviewChannelInput.parse(input));
  await world.database.pool.query(
    `INSERT INTO approver_groups (id, name, created_at) VALUES ('apg_0', 'Finance', now()) ON CONFLICT DO NOTHING`,
  );
  await world.database.pool.query(
    `INSERT INTO approver_group_members (group_id, user_id) VALUES ('apg_0', 'usr_bea'), ('apg_0', 'usr_own') ON CONFLICT DO NOTHING`,
  );
  await preferNotifications(bea(), ChangePreferencesInput.parse({ email: false }));
  await escalate('high');
  await escalate('low');
  const kinds = ['escalation.created'];
  expect(await preview({ kinds })).toEqual({ people: 3, byEmail: 2, events: 2 });
  expect(await preview({ kinds, tiers: ['high'], group: 'apg_0' })).toEqual({
    people: 1,
    byEmail: 0,
    events: 1,
  });
});

test('only admins change channels; auditors may look', async () => {
  for (const role of rolesWithout('admin')) {
    const ctx = world.as([role], { agents: ['bot'] });
    await expect(
      createChannel(
        ctx,
        CreateChannelInput.parse({ kind: 'slack', name: 'x', url: hook.url, kinds: ['stop.created'] }),
      ),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(testChannel(ctx, { id: EMAIL_CHANNEL })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(disableChannel(ctx, { id: EMAIL_CHANNEL })).rejects.toMatchObject({ code: 'forbidden' });
    if (role !== 'auditor')
      await expect(listDeliveries(ctx, { limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
  }
  await expect(disableChannel(world.admin, { id: IN_APP_CHANNEL })).rejects.toMatchObject({
    reason: 'always_on',
  });
});
