import type { Page } from '@playwright/test';
import { z } from 'zod';
import { EscalationView, escalationOperations } from '@/lib/contract/escalation';
import { StopView } from '@/lib/contract/stop';
import { PasswordLinkView } from '@/lib/contract/user';
import { paths } from '@/lib/paths';
import type { Bot } from './agent';
import type { Api } from './api';
import { expectAccessible } from './axe';
import { silentControls } from './controls';
import { expect, test } from './fixtures';

/** A key that was still held down from the page before answers nothing: the page waits a moment. */
const SETTLED_MS = 600;

/** A call for which an agent needs somebody, and the escalation that waits for them. */
async function waiting(api: Api, bot: Bot, args: Record<string, unknown> = { id: 7 }) {
  const { id: task } = await bot.open({ actionClasses: ['read'] });
  return { task, ...(await asked(api, bot, task, args)) };
}

async function asked(api: Api, bot: Bot, task: string, args: Record<string, unknown>, tool = 'update') {
  expect(await bot.asks(tool, { task, args })).toMatchObject({
    decision: false,
    context: { outcome: 'escalate' },
  });
  const { items } = await api.get(`/api/v1/escalations?task=${task}`, escalationOperations.list.output);
  return { escalation: items[0]?.id ?? '' };
}

const approveButton = (page: Page) => page.getByRole('button', { name: 'Approve as recommended' });
const message = (page: Page) => page.getByRole('region', { name: 'Messages' });

async function opened(page: Page, escalation: string) {
  await page.goto(paths.escalation(escalation));
  await expect(page.getByRole('heading', { name: 'What is it trying to do?' })).toBeVisible();
  await expect(page.locator('main .animate-pulse')).toHaveCount(0);
  await page.waitForTimeout(SETTLED_MS);
}

test('a call that needs a person waits in the list, and leads to its page', { tag: '@phone' }, async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  const { id: task } = await bot.open({ actionClasses: ['read'] });
  const page = await signInAs('approver');
  await page.goto('/escalations');
  const list = page.getByRole('region', { name: 'Waiting for a person' });
  await expect(list).toBeVisible();

  await bot.asks('update', { task, args: { id: 7 } });
  const row = list.getByRole('row').filter({ hasText: bot.id });
  await expect(row).toContainText(`${bot.system}/update`);
  await expect(row).toContainText('The task did not declare this kind of action');

  await row.getByRole('link', { name: bot.id }).click();
  await expect(page).toHaveURL(/\/escalations\/esc_\w+$/);
  await expect(page.getByText('"id": 7')).toBeVisible();
});

