import { DecisionPage } from '@/lib/contract/decision';
import { expect, test } from './fixtures';
import { tapTail } from './tail-tap';

const ROUNDS = 20;
const AT_ONCE = 20;

test('the tail is told of every decision, and shows those that are newest', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent({ riskTier: 'low' });
  const page = await signInAs('auditor');
  const tapped = await tapTail(page);
  await page.goto(`/decisions?agent=${bot.id}`);
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();

  const asked: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => bot.asks('search')));
    asked.push(...answers.map(({ context }) => context.evaluation_id));
  }
  // What it was not told, it was told of: nothing is missing without a word.
  const missing = () => asked.filter((id) => !tapped.told.has(id)).length - tapped.skipped;
  await expect.poll(missing).toBeLessThanOrEqual(0);

  const { items } = await api.get(`/api/v1/decisions?agent=${bot.id}&limit=50`, DecisionPage);
  const shown = page.locator('main tbody a[href^="/decisions/dec_"]');
  await expect
    .poll(() =>
      shown.evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')))].slice(0, 50)),
    )
    .toEqual(items.map(({ id }) => `/decisions/${id}`));
});

test('a paused tail stands still, says how many are new, and shows all of them when it goes on', async ({
  agent,
  signInAs,
}) => {
  const bot = await agent({ riskTier: 'low' });
  const first = (await bot.asks('search')).context.evaluation_id;
  const page = await signInAs('auditor');
  await page.goto(`/decisions?agent=${bot.id}`);
  const link = (id: string) => page.locator(`main a[href="/decisions/${id}"]`).first();
  await expect(link(first)).toBeVisible();
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();
  // What was decided before the stream began is read once more; until then the number is said to be unsure.
  await expect(async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Paused · 0 new'))
      .toBeVisible({ timeout: 1000 })
      .catch(async (error) => {
        await page.getByRole('button', { name: 'Resume' }).first().click();
        throw error;
      });
  }).toPass();

  const asked = await Promise.all(Array.from({ length: AT_ONCE }, () => bot.asks('search')));
  await expect(page.getByText(new RegExp(`Paused · ${AT_ONCE} new`))).toBeVisible();
  for (const { context } of asked) await expect(link(context.evaluation_id)).toHaveCount(0);

  await page.getByRole('button', { name: 'Resume' }).first().click();
  for (const { context } of asked) await expect(link(context.evaluation_id)).toBeVisible();
});
