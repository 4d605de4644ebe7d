import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CreateChannelInput } from '@/lib/contract/channel';
import { ChangePreferencesInput } from '@/lib/contract/notification';
import { EMAIL_CHANNEL, IN_APP_CHANNEL } from '@/lib/domain/channel';
import { openKeyring, provideKeyring } from '@/lib/vault/keyring';
import { type MailCatcher, openMailCatcher } from '@/tests/support/mail-catcher';
import { openWebhookReceiver, type WebhookReceiver } from '@/tests/support/webhook-receiver';
import { sql } from '@/tests/support/world';
import { createChannel } from '../channel/create';
import { listNotifications } from '../notification/list';
import { preferNotifications } from '../notification/prefer';
import { readInboxState } from '../notification/state';
import { closeCampaign } from '../review-campaign/close';
import { reassignCampaign } from '../review-campaign/reassign';
import { remindCampaign } from '../review-campaign/remind';
import { ReviewWorld, seen } from '../review-campaign/review.fixture';
import { signOffCampaign } from '../review-campaign/sign-off';
import { keepItem } from '../review-item/keep';
import { disableUser } from '../user/disable';
import { listDeliveries } from './list';
import { runNotifications } from './run';

let review: ReviewWorld;
let mail: MailCatcher;
let hook: WebhookReceiver;
beforeAll(async () => {
  review = await ReviewWorld.create();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-told-'));
  provideKeyring(openKeyring({ dataDir: folder, secret: 's'.repeat(40), secretKeys: null }));
  mail = await openMailCatcher();
  vi.stubEnv('CORDON_OUTGOING_ALLOW', '127.0.0.1');
  vi.stubEnv('CORDON_SMTP_URL', mail.url);
  vi.stubEnv('CORDON_MAIL_FROM', 'Cordon <cordon@example.org>');
  await review.agent('told', { tier: 'high' });
  for (let n = 0; n < 3; n += 1) await review.entitlement('told', ['contacts.read'], ['contacts.read']);
  await review.agent('small', { tier: 'low' });
  await review.entitlement('small', ['contacts.read'], ['contacts.read']);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await mail.close();
  await review.drop();
});
beforeEach(async () => {
  // The serving role empties no tables.
  await sql(
    review.world.database.url,
    `TRUNCATE deliveries, outbox_events, notification_preferences CASCADE`,
  );
  await review.world.database.pool.query(
    `UPDATE channels SET disabled_at = now() WHERE kind NOT IN ('in_app', 'email')`,
  );
  mail.mails.length = 0;
  hook = await openWebhookReceiver();
  return () => hook.close();
});

const run = () => runNotifications(review.world.admin);
const all = { filter: { agents: ['told', 'small'] } };
const open = async (more: Parameters<ReviewWorld['campaign']>[1] = {}) => {
  const campaign = await review.campaign(all, more);
  await run();
  return campaign;
};
const deliveries = async (subject: string, channel: string) =>
  (await listDeliveries(review.world.admin, { subject, limit: 200 })).items
    .filter((one) => one.channel.id === channel)
    .map(({ kind, state, to }) => `${kind} ${to?.name ?? '-'} ${state}`)
    .sort();
const inbox = async (name: string) => (await listNotifications(await review.as(name), { limit: 10 })).items;

