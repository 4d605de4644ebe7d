import { expect, test } from './fixtures';

test('a call that needs a person waits in the list, and leads to its decision', { tag: '@phone' }, async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  const { id: task } = await bot.open({ actionClasses: ['read'] });
  const page = await signInAs('approver');
  await page.goto('/escalations');
  const waiting = page.getByRole('region', { name: 'Waiting for a person' });
  await expect(waiting).toBeVisible();

  const asked = await bot.asks('update', { task, args: { id: 7 } });
  expect(asked).toMatchObject({ decision: false, context: { outcome: 'escalate' } });
  const row = waiting.getByRole('row').filter({ hasText: bot.id });
  await expect(row).toContainText(`${bot.system}/update`);
  await expect(row).toContainText('The task did not declare this kind of action');
  await expect(row).toContainText('Pending');

  await row.getByRole('link', { name: bot.id }).click();
  await expect(page).toHaveURL(`/decisions/${asked.context.evaluation_id}`);
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
