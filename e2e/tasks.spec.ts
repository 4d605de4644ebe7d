import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('a task that is ended on the screen is denied its next call, and the page proves it', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent();
  const task = await bot.open({ purpose: `Clean up for ${bot.name}`, actionClasses: ['read'] });
  expect(await bot.asks('search', { task: task.id })).toMatchObject({ decision: true });

  const page = await signInAs('admin');
  await page.goto('/tasks');
  const row = page.getByRole('row', { name: task.purpose });
  await row.getByRole('button', { name: 'End now' }).click();
  const dialog = page.getByRole('dialog', { name: 'End the task now' });
  await dialog.getByRole('button', { name: 'End now' }).click();
  await expect(dialog.getByText('Say why.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('No longer wanted');
  await dialog.getByRole('button', { name: 'End now' }).click();
  await expect(dialog).toBeHidden();
  expect(await bot.asks('search', { task: task.id })).toMatchObject({
    decision: false,
    context: { reason: 'task_not_running' },
  });

  await page.goto(`/tasks/${task.id}`);
  const proof = page.getByRole('region', { name: 'Proof of the end' });
  await expect(proof).toContainText('Cancelled');
  await expect(proof).toContainText('No longer wanted');
  await expect(proof).toContainText('No grant is live: 1 revoked');
  await expect(proof.getByRole('link', { name: 'denied' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'End now' })).toHaveAccessibleDescription(/is cancelled/);
});

test('a paused task is denied, and goes on when it is resumed', async ({ signInAs, agent }) => {
  const bot = await agent();
  const task = await bot.open();
  const page = await signInAs('admin');
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused', { exact: true }).first()).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ decision: false });

  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
});

test('a grant that is taken away on the task’s page is gone at the next call', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent();
  const task = await bot.open();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const page = await signInAs('admin');
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke the grant' });
  await dialog.getByLabel('Reason').fill('Not needed');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Revoked', { exact: true })).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ decision: false });
});

test('the change from reading to writing is marked between the calls', async ({ signInAs, agent }) => {
  const bot = await agent();
  const task = await bot.open({ actionClasses: ['read'] });
  await bot.asks('search');
  await bot.asks('update');
  const page = await signInAs('auditor');
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByText('From read to write, which it did not declare')).toBeVisible();
});

test('tasks can be read by everybody', { tag: '@phone' }, async ({ signInAs, agent }) => {
  const bot = await agent();
  const task = await bot.open();
  await bot.asks('search');
  const page = await signInAs('admin');
  await page.goto(`/tasks?agent=${bot.id}`);
  await expect(page.getByRole('row', { name: bot.name }).first()).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole('link', { name: /search/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'End now' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End now' }).click();
  await expect(page.getByRole('dialog').getByText('Say why.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('dialog').getByLabel('Reason').fill('Done with it');
  await page.getByRole('dialog').getByRole('button', { name: 'End now' }).click();
  await expect(page.getByRole('region', { name: 'Proof of the end' })).toBeVisible();
  await expectAccessible(page);
});