describe('who is told of a review', () => {
  test('each reviewer once, however many items are theirs, with the way to these', async () => {
    const campaign = await open();
    expect(await deliveries(campaign, IN_APP_CHANNEL)).toEqual(['review.opened Bea delivered']);
    expect(mail.mails.map(({ to }) => to)).toEqual([['bea@example.org']]);
    const [first] = mail.mails;
    expect(first?.headers.subject).toMatch(/^An access review asks you: Schedule/);
    expect(first?.text).toContain('Yours: 4 items, of them 3 high');
    expect(first?.text).toContain(`http://test/reviews/mine?campaign=${campaign}`);
    expect(first?.text).toMatch(/What nobody has decided by \d+ \w+ \d{4}, \d\d:\d\d UTC is kept as it is\./);
    expect(await inbox('bea')).toMatchObject([
      { kind: 'review.opened', isOpen: true, answer: null, path: `/reviews/mine?campaign=${campaign}` },
    ]);
    expect(await inbox('cid')).toEqual([]);
  });

  test('whoever has signed off is told by no reminder, and what they were told no longer waits', async () => {
    const campaign = await open();
    const rows = await review.prisma.reviewItem.findMany({ where: { campaignId: campaign } });
    const [small] = rows.filter(({ agentId }) => agentId === 'small');
    const admin = await review.as('ada');
    const move = { id: campaign, from: 'bea@example.org', to: 'cid@example.org', reason: 'away' };
    await reassignCampaign(admin, { ...move, items: [small?.id ?? ''] });
    for (const { id, subjectRevision, agentId } of rows) {
      if (agentId === 'small') continue;
      await keepItem(await review.as('bea'), { ...seen({ id, subjectRevision }), comment: 'c' });
    }
    await signOffCampaign(await review.as('bea'), { id: campaign });
    await run();
    mail.mails.length = 0;
    await review.later(campaign, 8.5);
    await review.turn();
    await run();
    expect(mail.mails.map(({ to }) => to)).toEqual([['cid@example.org']]);
    expect(await inbox('bea')).toMatchObject([{ kind: 'review.opened', isOpen: false, answer: 'Done' }]);
    await closeCampaign(admin, { id: campaign, reason: 'r', pending: 'leave' });
  });

  test('reminded, when it is overdue, before silence speaks, and of the end; admins of what is overdue', async () => {
    const campaign = await open();
    const at = async (days: number) => {
      await review.later(campaign, days);
      await review.turn();
      await review.turn();
      await run();
      return (await deliveries(campaign, IN_APP_CHANNEL)).length;
    };
    expect(await at(8.5)).toBe(2);
    expect(await at(2)).toBe(4);
    // Half a day after the end and two and a half before silence: nothing new.
    expect(await at(0.5)).toBe(4);
    expect(await at(1.5)).toBe(5);
    expect(await at(0)).toBe(5);
    expect(mail.mails.at(-1)?.headers.subject).toMatch(/^Silence speaks soon/);
    expect(await at(2)).toBe(6);
    expect(await deliveries(campaign, IN_APP_CHANNEL)).toEqual([
      'review.closed Bea delivered',
      'review.opened Bea delivered',
      'review.overdue Ada delivered',
      'review.overdue Bea delivered',
      'review.reminder Bea delivered',
      'review.silence Bea delivered',
    ]);
    expect(await inbox('ada')).toMatchObject([
      { kind: 'review.overdue', isOpen: false, answer: 'Closed', path: `/reviews/${campaign}` },
    ]);
    // What needs nobody any more needs no reading; that it is closed does.
    expect(await readInboxState(await review.as('bea'))).toEqual({ unread: 1 });
    expect(mail.mails.at(-1)?.text).toContain('Done: 4 of 4');
  });

  test('by name where others are asked: given on by an admin, by a disabled account, by the first stage', async () => {
    const campaign = await open();
    await reassignCampaign(await review.as('ada'), {
      id: campaign,
      from: 'bea@example.org',
      to: 'cid@example.org',
      reason: 'away',
    });
    await run();
    expect(await inbox('cid')).toMatchObject([{ kind: 'review.reassigned', isOpen: true }]);
    expect((await inbox('bea'))[0]).toMatchObject({ kind: 'review.opened' });
    await remindCampaign(await review.as('ada'), { id: campaign });
    await run();
    expect((await inbox('cid')).map(({ kind }) => kind)).toEqual(['review.reminder', 'review.reassigned']);

    await review.person('eve', ['reviewer']);
    await review.person('fay', ['reviewer']);
    const other = await open({
      reviewer: {
        kind: 'people',
        people: ['eve@example.org'],
        fallback: { kind: 'people', people: ['fay@example.org'] },
      },
    });
    await disableUser(review.world.admin, { id: 'usr_eve' });
    await review.turn();
    await run();
    expect(await inbox('fay')).toMatchObject([{ kind: 'review.reassigned', subject: { id: other } }]);

    const staged = await open({ secondReviewer: { kind: 'people', people: ['fay@example.org'] } });
    const rows = await review.prisma.reviewItem.findMany({ where: { campaignId: staged } });
    for (const { id, subjectRevision } of rows.slice(0, 2)) {
      await keepItem(await review.as('bea'), { ...seen({ id, subjectRevision }), comment: 'c' });
      await signOffCampaign(await review.as('bea'), { id: staged });
    }
    await run();
    const asked = (await inbox('fay')).filter(({ subject }) => subject.id === staged);
    expect(asked).toMatchObject([
      { kind: 'review.reassigned', facts: [{}, { label: 'Yours', value: '2 items, of them 2 high' }, {}] },
    ]);
  });
});

