import { expect, test } from './fixtures';

test('a decision appears live, and its page gives the three answers', { tag: '@phone' }, async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  const { id: task, purpose } = await bot.open();
  const page = await signInAs('auditor');
  await page.goto('/decisions');
  await expect(page.getByRole('heading', { level: 1, name: 'Decisions' })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: bot.id });
  await expect(row).toHaveCount(0);

  const asked = await bot.asks('search', { task, args: { q: 'acme' } });
  expect(asked.decision).toBe(true);
  await expect(row).toBeVisible({ timeout: 15_000 });
  await expect(row).toContainText('Allowed');

  await row.getByRole('link').first().click();
  await expect(page).toHaveURL(new RegExp(`/decisions/${asked.context.evaluation_id}`));
  const main = page.getByRole('main');
  for (const question of [/trying to do/i, /needs? it now/i, /will it end/i]) {
    await expect(main.getByText(question).first()).toBeVisible();
  }
  await expect(main).toContainText(purpose);
  await expect(main).toContainText(`${bot.system}/search`);
});

test('Back from a decision keeps the filter', async ({ agent, signInAs }) => {
  const bot = await agent();
  await bot.asks('search');
  const denied = await bot.asks('search', { task: null });
  expect(denied.decision).toBe(false);
  const page = await signInAs('auditor');
  await page.goto(`/decisions?agent=${bot.id}&outcome=deny`);
  const rows = page.getByRole('row').filter({ hasText: bot.id });
  await expect(rows).toHaveCount(1);
  await rows.getByRole('link').first().click();
  await expect(page).toHaveURL(new RegExp(`/decisions/${denied.context.evaluation_id}`));
  await page.goBack();
  await expect(page).toHaveURL(`/decisions?agent=${bot.id}&outcome=deny`);
  await expect(rows).toHaveCount(1);
});
