import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { SetupView } from '@/lib/contract/setup';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

const setup = '/api/v1/setup';

test('the wizard runs a real agent: allowed, a person asked, denied, and denied once its task has ended', {
  tag: '@phone',
}, async ({ api, signInAs }) => {
  const page = await signInAs('admin');
  await page.goto('/setup');
  await page.getByRole('button', { name: /^Run (the demo agent|it again)/ }).click();
  const steps = page.getByRole('list', { name: 'What happened' }).getByRole('listitem');
  await expect(steps).toHaveCount(6);
  await expect(steps.nth(1)).toContainText('Allowed');
  await expect(steps.nth(2)).toContainText('Needs approval');
  await expect(steps.nth(3)).toContainText('Denied');
  await expect(steps.nth(4)).toContainText('revoked with it');
  await expect(steps.nth(5)).toContainText('Denied');
  await expect(steps.nth(5)).toContainText('after the revocation');
  await expectAccessible(page);
  const { demoRun } = await api.get(setup, SetupView);
  expect(demoRun).not.toBeNull();
  // Each answer has its record.
  await steps.nth(5).getByRole('link', { name: 'Its decision' }).click();
  await expect(page).toHaveURL(/\/decisions\/dec_/);
  await expect(page.getByText('Denied').first()).toBeVisible();
  await page.goto(`/tasks/${demoRun?.task}`);
  await expect(page.getByText('Completed').first()).toBeVisible();
});

test('a preset shows what it would change, is applied, and taken back', async ({ api, signInAs }) => {
  const page = await signInAs('admin');
  await page.goto('/setup');
  await page.getByRole('radio', { name: 'Careful' }).check();
  await expect(page.getByText(/^\d+ rules become different/)).toBeVisible();
  await page.getByText(/^\d+ rules become different/).click();
  await expect(page.getByText('longest task: 4 h to 1 h')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Choose Careful' }).click();
  await expect(page.getByText('the tiers are those of Careful')).toBeVisible();
  expect((await api.get(setup, SetupView)).preset).toMatchObject({ chosen: 'careful', current: 'careful' });
  await page.getByRole('radio', { name: 'Balanced' }).check();
  await page.getByRole('button', { name: 'Choose Balanced' }).click();
  await expect(page.getByText('the tiers are those of Balanced')).toBeVisible();
});

test('a test of a channel is sent to whoever presses it, and its step is done', async ({
  api,
  server,
  signInAs,
}) => {
  const page = await signInAs('admin');
  await page.goto('/setup');
  const mails = server.mail.mails.length;
  const item = page.getByRole('listitem').filter({ hasText: 'E-mail' });
  await item.getByRole('button', { name: 'Test' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Delivered')).toBeVisible();
  await expect(dialog.getByText('250 2.0.0 taken')).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(/A test over E-mail has arrived/)).toBeVisible();
  expect(server.mail.mails.slice(mails)).toMatchObject([{ to: [expect.stringMatching(/^admin-/)] }]);
  const { steps } = await api.get(setup, SetupView);
  expect(steps.find(({ step }) => step === 'notification')?.state).toBe('done');
});

test('the program of the last screen works as it stands', async ({ agent, signInAs }, info) => {
  const bot = await agent();
  const page = await signInAs('admin');
  await page.goto('/setup');
  await page.getByRole('combobox', { name: 'Agent' }).fill(bot.id);
  await page.getByRole('option', { name: bot.id }).click();
  await page.getByRole('button', { name: 'Make a key and fill it in' }).click();
  const block = page.getByRole('region', { name: 'ask.mjs' });
  await expect(block).toContainText(`${bot.system}/search`);
  const file = info.outputPath('ask.mjs');
  writeFileSync(file, (await block.textContent()) ?? '');
  expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toMatch(/^do it allow/);
});

test('who sets up sees the wizard on the overview until somebody dismisses it; others never do', async ({
  api,
  signInAs,
}) => {
  await api.post(`${setup}/dismiss`, z.unknown(), { dismissed: false });
  const { isDone } = await api.get(setup, SetupView);
  const page = await signInAs('admin');
  await page.goto('/');
  const card = page.getByRole('region', { name: 'Set up Cordon' });
  await expect(page.getByText('These figures hold the demo')).toBeVisible();
  await expect(card).toHaveCount(isDone ? 0 : 1);
  if (!isDone) {
    await card.getByRole('button', { name: 'Dismiss the wizard for everybody' }).click();
    await expect(card).toHaveCount(0);
    await api.post(`${setup}/dismiss`, z.unknown(), { dismissed: false });
  }
  const other = await signInAs('auditor');
  await other.goto('/');
  await expect(other.getByText('These figures hold the demo')).toBeVisible();
  await expect(other.getByRole('region', { name: 'Set up Cordon' })).toHaveCount(0);
});

test('an auditor sees how far it is, and can change nothing of it', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await page.goto('/setup');
  for (const name of [
    'Run the demo agent',
    'Run it again',
    'Remove the demo…',
    'Dismiss the wizard',
    /^(Keep|Choose) /,
  ]) {
    for (const button of await page.getByRole('button', { name }).all()) {
      await expect(button).toHaveAttribute('aria-disabled', 'true');
      await expect(button).toHaveAccessibleDescription(/Needs the role admin; .+ can give it to you/);
    }
  }
  await expect(page.getByRole('button', { name: 'Remove the demo…' })).toBeVisible();
});
