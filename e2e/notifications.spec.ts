import { Webhook } from 'standardwebhooks';
import { openWebhookReceiver, type WebhookReceiver } from '@/tests/support/webhook-receiver';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

let hook: WebhookReceiver;
test.beforeEach(async () => {
  hook = await openWebhookReceiver();
});
test.afterEach(() => hook.close());

test('a webhook is added, tried out, and told of a call that waits; what failed is tried again', async ({
  agent,
  signInAs,
}) => {
  const page = await signInAs('admin');
  await page.goto('/settings/channels');
  await page.getByRole('button', { name: 'New channel' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Pager');
  await dialog.getByLabel('Address').fill('http://169.254.169.254/latest');
  await expect(dialog.getByText(/Would have sent \d+ messages? in the last thirty days/)).toBeVisible();
  await expect(dialog.getByText(/notifies \d+ (people|person) in the console/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Add the channel' }).click();
  await expect(dialog.getByText(/is at an address that is not public/).first()).toBeVisible();
  await dialog.getByLabel('Address').fill(`${hook.url}/pager`);
  await dialog.getByRole('button', { name: 'Add the channel' }).click();
  await expect(dialog.getByText('Secret: shown only now')).toBeVisible();
  const secret = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();

  const row = page.getByRole('row').filter({ hasText: 'Pager' }).first();
  hook.answer(404);
  await row.getByRole('button', { name: 'Test' }).click();
  await expect(dialog.getByText('answered 404')).toBeVisible();
  await expect(dialog.getByText('no, thanks')).toBeVisible();
  await dialog.getByRole('button', { name: 'Once more' }).click();
  await expect(dialog.getByText('Delivered')).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();

  const bot = await agent({ activation: 'approval' });
  await bot.open({ actionClasses: ['read'] });
  await bot.asks('search');
  const about = () =>
    hook.received.filter(({ body }) => body.includes('escalation.created') && body.includes(bot.id));
  await expect.poll(() => about().length).toBe(1);
  const [told] = about();
  new Webhook(secret).verify(told?.body ?? '', told?.headers as Record<string, string>);
  await expect(page.getByRole('row').filter({ hasText: 'A call waits for a person' }).first()).toBeVisible();
  await expectAccessible(page);
  await row.getByRole('button', { name: 'Disable' }).click();
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible();
});

test('a call that waits stands in the inbox and the tab’s title; what was read is read', {
  tag: '@phone',
}, async ({ agent, signInAs, server }) => {
  const page = await signInAs('approver');
  await page.goto('/inbox');
  const bot = await agent({ activation: 'approval', riskTier: 'high' });
  await bot.open({ actionClasses: ['read'], purpose: 'Look for the <i>late</i> ones' });
  const { context } = await bot.asks('search');
  expect(context.outcome).toBe('escalate');
  const entry = page
    .getByRole('list', { name: 'Entries' })
    .getByRole('listitem')
    .filter({ hasText: bot.name });
  await expect(entry).toContainText('asks to call');
  await expect(entry).toContainText('Waits');
  await expect(page.getByRole('link', { name: /^Inbox: \d+ unread$/ })).toBeVisible();
  await expect(page).toHaveTitle(/^\(\d+\) /);
  await expectAccessible(page);
  await entry.getByRole('button', { name: 'Mark as read' }).click();
  await entry.getByRole('button', { name: 'Mark as unread' }).click();
  await expect(entry.getByRole('button', { name: 'Mark as read' })).toBeVisible();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(page.getByRole('link', { name: 'Inbox: nothing unread' })).toBeVisible();
  await expect(page).not.toHaveTitle(/^\(/);

  const mailed = () =>
    server.mail.mails.find(({ text, to }) => text.includes(bot.name) && /^approver-/.test(to[0] ?? ''));
  await expect.poll(() => mailed() !== undefined).toBe(true);
  expect(mailed()?.html).toContain('&lt;i&gt;late');
  const link = /https?:\/\/\S+\/escalations\/esc_\w+/.exec(mailed()?.text ?? '')?.[0];
  expect(link?.startsWith(server.url)).toBe(true);
});

test('wishes are kept: a topic, quiet hours, somebody who stands in', async ({ person, signInAs }) => {
  const other = await person('reviewer');
  const page = await signInAs('auditor');
  await page.goto('/settings/notifications');
  await page.getByRole('checkbox', { name: /^Stops of everything/ }).uncheck();
  await expect(page.getByText('Your choices are kept').first()).toBeVisible();
  await page.getByLabel('From').fill('21:30');
  await page.getByLabel('Time zone').fill('Mars/Phobos');
  await page.getByRole('button', { name: 'Keep quiet then' }).click();
  await expect(page.getByText('is no time zone, such as Europe/Berlin').first()).toBeVisible();
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Keep quiet then' }).click();
  await expect(page.getByText('No e-mail from 21:30 to 07:00, Europe/Berlin.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Person' }).fill(other.email);
  await page.getByRole('option', { name: other.name }).click();
  await page.getByRole('button', { name: 'Tell them too' }).click();
  await expect(page.getByText(`${other.name} is told too`)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('checkbox', { name: /^Stops of everything/ })).not.toBeChecked();
  await expect(page.getByText('No e-mail from 21:30 to 07:00, Europe/Berlin.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'I am back' }).click();
  await expect(page.getByText('Somebody else can be told too.')).toBeVisible();
});

test('an auditor sees channels and deliveries, and changes nothing', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await page.goto('/settings/channels');
  await expect(page.getByRole('button', { name: 'New channel' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('button', { name: 'Test' }).first()).toHaveAttribute('aria-disabled', 'true');
});