describe('how they are told', () => {
  const prefer = async (name: string, wishes: object) =>
    preferNotifications(await review.as(name), ChangePreferencesInput.parse(wishes));

  test('not at all by who does not want it, and only in the console by who wants no e-mail', async () => {
    await prefer('bea', { topicsOff: ['review'] });
    const campaign = await open();
    expect(await deliveries(campaign, IN_APP_CHANNEL)).toEqual([]);
    expect(mail.mails).toEqual([]);
    await prefer('bea', { topicsOff: [], email: false });
    const other = await open();
    expect(await deliveries(other, IN_APP_CHANNEL)).toHaveLength(1);
    expect(mail.mails).toEqual([]);
  });

  test('by e-mail not in their quiet hours, and then not about what is done meanwhile', async () => {
    const minute = (await review.world.now()).toISOString().slice(11, 16);
    const until = new Date((await review.world.now()).getTime() + 3_600_000).toISOString().slice(11, 16);
    await prefer('bea', { timeZone: 'UTC', quiet: { from: minute, until } });
    const campaign = await open();
    expect(mail.mails).toEqual([]);
    expect(await deliveries(campaign, EMAIL_CHANNEL)).toEqual(['review.opened Bea pending']);
    await closeCampaign(await review.as('ada'), { id: campaign, reason: 'r', pending: 'leave' });
    await run();
    await review.world.database.pool.query(
      `UPDATE deliveries SET due_at = now() - interval '1 minute' WHERE state = 'pending'`,
    );
    await run();
    expect(await deliveries(campaign, EMAIL_CHANNEL)).toEqual([
      'review.closed Bea delivered',
      'review.opened Bea dropped',
    ]);
  });

  test('beside who stands in for them, who is sent to what can be seen and not to a queue that is empty', async () => {
    await prefer('bea', {
      delegate: { to: 'own@example.org', until: new Date(Date.now() + 86_400_000).toISOString() },
    });
    const campaign = await open();
    expect(await inbox('own')).toMatchObject([
      { standsInFor: 'Bea', path: `/reviews/${campaign}`, facts: [{}, { label: 'Yours' }, {}] },
    ]);
  });

  test.each(['webhook', 'slack', 'teams'] as const)('once to a %s, of the whole campaign', async (kind) => {
    await createChannel(
      await review.as('ada'),
      CreateChannelInput.parse({ kind, name: kind, url: `${hook.url}/${kind}`, kinds: ['review.opened'] }),
    );
    const campaign = await open();
    expect(hook.received).toHaveLength(1);
    const body = hook.received[0]?.body ?? '';
    expect(body).toContain(`http://test/reviews/${campaign}`);
    if (kind === 'webhook') {
      expect(JSON.parse(body)).toMatchObject({
        type: 'review.opened',
        data: { campaign, items: 4, open: 4, state: 'open' },
      });
    } else expect(body).toContain('4 items, of them 3 high');
  });
});
