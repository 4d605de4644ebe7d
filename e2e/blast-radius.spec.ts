import { EntitlementView } from '@/lib/contract/entitlement';
import { ToolView } from '@/lib/contract/tool';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('from an agent: a picture that the keyboard walks, and the same as a list', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent({ tools: { search: 'read', wipe: 'delete' } });
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const page = await signInAs('auditor');
  const wrongs: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') wrongs.push(message.text());
  });
  await page.goto(`/agents/${bot.id}`);
  await page.getByRole('main').getByRole('link', { name: 'Blast radius' }).click();
  await expect(page).toHaveURL(/\/graph\?focus=agent/);
  await expect(page.getByRole('heading', { level: 1, name: `What ${bot.name} could reach` })).toBeVisible();

  // read 1×2, delete 6×2 and twice that because it cannot be undone
  const number = page.getByRole('region', { name: 'The number, and how it is computed' });
  await expect(number.getByRole('row', { name: /delete internal data/ })).toContainText('6 × 2 × 1 × 2 = 24');
  await expect(page.getByText('Blast radius number').locator('..')).toContainText('26');
  await expect(page.getByText('Entitled tools used in 90 days').locator('..')).toContainText('1 of 2');

  const node = (name: RegExp) => page.getByRole('button', { name });
  await expect(node(new RegExp(`^tool ${bot.system}/wipe.*not used`))).toBeVisible();
  await expect(node(new RegExp(`^tool ${bot.system}/search.*, used`))).toBeVisible();
  await node(new RegExp(`^agent ${bot.name}`)).focus();
  await page.keyboard.press('ArrowRight');
  await expect(node(/^tool /).and(page.locator(':focus'))).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(node(/^system CRM/).and(page.locator(':focus'))).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(node(/^kind of data CRM .* internal/).and(page.locator(':focus'))).toHaveCount(1);
  await expectAccessible(page);
  await node(new RegExp(`^tool ${bot.system}/wipe`)).click();
  await expect(page).not.toHaveURL(/focus=agent/);
  await page.goBack();

  await page.keyboard.press('l');
  await expect(page).toHaveURL(/view=list/);
  const ways = page.getByRole('region', { name: 'What, and by which way' });
  await expect(ways.getByRole('listitem').filter({ hasText: 'wipe' }).last()).toContainText(
    'Not used in 90 days',
  );
  await expect(ways.getByRole('listitem').first()).toContainText(
    new RegExp(`${bot.name} may call ${bot.system}/\\w+ of CRM \\w+ with CRM \\w+ · internal`),
  );
  await expectAccessible(page);
  expect(wrongs).toEqual([]);
});

test('backwards: who can reach a system, through an automation too', async ({ signInAs, agent, api }) => {
  const [own, far] = [await agent(), await agent()];
  await api.patch(`/api/v1/tools/${encodeURIComponent(`${far.system}/update`)}`, ToolView, {
    triggers: [own.system],
  });
  const page = await signInAs('reviewer');
  await page.goto(`/systems/${own.system}`);
  await page.getByRole('main').getByRole('link', { name: 'Blast radius' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Who can reach CRM/ })).toBeVisible();
  await page.getByRole('radio', { name: 'List' }).check({ force: true });
  const ways = page.getByRole('region', { name: 'Who, and by which way' }).getByRole('listitem');
  await expect(ways).toHaveCount(2);
  await expect(ways.filter({ hasText: far.name })).toContainText('sets in motion');

  // The automation goes, and with it the agent.
  await api.patch(`/api/v1/tools/${encodeURIComponent(`${far.system}/update`)}`, ToolView, { triggers: [] });
  await page.reload();
  await expect(ways).toHaveCount(1);
});

test('what is looked at is chosen by typing, and narrowing stands in the URL', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent();
  const page = await signInAs('approver');
  await page.goto('/graph');
  await expect(page.getByText('Choose where to look from')).toBeVisible();
  await page.getByRole('combobox').first().fill(bot.id);
  await page.getByRole('option', { name: bot.name }).click();
  await expect(page).toHaveURL(new RegExp(`focus=agent%3A${bot.id}`));
  await page.getByLabel('Kinds').selectOption('agent,system,data');
  await expect(page).toHaveURL(/kinds=agent/);
  await expect(page.getByRole('button', { name: /^tool / })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('button', { name: /^tool / })).toHaveCount(2);
});

test('nothing reachable says why, and what does not exist too', async ({ signInAs, agent, api }) => {
  const bot = await agent();
  await api.post(`/api/v1/entitlements/${bot.entitlement}/revoke`, EntitlementView, {
    reason: 'enough',
  });
  const page = await signInAs('auditor');
  await page.goto(`/graph?focus=agent:${bot.id}`);
  await expect(page.getByText('It has no live entitlement, so nothing can be granted to it.')).toBeVisible();
  await page.goto('/graph?focus=system:nowhere');
  await expect(page.getByText('There is no such agent, system or tool')).toBeVisible();
});

test('on a phone it is a list', { tag: '@phone' }, async ({ signInAs, agent }) => {
  const bot = await agent();
  const page = await signInAs('admin');
  await page.goto(`/graph?focus=agent:${bot.id}`);
  const isPhone = (page.viewportSize()?.width ?? 1440) < 640;
  const ways = page.getByRole('region', { name: isPhone ? 'What, and by which way' : 'Picture' });
  await expect(ways).toBeVisible();
  await expectAccessible(page);
});
