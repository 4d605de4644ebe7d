import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { AgentView } from '@/lib/contract/agent';
import { ImportedView, ImportPlanView } from '@/lib/contract/agent-import';
import { UserView } from '@/lib/contract/user';
import type { Api } from './api';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

const mark = () => randomBytes(4).toString('hex');

const person = (api: Api, name: string) =>
  api.post('/api/v1/users', UserView, {
    email: `${name.toLowerCase().replaceAll(' ', '-')}@example.org`,
    name,
    roles: ['auditor'],
  });

/** Registers so many drafts of one owner: `bot-<mark>-000` and on. */
async function makeAgents(api: Api, many: number) {
  const batch = mark();
  const owner = await person(api, `Owner ${batch}`);
  const lines = Array.from({ length: many }, (_, i) => {
    const number = String(i).padStart(3, '0');
    return `bot-${batch}-${number},Bot ${batch} ${number},Counts,${owner.email},moderate,supervised,test`;
  });
  const text = ['id,name,purpose,owner,riskTier,autonomy,environment', ...lines].join('\n');
  const plan = await api.post('/api/v1/agent-imports/preview', ImportPlanView, { kind: 'csv', text });
  const done = await api.post('/api/v1/agent-imports', ImportedView, {
    kind: 'csv',
    text,
    digest: plan.digest,
  });
  return { batch, owner, ids: done.created };
}

const list = (page: Page) => page.getByRole('table');
const bar = (page: Page) => page.getByRole('region', { name: 'Selected' });
const scrolled = (page: Page) => page.evaluate(() => Math.round(window.scrollY));

test('owner and tier of fifty agents that nobody answers for, in five interactions without a mouse', async ({
  api,
  signInAs,
}) => {
  const { batch, owner, ids } = await makeAgents(api, 50);
  const heir = await person(api, `Heir ${batch}`);
  await api.post(`/api/v1/users/${owner.id}/disable`, UserView);
  const page = await signInAs('admin');
  await page.goto(`/agents?unowned=true&q=${batch}`);
  await expect(list(page).getByRole('row')).toHaveCount(51);

  // 1: all that are loaded.
  await page.getByRole('checkbox', { name: 'Select all that are loaded: 50' }).press('Space');
  await expect(bar(page)).toContainText('50 agents selected');
  // 2: the dialog, which begins at the owner.
  await page.keyboard.press('o');
  const dialog = page.getByRole('dialog', { name: 'Owner and tier of 50 agents' });
  await expect(dialog.getByRole('combobox', { name: 'Owner (optional)', exact: true })).toBeFocused();
  // 3: who. The answer comes late, and Enter means its first, never the first of what stood there before.
  await expect(dialog.getByRole('option').first()).toBeVisible();
  await page.route(/\/api\/v1\/users\?.*Heir/, async (route) => {
    await new Promise((done) => setTimeout(done, 1000));
    await route.continue();
  });
  await page.keyboard.type(`Heir ${batch}`);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: `Clear Heir ${batch}` })).toBeVisible();
  // 4: how risky.
  await dialog.getByLabel('Tier').selectOption('high');
  // 5: done.
  await dialog.getByRole('button', { name: 'Assign' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('50 agents changed')).toBeVisible();

  for (const id of [ids[0], ids[49]]) {
    expect(await api.get(`/api/v1/agents/${id}`, AgentView)).toMatchObject({
      // They have to accept it themselves.
      proposedOwner: { email: heir.email },
      riskTierSet: 'high',
    });
  }
});

test('rows are walked and selected by keyboard, and an agent changed meanwhile is told by name', async ({
  api,
  signInAs,
}) => {
  const { batch, ids } = await makeAgents(api, 5);
  const page = await signInAs('admin');
  await page.goto(`/agents?q=${batch}`);
  await expect(list(page).getByRole('row')).toHaveCount(6);
  for (const key of ['j', 'j', 'x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key);
  await expect(bar(page)).toContainText('3 agents selected');
  await expect(page.getByRole('checkbox', { name: `Select Bot ${batch} 001` })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: `Select Bot ${batch} 004` })).not.toBeChecked();

  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'Owner and tier of 3 agents' });
  await expect(dialog.getByLabel('Tier')).toBeFocused();
  await api.patch(`/api/v1/agents/${ids[2]}`, AgentView, { purpose: 'Somebody was faster' });
  await dialog.getByLabel('Tier').selectOption('critical');
  await dialog.getByLabel('Reason').fill('They can move money');
  await dialog.getByRole('button', { name: 'Assign' }).click();

  const notice = dialog.getByRole('alert').filter({ hasText: 'left as' });
  await expect(notice).toContainText(`Bot ${batch} 002: somebody else has changed it meanwhile`);
  await expect(notice).not.toContainText(`Bot ${batch} 001`);
  await expect(dialog.getByLabel('Reason')).toHaveValue('They can move money');
  await expectAccessible(page);
  expect(await api.get(`/api/v1/agents/${ids[1]}`, AgentView)).toMatchObject({ riskTierSet: 'critical' });
  expect(await api.get(`/api/v1/agents/${ids[2]}`, AgentView)).toMatchObject({ riskTierSet: 'moderate' });

  await dialog.getByRole('button', { name: 'Do it all the same' }).click();
  await expect(dialog).toBeHidden();
  expect(await api.get(`/api/v1/agents/${ids[2]}`, AgentView)).toMatchObject({
    riskTierSet: 'critical',
    purpose: 'Somebody was faster',
  });
});

