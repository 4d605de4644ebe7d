import { AgentView } from '@/lib/contract/agent';
import { UserView } from '@/lib/contract/user';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('an agent is registered as a draft and put into service', async ({ signInAs, agent }) => {
  const { owner, id } = await agent();
  const page = await signInAs('admin');
  await page.goto('/agents');
  await page.getByRole('button', { name: 'New agent' }).click();
  const dialog = page.getByRole('dialog', { name: 'New agent' });
  await dialog.getByRole('button', { name: 'Register as draft' }).click();
  await expect(dialog.getByText('Give it a name.')).toBeVisible();

  const name = `Second ${id}`;
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await expect(dialog.getByLabel('Id', { exact: true })).toHaveValue(`second-${id}`);
  await dialog.getByLabel('Purpose').fill('Tries the form');
  await dialog.getByRole('combobox', { name: 'Owner', exact: true }).fill(owner.email);
  await dialog.getByRole('option', { name: owner.name }).click();
  await dialog.getByRole('button', { name: 'Register as draft' }).click();

  await expect(page).toHaveURL(`/agents/second-${id}`);
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Activate' })).toHaveAccessibleDescription(/is active/);
});

test('an id that is taken is told, and what was typed stays', async ({ signInAs, agent }) => {
  const { owner, id } = await agent();
  const page = await signInAs('admin');
  await page.goto('/agents');
  await page.getByRole('button', { name: 'New agent' }).click();
  const dialog = page.getByRole('dialog', { name: 'New agent' });
  await dialog.getByLabel('Name', { exact: true }).fill('Another');
  await dialog.getByLabel('Id', { exact: true }).fill(id);
  await dialog.getByLabel('Purpose').fill('Collides');
  await dialog.getByRole('combobox', { name: 'Owner', exact: true }).fill(owner.email);
  await dialog.getByRole('option', { name: owner.name }).click();
  await dialog.getByRole('button', { name: 'Register as draft' }).click();
  await expect(dialog.getByRole('alert').first()).toContainText('Not registered');
  await expect(dialog.getByLabel('Purpose')).toHaveValue('Collides');
});

test('of two people who change the same agent, the second is told and loses nothing', async ({
  signInAs,
  agent,
  api,
}) => {
  const bot = await agent();
  const first = await signInAs('admin');
  const second = await signInAs('admin');
  for (const page of [first, second]) {
    await page.goto(`/agents/${bot.id}`);
    await page.getByRole('button', { name: 'Change', exact: true }).click();
  }
  const dialogOf = (page: typeof first) => page.getByRole('dialog', { name: `Change ${bot.name}` });
  await dialogOf(second).getByLabel('Purpose').fill('What the second one meant');

  await dialogOf(first).getByLabel('Tier').selectOption('high');
  await dialogOf(first).getByRole('button', { name: 'Save' }).click();
  await expect(dialogOf(first)).toBeHidden();

  const dialog = dialogOf(second);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const notice = dialog.getByRole('alert').filter({ hasText: 'Changed by somebody else meanwhile' });
  await expect(notice).toContainText('Tier: was moderate, is now high');
  await expect(dialog.getByLabel('Purpose')).toHaveValue('What the second one meant');

  await notice.getByRole('button', { name: 'Go on from how it stands now' }).click();
  await expect(dialog.getByLabel('Tier')).toHaveValue('high');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect(await api.get(`/api/v1/agents/${bot.id}`, AgentView)).toMatchObject({
    purpose: 'What the second one meant',
    riskTierSet: 'high',
  });
});