test('the state is kept in the URL, and waiting ones alone can be asked for', async ({ agent, signInAs }) => {
  const bot = await agent();
  const { id: task } = await bot.open({ actionClasses: ['read'] });
  expect(await bot.asks('update', { task })).toMatchObject({ context: { outcome: 'escalate' } });
  const page = await signInAs('auditor');
  await page.goto('/escalations?state=pending');
  await expect(page.getByRole('row').filter({ hasText: bot.id })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Past' })).toBeHidden();

  await page.getByLabel('State').selectOption('Denied');
  await expect(page).toHaveURL('/escalations?state=denied');
  await expect(page.getByRole('region', { name: 'Waiting for a person' })).toBeHidden();
  await page.goBack();
  await expect(page.getByRole('row').filter({ hasText: bot.id })).toBeVisible();
});

test('by keyboard alone: from the list to approved, and the agent’s call goes through', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent();
  const { task, escalation } = await waiting(api, bot);
  const page = await signInAs('approver');
  await page.goto(paths.escalations({ agent: bot.id }));
  await expect(page.getByRole('row').filter({ hasText: bot.id })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(paths.escalation(escalation));
  await expect(approveButton(page)).toBeVisible();
  await page.waitForTimeout(SETTLED_MS);
  await page.keyboard.press('a');
  await expect(message(page)).toContainText(/Approved \d\d:\d\d:\d\d/);
  await expect(page.getByRole('heading', { name: /Approved by Approver/ })).toBeVisible();

  const second = await bot.asks('update', { task, args: { id: 7 } });
  expect(second).toMatchObject({ decision: true });
  await expect(page.getByRole('link', { name: second.context.evaluation_id }).first()).toBeVisible();
  expect(await bot.asks('update', { task, args: { id: 7 } })).toMatchObject({ decision: false });
});

test('from the link in an e-mail it is one press, on a phone in the reach of the thumb', {
  tag: '@phone',
}, async ({ agent, api, server, signInAs }) => {
  const page = await signInAs('approver');
  // Of an agent of a high tier people are told by e-mail at once.
  const bot = await agent({ riskTier: 'high' });
  const { task, escalation } = await waiting(api, bot);
  const link = () =>
    server.mail.mails
      .filter(({ to }) => to[0]?.startsWith('approver-'))
      .flatMap(({ text }) => /https?:\/\/\S+\/escalations\/esc_\w+/.exec(text)?.[0] ?? [])
      .find((url) => url.endsWith(escalation));
  await expect.poll(link).toBeDefined();
  await page.goto(link() ?? '');
  const button = approveButton(page);
  await expect(button).toBeVisible();
  const box = await button.boundingBox();
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  if (width < 500) {
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(box?.y).toBeGreaterThan(height / 2);
    for (const name of ['Narrow…', 'Deny…', 'Reassign…', 'More answers']) {
      expect((await page.getByRole('button', { name }).boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
  }
  await button.click();
  await expect(message(page)).toContainText(/Approved \d\d:\d\d:\d\d/);
  expect(await bot.asks('update', { task, args: { id: 7 } })).toMatchObject({ decision: true });
});

test('denied with a reason, which the agent receives', { tag: '@phone' }, async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent();
  const { task, escalation } = await waiting(api, bot);
  const page = await signInAs('approver');
  await opened(page, escalation);
  await page.getByRole('button', { name: 'Deny…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Deny the call' });
  await dialog.getByRole('button', { name: 'Deny', exact: true }).click();
  await expect(dialog.getByText(/^Say why/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Wrong target' }).click();
  await dialog.getByRole('button', { name: 'Deny', exact: true }).click();
  await expect(message(page)).toContainText(/Denied \d\d:\d\d:\d\d/);
  await expect(page.getByRole('heading', { name: /Denied by Approver/ })).toBeVisible();
  await expect(approveButton(page)).toHaveAttribute('aria-disabled', 'true');
  expect(await silentControls(page)).toEqual([]);

  const again = await bot.asks('update', { task, args: { id: 7 } });
  expect(again).toMatchObject({ decision: false, context: { outcome: 'deny' } });
  expect(JSON.stringify(again)).toContain('This is not the right target');
});

test('narrowed to the tool, five times: further calls of it go through, others are asked', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent({ tools: { search: 'read', update: 'write', remove: 'write' } });
  const { task, escalation } = await waiting(api, bot);
  const page = await signInAs('approver');
  await opened(page, escalation);
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Approve on other terms' });
  await dialog.getByText('This tool', { exact: true }).click();
  await dialog.getByText('5 times', { exact: true }).click();
  await expect(dialog.getByText(/until \d\d:\d\d UTC/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(dialog.getByText('Say why.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('It tidies up the whole list today');
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(message(page)).toContainText('within the scope goes through, 5 times');

  for (const id of [7, 8]) {
    expect(await bot.asks('update', { task, args: { id } })).toMatchObject({ decision: true });
  }
  expect(await bot.asks('remove', { task, args: { id: 9 } })).toMatchObject({ decision: false });
  const view = await api.get(`/api/v1/escalations/${escalation}`, EscalationView);
  expect(view.grant).toMatchObject({ uses: 5, spent: 2, isOneCall: false });
});

test('two at once: the slower one is told who decided, and loses nothing that was typed', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent();
  const { escalation } = await waiting(api, bot);
  const slow = await signInAs('approver');
  await opened(slow, escalation);
  await slow.getByRole('button', { name: 'Deny…' }).click();
  const dialog = slow.getByRole('dialog', { name: 'Deny the call' });
  await dialog.getByLabel('Reason').fill('I have looked at it for long');

  const quick = await signInAs('admin');
  await opened(quick, escalation);
  await expect(quick.getByText(/^Approver \w+ looks at it$/)).toBeVisible();
  await approveButton(quick).click();
  await expect(message(quick)).toContainText(/Approved/);

  await expect(dialog.getByText('Changed by somebody else meanwhile')).toBeVisible();
  await expect(dialog.getByText(/Decided by Admin \w+: approved/)).toBeVisible();
  await expect(dialog.getByLabel('Reason')).toHaveValue('I have looked at it for long');
  await expect(dialog.getByRole('button', { name: 'Deny', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await dialog.getByRole('button', { name: 'Back' }).click();
  await expect(slow.getByRole('heading', { name: /Approved by Admin/ })).toBeVisible();
});

test('who answers for the agent sees why they may not decide, and the server says the same', async ({
  agent,
  api,
  browser,
  server,
}) => {
  const bot = await agent();
  const { escalation } = await waiting(api, bot);
  const link = await api.post(`/api/v1/users/${bot.owner.id}/reset-password`, PasswordLinkView);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  try {
    await page.goto(link.url);
    await page.getByLabel('New password').fill('a long enough password of the owner');
    await page.getByRole('button', { name: 'Set password' }).click();
    await expect(page).toHaveURL('/');
    await opened(page, escalation);
    for (const name of ['Approve as recommended', 'Narrow…', 'Deny…', 'Reassign…']) {
      await expect(page.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true');
    }
    await expect(page.getByText(/answers for the agent/).first()).toBeVisible();
    await page.keyboard.press('a');
    await approveButton(page).click({ force: true });

    const answer = await page.request.post(`/api/v1/escalations/${escalation}/approve`, {
      data: {},
      headers: { origin: server.url },
    });
    expect([403, 409]).toContain(answer.status());
    expect(z.looseObject({ reason: z.string() }).parse(await answer.json()).reason).toBe('own_interest');
    const view = await api.get(`/api/v1/escalations/${escalation}`, EscalationView);
    expect(view).toMatchObject({ state: 'pending', verdicts: [] });
  } finally {
    await context.close();
  }
});

test('time that passes while one looks at it ends the buttons, and says what the agent was told', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent();
  const { id: task } = await bot.open({ actionClasses: ['read'], ttlSeconds: 20 });
  const { escalation } = await asked(api, bot, task, { id: 7 });
  const page = await signInAs('approver');
  await page.goto(paths.escalation(escalation));
  await expect(page.getByRole('heading', { name: 'Nobody answered in time' })).toBeVisible();
  await expect(page.getByText(/The agent was told “denied”/)).toBeVisible();
  await expect(approveButton(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('link', { name: 'Entitle the agent instead' })).toBeVisible();
  expect(await silentControls(page)).toEqual([]);
});

test('under a stop nobody answers, and the page says which stop it is', async ({ agent, api, signInAs }) => {
  const bot = await agent();
  const { escalation } = await waiting(api, bot);
  const stop = await api.post('/api/v1/stops', StopView, {
    target: { kind: 'agent', id: bot.id },
    reason: 'Its answers look wrong',
  });
  const page = await signInAs('approver');
  await opened(page, escalation);
  await expect(page.getByText('A stop covers this call.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'See the stop' })).toHaveAttribute('href', paths.stop(stop.id));
  for (const name of ['Approve as recommended', 'Deny…']) {
    await expect(page.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true');
  }
});

test('a critical call: nothing is suggested, one key approves nothing, and two people are needed', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent({ riskTier: 'critical', activation: 'approval' });
  const { id: task } = await bot.open();
  const { escalation } = await asked(api, bot, task, { id: 7 });
  const first = await signInAs('approver');
  await opened(first, escalation);
  await expect(first.getByRole('region', { name: 'The three questions' })).toBeFocused();
  await first.keyboard.press('a');
  await expect(approveButton(first)).toBeFocused();
  await expect(first.getByText('2 different people must approve')).toBeVisible();
  await first.keyboard.press('Enter');
  await expect(message(first)).toContainText(/Your approval is recorded .*1 of 2/);
  await expect(approveButton(first)).toHaveAttribute('aria-disabled', 'true');
  expect(await bot.asks('update', { task, args: { id: 7 } })).toMatchObject({ decision: false });

  const second = await signInAs('admin');
  await opened(second, escalation);
  await expect(second.getByText(/Approver \w+ approved; 1 of 2 is missing/)).toBeVisible();
  await approveButton(second).click();
  await expect(message(second)).toContainText(/Approved \d\d:\d\d:\d\d/);
  expect(await bot.asks('update', { task, args: { id: 7 } })).toMatchObject({ decision: true });
});

test('what cannot be shown whole cannot be approved, and can be denied', { tag: '@phone' }, async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent();
  const { escalation } = await waiting(api, bot, { id: 7, note: 'long '.repeat(4001) });
  const page = await signInAs('approver');
  await opened(page, escalation);
  for (const button of [approveButton(page), page.getByRole('button', { name: 'Narrow…' })]) {
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(/Note cannot be shown whole/i);
  }
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog', { name: 'Deny the call' });
  await dialog.getByLabel('Reason').fill('Nobody can read that');
  await dialog.getByRole('button', { name: 'Deny', exact: true }).click();
  await expect(message(page)).toContainText(/Denied \d\d:\d\d:\d\d/);
  const { state } = await api.get(`/api/v1/escalations/${escalation}`, EscalationView);
  expect(state).toBe('denied');
});

test('an admin breaks the glass alone, with a reason, and somebody else looks at it afterwards', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent({ riskTier: 'critical', activation: 'approval' });
  const { id: task } = await bot.open();
  const { escalation } = await asked(api, bot, task, { id: 7 });
  const approver = await signInAs('approver');
  await opened(approver, escalation);
  await approver.getByRole('button', { name: 'More answers' }).click();
  await expect(approver.getByRole('button', { name: 'Break the glass…' })).toHaveAccessibleDescription(
    /Needs the role admin/,
  );

  const admin = await signInAs('admin');
  await opened(admin, escalation);
  await admin.getByRole('button', { name: 'More answers' }).click();
  await admin.getByRole('button', { name: 'Break the glass…' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Break the glass' });
  await dialog.getByRole('button', { name: 'Break the glass' }).click();
  await expect(dialog).toContainText('Say why');
  await dialog.getByLabel('Reason').fill('Payroll stands still');
  await dialog.getByRole('button', { name: 'Break the glass' }).click();
  await expect(message(admin)).toContainText(/Approved \d\d:\d\d:\d\d/);
  expect(await bot.asks('update', { task, args: { id: 7 } })).toMatchObject({ decision: true });
  const review = (page: Page) => page.getByRole('region', { name: 'One admin approved it alone' });
  await expect(review(admin).getByRole('button', { name: 'Review it…' })).toHaveAccessibleDescription(
    /somebody else must look at it/,
  );

  await expect(review(approver)).toContainText('Payroll stands still');
  await review(approver).getByRole('button', { name: 'Review it…' }).click();
  const found = approver.getByRole('dialog', { name: 'Confirm that you looked at it' });
  await found.getByLabel('Reason').fill('It was the payroll run, and nothing else');
  await found.getByRole('button', { name: 'I have looked at it' }).click();
  await expect(review(approver)).toContainText('It was the payroll run, and nothing else');
});

test('a question is handed to somebody by name, and taken back by an admin', async ({
  agent,
  api,
  person,
  signInAs,
}) => {
  const bot = await agent();
  const { escalation } = await waiting(api, bot);
  const other = await person('approver');
  const page = await signInAs('admin');
  await opened(page, escalation);
  await page.keyboard.press('u');
  const dialog = page.getByRole('dialog', { name: 'Ask somebody else' });
  await dialog.getByRole('combobox').fill(bot.owner.email);
  await dialog.getByRole('option').first().click();
  await dialog.getByRole('button', { name: 'Ask them' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByRole('combobox').fill(other.email);
  await dialog.getByRole('option').first().click();
  await dialog.getByRole('button', { name: 'Ask them' }).click();
  await expect(message(page)).toContainText(`${other.name} is asked now`);

  await page.getByRole('button', { name: 'More answers' }).click();
  await page.getByRole('button', { name: 'Withdraw the question…' }).click();
  const withdraw = page.getByRole('dialog', { name: 'Withdraw the question' });
  await withdraw.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await expect(message(page)).toContainText('Nobody is asked any more');
  await expect(approveButton(page)).toHaveAttribute('aria-disabled', 'true');
});

test('calls of one kind are one row, and an envelope is offered for those of one task', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent();
  const { task } = await waiting(api, bot, { id: 1 });
  for (const id of [2, 3]) await asked(api, bot, task, { id });
  const page = await signInAs('approver');
  await page.goto(paths.escalations({ agent: bot.id }));
  const list = page.getByRole('region', { name: 'Waiting for a person' });
  await expect(list.getByRole('row')).toHaveCount(2);
  await list.getByRole('link', { name: /3 calls/ }).click();
  await expect(list.getByRole('row')).toHaveCount(5);
  await page.goBack();
  await expect(list.getByRole('row')).toHaveCount(2);

  await list.getByRole('link', { name: '3 in one envelope' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve on other terms' });
  await expect(dialog.getByRole('radio', { name: 'This tool' })).toBeChecked();
  await expect(dialog.getByRole('radio', { name: '3 times' })).toBeChecked();
  await dialog.getByLabel('Reason').fill('It tidies up the list');
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(message(page)).toContainText('3 times');
  for (const id of [1, 2, 3]) {
    expect(await bot.asks('update', { task, args: { id } })).toMatchObject({ decision: true });
  }
});

test('what cannot be seen in a text is marked', async ({ agent, api, signInAs }) => {
  const bot = await agent();
  const { escalation } = await waiting(api, bot, { file: 'invoice\u202efdp.exe' });
  const page = await signInAs('approver');
  await opened(page, escalation);
  await expect(page.getByText('1 invisible character, marked')).toBeVisible();
  await expect(page.locator('mark')).toHaveText('U+202E');
});

test('a call that waits for a review of its tool is resolved by it', async ({ agent, api, signInAs }) => {
  const bot = await agent();
  const tool = { system: bot.system, name: 'fresh', actionClass: 'read', sensitivity: 'internal' };
  const more = { returnsUntrusted: false, reversible: true, inputSchema: { type: 'object' } };
  await api.post('/api/v1/tools', z.unknown(), { ...tool, ...more });
  expect(await bot.asks('fresh')).toMatchObject({ context: { outcome: 'defer' } });
  const page = await signInAs('admin');
  await page.goto(paths.deferrals({ agent: bot.id }));
  const row = page.getByRole('row').filter({ hasText: `${bot.system}/fresh` });
  await expect(row).toContainText('Waiting');
  await row.getByRole('link', { name: 'Review the tool' }).click();
  await expect(page).toHaveURL(paths.tool(`${bot.system}/fresh`));
});
