import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ApiKeyView } from '@/lib/contract/api-key';
import { UserView } from '@/lib/contract/user';
import { callHttp } from './api';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

const SECTIONS = [
  { path: 'people', shows: 'People' },
  { path: 'roles', shows: 'Roles' },
  { path: 'approvers', shows: 'Who is asked' },
  { path: 'sessions', shows: 'Sessions' },
  { path: 'api-keys', shows: 'API keys' },
  { path: 'channels', shows: 'Channels' },
  { path: 'notifications', shows: 'What you are told' },
  { path: 'single-sign-on', shows: 'How to change it' },
  { path: 'retention', shows: 'Tidied up' },
  { path: 'about', shows: 'Database' },
  { path: 'browser', shows: 'This browser' },
];

// That each is accessible and fits its window is judged with all pages (pages.spec.ts).
test('every section says what it is about', async ({ signInAs }) => {
  const page = await signInAs('admin');
  await page.goto('/settings/people');
  for (const { path, shows } of SECTIONS) {
    await page.locator(`main a[href="/settings/${path}"]`).first().click();
    await expect(page.getByRole('heading', { level: 2, name: shows, exact: true })).toBeVisible();
  }
});

test('somebody new sets their password with the link, and is disabled after it is said what that does', async ({
  api,
  browser,
  signInAs,
}) => {
  const mark = randomBytes(4).toString('hex');
  const email = `new-${mark}@example.org`;
  const page = await signInAs('admin');
  await page.goto('/settings');
  await expect(page).toHaveURL('/settings/people');
  await page.getByRole('button', { name: 'New person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(`New ${mark}`);
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByRole('checkbox', { name: /^auditor/ }).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Link: shown only now')).toBeVisible();
  const link = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();

  const context = await browser.newContext();
  const theirs = await context.newPage();
  await theirs.goto(link);
  await theirs.getByLabel('New password').fill(randomBytes(18).toString('base64url'));
  await theirs.getByRole('button', { name: 'Set password' }).click();
  await expect(theirs).toHaveURL('/');

  await page.getByRole('searchbox', { name: 'Name or address' }).fill(email);
  const row = page.getByRole('row').filter({ hasText: email });
  await expect(row).toContainText('auditor');
  await row.getByRole('button', { name: 'Disable…' }).click();
  const disable = page.getByRole('dialog', { name: `Disable New ${mark}` });
  await expect(disable.getByText('What it does, counted now')).toBeVisible();
  await expect(disable.locator('dt', { hasText: 'Sessions that end' }).locator('+ dd')).toHaveText('1');
  await disable.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(row).toContainText('Disabled');
  // The open page may be on its way there by itself, which breaks off where it is sent.
  await theirs.goto('/agents').catch(() => null);
  await expect(theirs).toHaveURL(/\/sign-in/);
  await context.close();
  expect(await api.get(`/api/v1/users/${email}`, UserView)).toMatchObject({ disabled: true });
});

test('an ended session opens nothing any more, and only one’s own are shown to who is no admin', async ({
  browser,
  person,
  signInAs,
}) => {
  const ben = await person('auditor');
  const context = await browser.newContext();
  const theirs = await context.newPage();
  await theirs.goto('/sign-in');
  await theirs.getByLabel('E-mail').fill(ben.email);
  await theirs.getByLabel('Password').fill(ben.password);
  await theirs.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(theirs).toHaveURL('/');
  await theirs.goto('/settings/sessions');
  await expect(theirs.getByText('those of others are for admins')).toBeVisible();
  await expect(theirs.getByRole('row').filter({ hasText: 'This one' })).toHaveCount(1);

  const page = await signInAs('admin');
  await page.goto('/settings/sessions');
  await page.getByRole('radio', { name: 'Everybody’s' }).check();
  const rows = page.getByRole('row').filter({ hasText: ben.name });
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  for (let left = before; left > 0; left -= 1) {
    await rows.first().getByRole('button', { name: 'End…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
    await expect(rows).toHaveCount(left - 1);
  }
  await theirs.goto('/agents');
  await expect(theirs).toHaveURL(/\/sign-in/);
  await context.close();
});

test('a key is shown once, works, is seen to be used, and is worth nothing once revoked', async ({
  agent,
  server,
  signInAs,
}) => {
  const bot = await agent();
  const page = await signInAs('admin');
  await page.goto('/settings/api-keys');
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  const name = `Key of ${bot.id}`;
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Roles');
  await dialog.getByRole('checkbox', { name: /^pep/ }).check();
  await dialog.getByRole('combobox', { name: /^Agents/ }).fill(bot.id);
  await dialog.getByRole('option', { name: bot.id }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await expect(dialog.getByText('Key: shown only now')).toBeVisible();
  const key = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();

  await callHttp(server.url, key, 'POST', '/api/v1/tasks', { agent: bot.id, purpose: 'x' });
  await page.goto(`/settings/api-keys?q=${encodeURIComponent(name)}`);
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Live');
  await expect(row).not.toContainText('never');
  await expect(row).toContainText('in 89 d');
  await row.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(row).toContainText('Revoked');
  await expect(callHttp(server.url, key, 'GET', '/api/v1/me')).rejects.toThrow('401');
});

test('an endless key is marked', async ({ api, signInAs }) => {
  const name = `Endless ${randomBytes(4).toString('hex')}`;
  const { id } = await api.post('/api/v1/api-keys', ApiKeyView, { name, roles: ['auditor'] });
  const page = await signInAs('admin');
  await page.goto(`/settings/api-keys?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Never');
  await api.post(`/api/v1/api-keys/${id}/revoke`, z.unknown());
});

test('an auditor sees the people, can change nothing, and is told why and by whom that could change', async ({
  signInAs,
}) => {
  const page = await signInAs('auditor');
  await page.goto('/settings/people');
  for (const name of ['New person', 'Roles…', 'Password link…']) {
    const button = page.getByRole('button', { name }).first();
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(/Needs the role admin; .+ can give it to you/);
  }
  await page.goto('/settings/api-keys');
  await expect(page.getByText('API keys are not yours to see')).toBeVisible();
  await page.goto('/settings/retention');
  await expect(page.getByText('Nothing here is ever deleted')).toBeVisible();
});

test('density and single keys are this browser’s, and stay', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await page.goto('/settings/browser');
  await page.getByRole('radio', { name: 'Comfortable' }).check();
  await page
    .getByRole('radiogroup')
    .or(page.getByRole('group', { name: 'Single-key shortcuts' }))
    .last()
    .getByRole('radio', { name: 'Off' })
    .check();
  await page.goto('/settings/people');
  const row = page.getByRole('row').nth(1);
  await expect(row).toBeVisible();
  // The rows that are drawn while the list is loading go away under one's hands.
  await expect.poll(async () => (await row.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page).toHaveURL('/settings/people');
  await page.goto('/settings/browser');
  await page.getByRole('radio', { name: 'Compact' }).check();
  await page.getByRole('group', { name: 'Single-key shortcuts' }).getByRole('radio', { name: 'On' }).check();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page).toHaveURL('/agents');
});
