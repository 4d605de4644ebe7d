import { AgentView } from '@/lib/contract/agent';
import { EntitlementView } from '@/lib/contract/entitlement';
import { OpenedTask } from '@/lib/contract/task';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

const TOOLS = { search: 'read', list: 'read', update: 'write' } as const;

test('what was granted stands beside what was used, and is narrowed to it with a look at what goes', async ({
  agent,
  api,
  signInAs,
}) => {
  const bot = await agent({ tools: TOOLS });
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}`);
  const panel = page.getByRole('region', { name: 'Granted and used' });
  await expect(panel).toContainText('1 of 3 used');
  await expect(panel.getByRole('listitem').filter({ hasText: `${bot.system}/search` })).toContainText(
    '1 call',
  );
  await expect(panel.getByRole('listitem').filter({ hasText: `${bot.system}/update` })).toContainText(
    'unused',
  );

  await panel.getByRole('link', { name: 'By entitlement' }).click();
  const entitlements = page.getByRole('region', { name: 'Entitlements' });
  await expect(entitlements).toContainText('1 of 3 used');
  await expect(entitlements).toContainText('permits nothing by itself');
  await expect(entitlements.getByRole('button', { name: 'Narrow', exact: true })).toBeEnabled();
  await expect(page.getByRole('region', { name: 'Live grants' })).toContainText('Last used');
  await entitlements.getByRole('button', { name: 'Narrow to used' }).click();
  const dialog = page.getByRole('dialog', { name: 'Narrow to what was used' });
  await expect(dialog).toContainText(`read with ${bot.system}/search`);
  await expect(dialog).toContainText('2 unused tools');
  await expect(dialog).toContainText('no write any more');
  await expect(dialog).toContainText('1 narrowed, 0 revoked at once');
  await dialog.getByLabel('Reason').fill('It uses nothing else');
  await dialog.getByRole('button', { name: 'Narrow' }).click();
  await expect(dialog).toBeHidden();
  expect(await api.get(`/api/v1/entitlements/${bot.entitlement}`, EntitlementView)).toMatchObject({
    scope: { tools: ['search'], actionClasses: ['read'], maxSensitivity: 'internal' },
  });
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  expect(await bot.asks('update')).toMatchObject({ context: { reason: 'outside_entitlement' } });
  await expect(entitlements.getByRole('button', { name: 'Narrow to used' })).toHaveAccessibleDescription(
    /All that it reaches was used/,
  );
});

test('nothing used cannot be narrowed, and an auditor sees why they may not', async ({ agent, signInAs }) => {
  const bot = await agent({ tools: TOOLS });
  const admin = await signInAs('admin');
  await admin.goto(`/agents/${bot.id}?tab=access`);
  const narrow = (page: typeof admin) => page.getByRole('button', { name: 'Narrow to used' });
  await expect(narrow(admin)).toHaveAccessibleDescription(/Nothing of it was used: revoke it instead/);
  const auditor = await signInAs('auditor');
  await auditor.goto(`/agents/${bot.id}?tab=access`);
  await expect(narrow(auditor)).toHaveAccessibleDescription(/Needs the role admin/);
});

test('who delegated to whom stands on both agents’ pages', async ({ agent, api, signInAs }) => {
  const [boss, mate] = [await agent(), await agent()];
  const parent = await boss.open();
  await api.post('/api/v1/entitlements', EntitlementView, {
    agent: mate.id,
    scope: { system: boss.system, tools: ['*'], actionClasses: ['read'], maxSensitivity: 'internal' },
    activation: 'automatic',
    maxTtlSeconds: 600,
    endsAt: new Date(Date.now() + 86_400_000).toISOString(),
    reason: 'It helps out',
  });
  await api.post('/api/v1/tasks', OpenedTask, {
    agent: mate.id,
    purpose: `Help ${boss.name}`,
    actionClasses: ['read'],
    ttlSeconds: 300,
    parentTask: parent.id,
  });
  const page = await signInAs('auditor');
  await page.goto(`/agents/${boss.id}?tab=delegation`);
  const by = page.getByRole('region', { name: 'Delegated by it' });
  await expect(by).toContainText(`Help ${boss.name}`);
  await expect(page.getByText('Nobody has delegated to it')).toBeVisible();
  await by.getByRole('link', { name: mate.name }).click();
  await expect(page).toHaveURL(`/agents/${mate.id}?tab=delegation`);
  await expect(page.getByRole('region', { name: 'Delegated to it' })).toContainText(boss.name);
});

test('brackets walk the tabs, and s stops', async ({ agent, signInAs }) => {
  const bot = await agent();
  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}`);
  await expect(page.getByRole('heading', { level: 1, name: bot.name })).toBeVisible();
  const tabs = ['access', 'activity', 'tasks', 'identity', 'delegation', 'reviews', 'audit'];
  for (const tab of tabs) {
    await page.keyboard.press(']');
    await expect(page).toHaveURL(`/agents/${bot.id}?tab=${tab}`);
  }
  await page.keyboard.press('[');
  await expect(page).toHaveURL(`/agents/${bot.id}?tab=reviews`);
  await expect(page.getByText('No review yet')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('180 days');
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog').getByRole('combobox', { name: 'Agent', exact: true })).toHaveValue(
    bot.id,
  );
});

test('its findings stand on its page', async ({ agent, signInAs }) => {
  const bot = await agent();
  const page = await signInAs('auditor');
  await page.goto(`/agents/${bot.id}`);
  await expect(page.getByRole('region', { name: 'Findings' })).toContainText(/It .*/);
});

test('every tab of an agent can be read by everybody', { tag: '@phone' }, async ({
  agent,
  api,
  signInAs,
  person,
}) => {
  const bot = await agent({ tools: TOOLS });
  await bot.asks('search');
  const successor = await person('reviewer');
  await api.post(`/api/v1/agents/${bot.id}/transfer-ownership`, AgentView, {
    owner: successor.email,
    reason: 'She runs the team now',
  });
  const page = await signInAs('admin');
  for (const [tab, seen] of [
    ['summary', ['Who answers for it', '1 of 3 used']],
    ['access', ['Narrow to used', 'ends with task']],
    ['activity', [`${bot.system}/search`]],
    ['tasks', ['Tidy up']],
    ['identity', ['No identities']],
    ['delegation', ['It has delegated nothing']],
    ['reviews', ['No review yet']],
    ['audit', ['agent.ownership_proposed', 'agent.activated']],
  ] as const) {
    await page.goto(`/agents/${bot.id}?tab=${tab}`);
    for (const text of seen) await expect(page.getByRole('main').getByText(text).first()).toBeVisible();
    await expectAccessible(page);
    const shots = process.env.CORDON_E2E_SHOTS;
    if (shots !== undefined)
      await page.screenshot({ path: `${shots}/${page.viewportSize()?.width}-${tab}.png`, fullPage: true });
  }
  await page.goto(`/agents/${bot.id}?tab=access`);
  await page.getByRole('button', { name: 'Narrow to used' }).click();
  await expect(page.getByRole('dialog')).toContainText('What remains');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.goto(`/agents/${bot.id}`);
  await page.getByRole('button', { name: `Withdraw ${bot.name}` }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
});