test('an auditor may select and export, but sees why nothing can be changed', async ({ api, signInAs }) => {
  const { batch } = await makeAgents(api, 2);
  const page = await signInAs('auditor');
  await page.goto(`/agents?q=${batch}`);
  await expect(list(page).getByRole('row')).toHaveCount(3);
  await page.getByRole('checkbox', { name: /^Select all/ }).press('Space');
  await expect(bar(page).getByRole('button', { name: 'Owner' })).toHaveAccessibleDescription(/role admin/);
  await page.keyboard.press('o');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.goto('/agents/import');
  await expect(page.getByRole('button', { name: 'Preview' })).toHaveAccessibleDescription(/role admin/);
});

test('a file is previewed line by line, then imported; what changed meanwhile is previewed anew', async ({
  api,
  signInAs,
}) => {
  const { batch, owner, ids } = await makeAgents(api, 1);
  const page = await signInAs('admin');
  await page.goto('/agents');
  await page.getByRole('link', { name: 'Import' }).click();
  const text = [
    'id,name,purpose,owner,riskTier,autonomy,environment',
    `new-${batch},New ${batch},"Counts,\nthen sums",${owner.email},low,assisted,test`,
    `${ids[0]},,,,high,,`,
    `bad-${batch},Bad,Counts,nobody@example.org,low,assisted,test`,
  ].join('\r\n');
  await page.getByLabel('File', { exact: true }).setInputFiles({
    name: 'agents.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text),
  });
  await page.getByRole('button', { name: 'Preview' }).click();
  const plan = page.getByRole('region', { name: 'What would be done' });
  await expect(plan.getByRole('status')).toHaveText('1 new1 changed0 the same1 refused');
  await expect(plan.getByRole('row', { name: `5 bad-${batch}` })).toContainText(
    'nobody here has the address',
  );
  await expect(plan.getByRole('row', { name: `4 ${ids[0]}` })).toContainText('moderate becomes → high');
  await expectAccessible(page);

  await api.patch(`/api/v1/agents/${ids[0]}`, AgentView, { riskTier: 'critical' });
  await plan.getByRole('button', { name: 'Import 2 agents' }).click();
  await expect(plan.getByRole('alert')).toContainText('nothing was done');
  await expect(plan.getByRole('row', { name: `4 ${ids[0]}` })).toContainText('critical becomes → high');
  await plan.getByRole('button', { name: 'Import 2 agents' }).click();

  await expect(
    page.getByRole('status').filter({ hasText: '1 registered as drafts, 1 changed' }),
  ).toBeVisible();
  await page.getByRole('link', { name: `new-${batch}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: `New ${batch}` })).toBeVisible();
  expect(await api.get(`/api/v1/agents/new-${batch}`, AgentView)).toMatchObject({
    state: 'draft',
    source: 'import',
    purpose: 'Counts,\nthen sums',
  });
});

test('an agent card becomes a draft, with what it does not say', async ({ api, signInAs }) => {
  const { batch, owner } = await makeAgents(api, 1);
  const page = await signInAs('admin');
  await page.goto('/agents/import?from=card');
  await page.getByText('In a file').click();
  const card = {
    protocolVersion: '0.3.0',
    name: `Geo ${batch}`,
    description: 'Plans routes.',
    url: 'https://geo.example.com/a2a',
    version: '1.0.0',
    skills: [{ id: 'route', name: 'Route planner', description: 'Plans', tags: [] }],
  };
  await page.getByLabel('Or its text').fill(JSON.stringify(card));
  await page.getByRole('combobox', { name: 'Owner', exact: true }).fill(owner.email);
  await page.getByRole('option', { name: owner.name }).click();
  await page.getByLabel('Tier').selectOption('high');
  await page.getByLabel('Autonomy').selectOption('supervised');
  await page.getByLabel('Environment').selectOption('production');
  await page.getByRole('button', { name: 'Preview' }).click();
  const plan = page.getByRole('region', { name: 'What would be done' });
  await expect(plan).toContainText('Says it can: Route planner');
  await plan.getByRole('button', { name: 'Import 1 agent' }).click();
  await page.getByRole('link', { name: `geo-${batch}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Geo ${batch}` })).toBeVisible();
});

test('filters, order and columns are saved under a name, found again, and removed', async ({ signInAs }) => {
  const name = `Risky ${mark()}`;
  const page = await signInAs('admin');
  await page.goto('/agents?tier=critical');
  await list(page).getByRole('button', { name: 'Tier' }).click();
  await expect(page).toHaveURL(/sort=tier/);
  await expect(page.getByRole('columnheader', { name: 'Tier' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Autonomy' }).check();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Autonomy' })).toBeVisible();

  await page.getByRole('button', { name: 'Save view' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save view' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Name').press('Enter');
  await expect(dialog).toBeHidden();

  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Dormant' }).click();
  await expect(page).toHaveURL(/dormant=true/);
  await expect(page.getByRole('columnheader', { name: 'Autonomy' })).toBeHidden();
  await page.reload();
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name }).click();
  await expect(page).toHaveURL(/tier=critical/);
  await expect(page).toHaveURL(/sort=tier/);
  await expect(page.getByRole('columnheader', { name: 'Autonomy' })).toBeVisible();

  await page.getByRole('button', { name: `Remove the view ${name}` }).click();
  await expect(page.getByRole('link', { name })).toHaveCount(0);
});

test('a long list draws what is near, and Back finds filters and place again', async ({ api, signInAs }) => {
  const { batch } = await makeAgents(api, 160);
  const page = await signInAs('admin');
  await page.goto('/agents');
  await page.getByRole('searchbox').fill(batch);
  for (const shown of [50, 100, 150]) {
    await expect(page.getByText(`${shown} of 160 agents`)).toBeVisible();
    await page.getByRole('button', { name: 'Show more' }).click();
  }
  await expect(page.getByText('160 agents', { exact: true })).toBeVisible();
  await expect(list(page)).toHaveAttribute('aria-rowcount', '161');
  const far = list(page).getByRole('row', { name: `Bot ${batch} 120` });
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(far).toHaveCount(0);

  await page.evaluate(() => window.scrollTo(0, 120 * 33));
  await expect(far).toHaveAttribute('aria-rowindex', '122');
  expect(await list(page).getByRole('row').count()).toBeLessThan(90);
  await far.getByRole('link').focus();
  for (let i = 0; i < 25; i += 1) await page.keyboard.press('j');
  await expect(list(page).getByRole('link', { name: `Bot ${batch} 145` })).toBeFocused();

  const before = await scrolled(page);
  expect(before).toBeGreaterThan(2000);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: `Bot ${batch} 145` })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('searchbox')).toHaveValue(batch);
  await expect(list(page).getByRole('link', { name: `Bot ${batch} 145` })).toBeInViewport();
  expect(Math.abs((await scrolled(page)) - before)).toBeLessThan(50);
});

test('the export is the list as it is narrowed, and nothing in it is a formula', async ({
  api,
  signInAs,
}) => {
  const { batch, ids } = await makeAgents(api, 3);
  await api.patch(`/api/v1/agents/${ids[1]}`, AgentView, { name: `=HYPERLINK("http://x","${batch}")` });
  const page = await signInAs('auditor');
  await page.goto(`/agents?q=${batch}`);
  await expect(list(page).getByRole('row')).toHaveCount(4);
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^agents-.*\.csv$/);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[2]).toContain(`"'=HYPERLINK(`);
});

test('the list with its bar, its dialog and its menu can be used by everybody', async ({ api, signInAs }) => {
  const { batch } = await makeAgents(api, 2);
  const page = await signInAs('admin');
  await page.goto(`/agents?q=${batch}`);
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByRole('checkbox', { name: /^Select all/ }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Columns' }).click();
  await expect(page.getByRole('checkbox', { name: 'Autonomy' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await bar(page).getByRole('button', { name: 'Owner' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
});

test(
  'in the hand there are cards, an order to choose, and nothing to change many at once',
  { tag: '@phone' },
  async ({ api, signInAs }, { project }) => {
    test.skip(project.name !== 'phone', 'a promise about phones');
    const { batch } = await makeAgents(api, 3);
    const page = await signInAs('admin');
    await page.goto(`/agents?q=${batch}`);
    await expect(page.getByRole('link', { name: `Bot ${batch} 000` })).toBeVisible();
    await expect(page.getByRole('checkbox')).toHaveCount(0);
    await page.getByLabel('Order').selectOption('-created');
    await expect(page).toHaveURL(/sort=-created/);
    await expectAccessible(page);
  },
);