test('a reason typed for an agent that was moved meanwhile is kept', async ({ signInAs, agent, api }) => {
  const bot = await agent();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}`);
  await page.getByRole('button', { name: 'Quarantine' }).click();
  const dialog = page.getByRole('dialog', { name: `Quarantine: ${bot.name}` });
  await dialog.getByLabel('Reason').fill('I was second');
  await api.post(`/api/v1/agents/${bot.id}/quarantine`, AgentView, { reason: 'I was first' });

  await dialog.getByRole('button', { name: 'Quarantine' }).click();
  await expect(dialog.getByText('Changed by somebody else meanwhile')).toBeVisible();
  await expect(dialog.getByText(`${bot.name} is quarantined now.`)).toBeVisible();
  await expect(dialog.getByLabel('Reason')).toHaveValue('I was second');
  expect(await bot.asks('search')).toMatchObject({ decision: false });
});

test('an auditor sees what there is to do, and why it is not theirs', async ({ signInAs, agent }) => {
  const bot = await agent();
  await bot.open();
  const page = await signInAs('auditor');
  await page.goto(`/agents/${bot.id}`);
  for (const name of ['Change', 'Stop agent', 'Transfer', 'Activate', 'Quarantine', 'Release', 'Retire']) {
    const button = page.getByRole('button', { name, exact: true });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(/Needs the role admin/);
  }
  await page.getByRole('link', { name: /^Access/ }).click();
  const revoke = page.getByRole('button', { name: 'Revoke' }).first();
  await expect(revoke).toHaveAccessibleDescription(/Needs the role admin/);
  const views = page.getByRole('navigation', { name: 'Views of this agent' });
  await views.getByRole('link', { name: 'Audit', exact: true }).click();
  await expect(page.getByText('agent.activated')).toBeVisible();
});

test('a grant is revoked from the agent’s access, and the next call feels it', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}?tab=access`);
  const grants = page.getByRole('region', { name: 'Live grants' });
  await expect(grants.getByText('ends with task')).toBeVisible();
  await grants.getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke the grant' });
  await dialog.getByLabel('Reason').fill('Not needed');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(grants.getByText('No live grants')).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ decision: false });
});

test('filters stand in the URL, and the back button brings them back', async ({ signInAs, agent }) => {
  const bot = await agent({ riskTier: 'high' });
  const page = await signInAs('reviewer');
  await page.goto('/agents');
  const tier = page.getByRole('search', { name: 'Filters' }).getByLabel('Tier', { exact: true });
  await tier.selectOption('high');
  await page.getByRole('searchbox', { name: 'Name, id or purpose' }).fill(bot.id);
  await expect(page).toHaveURL(`/agents?tier=high&q=${bot.id}`);
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
  await expect(rows).toHaveCount(1);

  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/agents/${bot.id}`);
  await page.goBack();
  await expect(page).toHaveURL(`/agents?tier=high&q=${bot.id}`);
  await expect(tier).toHaveValue('high');
  await expect(rows).toHaveCount(1);
});

test('an agent whose owner has left is marked', async ({ signInAs, agent, api }) => {
  const bot = await agent();
  await api.post(`/api/v1/users/${bot.owner.id}/disable`, UserView);
  const page = await signInAs('auditor');
  await page.goto(`/agents?unowned=true&q=${bot.id}`);
  await expect(page.getByRole('row', { name: bot.name })).toContainText('Nobody');
  await page.getByRole('link', { name: bot.name }).click();
  await expect(page.getByRole('region', { name: 'Nobody answers for it' })).toBeVisible();
});

test('the list of agents and its form can be used by everybody', { tag: '@phone' }, async ({
  signInAs,
  agent,
}) => {
  const bot = await agent();
  await bot.asks('search');
  const page = await signInAs('admin');
  await page.goto(`/agents?q=${bot.id}`);
  await expect(page.getByRole('link', { name: bot.name })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'New agent' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Register as draft' }).click();
  await expect(page.getByRole('dialog').getByText('Give it a name.')).toBeVisible();
  await expectAccessible(page);
});

test('an agent’s page and its retiring can be read by everybody', { tag: '@phone' }, async ({
  signInAs,
  agent,
}) => {
  const bot = await agent();
  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}`);
  await page.getByRole('button', { name: 'Retire' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
});
