import type { DecisionPage } from '@/lib/contract/decision';
import { OverviewView } from '@/lib/contract/overview';
import { expect, test } from './fixtures';

test('what waits for a person stands on top, and leads to it', { tag: '@phone' }, async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  const { id: task } = await bot.open({ actionClasses: ['read'] });
  await bot.asks('update', { task });
  const page = await signInAs('approver');
  await page.goto('/');
  // What waits differs by person: this one's own answer is asked for.
  const answer = await page.request.get('/api/v1/overview');
  const { needsYou } = OverviewView.parse(await answer.json());
  const count = needsYou.find(({ kind }) => kind === 'escalations_pending')?.count ?? 0;
  expect(count).toBeGreaterThan(0);

  const needs = page.getByRole('region', { name: 'Needs you' });
  await expect(needs.getByRole('listitem')).toHaveCount(needsYou.length);
  await needs.getByRole('link', { name: new RegExp(`^${count} calls? waits? for a person`) }).click();
  await expect(page).toHaveURL('/escalations?queue=all&state=pending');
  await expect(page.getByRole('row').filter({ hasText: bot.id })).toBeVisible();
});

test('counts decisions over the range that the URL says, and opens what is chosen', async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const page = await signInAs('auditor');
  await page.goto('/');
  await expect(page.getByText('in the last 24 hours')).toBeVisible();
  await page.getByRole('radio', { name: '1 h' }).check();
  await expect(page).toHaveURL('/?range=1h');
  await expect(page.getByText('in the last hour')).toBeVisible();
  await expect(page.getByRole('img', { name: /^Decisions by outcome/ })).toBeVisible();

  await page.getByRole('button', { name: 'Show as table' }).click();
  await page
    .getByRole('button', { name: /^Show only/ })
    .last()
    .click();
  await expect(page).toHaveURL(/\/decisions\?from=[^&]+&to=[^&]+/);
  await page.goBack();
  await expect(page).toHaveURL('/?range=1h');
});

test('names the enforcement points, and when each asked last', async ({ agent, signInAs }) => {
  const bot = await agent();
  const page = await signInAs('auditor');
  await page.goto('/');
  const row = page.getByRole('row').filter({ hasText: bot.keyName });
  await expect(row).toContainText(bot.system);
  const last = row.getByRole('cell').nth(2);
  await expect(last).toContainText('never');

  await bot.asks('search');
  await expect(last).toContainText(/now|ago/);
});

test('before the first decision it says how to ask for one, from this address', async ({
  api,
  server,
  signInAs,
}) => {
  const page = await signInAs('admin');
  const full = await api.get('/api/v1/overview', OverviewView);
  const nothing = { allow: 0, modify: 0, escalate: 0, defer: 0, deny: 0 };
  const empty: OverviewView = {
    ...full,
    buckets: full.buckets.map((bucket) => ({ ...bucket, counts: nothing, complete: null })),
    totals: nothing,
    decisions: 0,
    complete: null,
    needsYou: [],
    enforcementPoints: [],
  };
  await page.route('**/api/v1/overview?*', (route) => route.fulfill({ json: empty }));
  await page.route('**/api/v1/decisions?*', (route) =>
    route.fulfill({ json: { items: [], nextCursor: null, searchedTo: null } satisfies DecisionPage }),
  );
  await page.goto('/');
  await expect(page.getByRole('region', { name: '2. Ask' })).toContainText(
    `curl ${server.url}/access/v1/evaluation`,
  );
  await expect(page.getByText('No enforcement point is connected')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Needs you' })).toBeHidden();
});
