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

test('a search that was broken off says so, and goes on when it is asked to', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  let isWhole = false;
  let asked = 0;
  await page.route(/\/api\/v1\/decisions\?.*q=zzqxv/, (route) => {
    asked += 1;
    const searchedTo = new Date(Date.UTC(2026, 0, 31) - asked * 86_400_000).toISOString();
    return route.fulfill({
      json: isWhole
        ? { items: [], nextCursor: null, searchedTo: null }
        : { items: [], nextCursor: `later-${asked}`, searchedTo },
    });
  });
  await page.goto('/decisions?q=zzqxv');
  const main = page.getByRole('main');
  // The page asks a number of times by itself before it leaves it to the one who looks.
  await expect.poll(() => asked).toBe(20);
  await expect(main.getByText('No decision fits so far')).toBeVisible();
  await expect(main.getByText('What is older was not searched yet.')).toBeVisible();
  await expect(main.getByText('The search looked at everything')).toHaveCount(0);
  const before = asked;
  isWhole = true;
  await main.getByRole('button', { name: 'Search further back' }).first().click();
  await expect(main.getByText('The search looked at everything that was recorded.')).toBeVisible();
  await expect(main.getByText('No decision fits', { exact: true })).toBeVisible();
  expect(asked).toBeGreaterThan(before);
});
