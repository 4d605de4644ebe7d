import { EntitlementView, entitlementOperations } from '@/lib/contract/entitlement';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('an entitlement is created by keyboard and mouse, with its effect shown before', async ({
  signInAs,
  agent,
  api,
}) => {
  const bot = await agent({ tools: { search: 'read' } });
  const other = await agent({ tools: { list: 'read', wipe: 'delete' } });
  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}?tab=access`);
  await page.getByRole('link', { name: 'New entitlement' }).click();
  await expect(page).toHaveURL(`/entitlements/new?agent=${bot.id}`);

  await page.getByRole('button', { name: 'Save the entitlement' }).click();
  for (const missing of ['Choose a system.', 'Choose at least one tool.', 'Say when it ends.', 'Say why.']) {
    await expect(page.getByText(missing)).toBeVisible();
  }

  await page.getByRole('combobox', { name: 'System' }).fill(other.system);
  await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().click();
  await page.getByRole('checkbox', { name: /^wipe/ }).check();
  await page.getByRole('checkbox', { name: 'delete', exact: true }).check();
  const delta = page.getByRole('region', { name: 'What it changes in the blast radius' });
  // 2 for what it reads, and 6 × 2 × 2 for what it would delete
  await expect(delta).toContainText('+24');
  await expect(delta).toContainText(`1 tool: ${other.system}/wipe`);
  await expectAccessible(page);

  await page.getByRole('button', { name: '30 days' }).click();
  await expect(page.getByText(/^Ends \d+ \w+ \d+, \d\d:\d\d:\d\d \w+/)).toBeVisible();
  await page.getByLabel('Reason').fill('It tidies up the other system');
  await page.getByRole('button', { name: 'Save the entitlement' }).click();
  await expect(page).toHaveURL(`/entitlements?agent=${bot.id}`);
  await expect(page.getByText('“It tidies up the other system”')).toBeVisible();
  const { items } = await api.get(`/api/v1/entitlements?agent=${bot.id}`, entitlementOperations.list.output);
  expect(items[0]).toMatchObject({
    scope: { system: other.system, tools: ['wipe'], actionClasses: ['delete'] },
    activation: 'approval',
  });
});

test('what the server refuses stands at its field, and nothing typed is lost', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent({ tools: { search: 'read' } });
  const page = await signInAs('admin');
  await page.goto(`/entitlements/new?agent=nobody-here&system=${bot.system}`);
  await page.getByRole('checkbox', { name: /^search/ }).check();
  await page.getByRole('checkbox', { name: 'read', exact: true }).check();
  await page.getByRole('button', { name: '90 days' }).click();
  await page.getByLabel('Reason').fill('For somebody who is not there');
  await page.getByRole('button', { name: 'Save the entitlement' }).click();
  await expect(page.getByText('There is no agent `nobody-here`.')).toBeVisible();
  await expect(page.getByLabel('Reason')).toHaveValue('For somebody who is not there');
});

test('an entitlement is narrowed and revoked, and the next call feels it', async ({
  signInAs,
  agent,
  api,
}) => {
  const bot = await agent();
  expect(await bot.asks('update')).toMatchObject({ decision: true });
  const page = await signInAs('admin');
  await page.goto(`/entitlements?agent=${bot.id}`);
  const row = page.getByRole('region', { name: 'Entitlements' }).getByRole('listitem');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Used in 30 days');

  await row.getByRole('button', { name: 'Narrow' }).click();
  const dialog = page.getByRole('dialog', { name: 'Narrow the entitlement' });
  await dialog.getByRole('checkbox', { name: 'write', exact: true }).uncheck();
  await expect(dialog.getByText('No longer in reach')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('Reason').fill('It only reads');
  await dialog.getByRole('button', { name: 'Narrow', exact: true }).click();
  await expect(dialog).toBeHidden();
  expect(await api.get(`/api/v1/entitlements/${bot.entitlement}`, EntitlementView)).toMatchObject({
    scope: { actionClasses: ['read'] },
  });
  expect(await bot.asks('update')).toMatchObject({ decision: false });
  expect(await bot.asks('search')).toMatchObject({ decision: true });

  await row.getByRole('button', { name: 'Revoke' }).click();
  const revoke = page.getByRole('dialog', { name: 'Revoke the entitlement' });
  await revoke.getByLabel('Reason').fill('Not needed');
  await revoke.getByRole('button', { name: 'Revoke' }).click();
  await expect(revoke).toBeHidden();
  expect(await bot.asks('search')).toMatchObject({ decision: false });
});

test('a denied call becomes a narrow grant in four interactions, and the call is allowed', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent({ activation: 'approval' });
  const denied = await bot.asks('search');
  expect(denied.decision).toBe(false);
  const page = await signInAs('admin');
  await page.goto(`/decisions/${denied.context.evaluation_id}`);
  await page.getByRole('link', { name: 'Create a narrow grant from this' }).click(); // 1
  await expect(page).toHaveURL(/\/grants\/new\?task=tsk_/);
  await expect(page.getByRole('region', { name: 'What' })).toContainText(`${bot.system}/search`);
  await expect(page.getByRole('radio', { name: 'One use' })).toBeChecked();
  await expectAccessible(page);
  await page.getByLabel('Reason').fill('This once'); // 2
  await page.getByRole('button', { name: 'Grant', exact: true }).click(); // 3
  await expect(page).toHaveURL(/\/tasks\/tsk_/);
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  // One use was granted.
  expect(await bot.asks('search')).toMatchObject({ decision: false });
});

test('a running task is granted access within six interactions, and it is listed and revoked', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent({ activation: 'approval' });
  const task = await bot.open();
  const page = await signInAs('admin');
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole('link', { name: 'New grant' }).click(); // 1
  await page.getByText('15 min').click(); // 2
  await expect(page.getByText(/^Ends .* at the latest/)).toBeVisible();
  await page.getByLabel('Reason').fill('It is needed now'); // 3
  await page.getByRole('button', { name: 'Grant', exact: true }).click(); // 4
  await expect(page).toHaveURL(`/tasks/${task.id}`);
  expect(await bot.asks('search')).toMatchObject({ decision: true });

  await page.goto(`/grants?agent=${bot.id}&live=true`);
  const row = page.getByRole('region', { name: 'Grants' }).getByRole('listitem');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Last used');
  await expect(row).toContainText('“It is needed now”');
  await expect(page.getByText('Nothing is standing')).toBeVisible();
  await row.getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke the grant' });
  await dialog.getByLabel('Reason').fill('Done with it');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('No grant fits')).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ decision: false });
});

test('a call that no entitlement covers leads to a new entitlement', async ({ signInAs, agent }) => {
  const bot = await agent({ tools: { search: 'read' } });
  const task = await bot.open();
  const page = await signInAs('admin');
  await page.goto(
    `/grants/new?task=${task.id}&tool=${bot.system}/search&actionClass=delete&sensitivity=restricted`,
  );
  await expect(page.getByText('No entitlement of the agent covers this call')).toBeVisible();
  await page.getByRole('link', { name: 'Create an entitlement' }).click();
  await expect(page).toHaveURL(new RegExp(`/entitlements/new\\?agent=${bot.id}&system=${bot.system}`));
});

test('an auditor sees everything, and why nothing of it is theirs to change', async ({ signInAs, agent }) => {
  const bot = await agent();
  const task = await bot.open();
  const page = await signInAs('auditor');
  await page.goto(`/entitlements?agent=${bot.id}`);
  for (const name of ['Narrow', 'Revoke']) {
    await expect(page.getByRole('button', { name })).toHaveAccessibleDescription(/Needs the role admin/);
  }
  await page.goto(`/grants/new?task=${task.id}`);
  await expect(page.getByRole('button', { name: 'Grant', exact: true })).toHaveAccessibleDescription(
    /Needs the role admin/,
  );
  await page.goto('/entitlements/new');
  await expect(page.getByRole('button', { name: 'Save the entitlement' })).toHaveAccessibleDescription(
    /Needs the role admin/,
  );
});

test('the lists are narrowed to an agent that is found by typing, walked by j and k, and Enter opens', async ({
  signInAs,
  agent,
  api,
}) => {
  const bot = await agent();
  await bot.asks('search');
  await api.post('/api/v1/entitlements', EntitlementView, {
    agent: bot.id,
    scope: { system: bot.system, tools: ['search'], actionClasses: ['read'], maxSensitivity: 'internal' },
    activation: 'approval',
    maxTtlSeconds: 60,
    endsAt: new Date(Date.now() + 86_400_000).toISOString(),
    reason: 'A second one to walk to',
  });
  const page = await signInAs('auditor');
  await page.goto('/entitlements');
  const filter = page.getByRole('combobox', { name: 'Agent' });
  await filter.fill(bot.id);
  await page.getByRole('option', { name: bot.name }).click();
  await expect(page).toHaveURL(`/entitlements?agent=${bot.id}`);
  const rows = page.getByRole('region', { name: 'Entitlements' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  // The URL brings the id; its name is shown.
  await page.reload();
  await expect(filter).toHaveValue(bot.name);
  await expectAccessible(page);

  const link = (at: number) => rows.nth(at).getByRole('link', { name: bot.name });
  await page.locator('body').click({ position: { x: 2, y: 400 } });
  for (const [key, at] of [
    ['j', 0],
    ['j', 1],
    ['j', 1],
    ['k', 0],
  ] as const) {
    await page.keyboard.press(key);
    await expect(link(at)).toBeFocused();
  }
  // From a button of a row the walk goes on with the row's neighbour.
  await rows.nth(0).getByRole('button', { name: 'Revoke' }).focus();
  await page.keyboard.press('j');
  await expect(link(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/agents/${bot.id}?tab=access`);

  await page.goto(`/grants?agent=${bot.id}`);
  const grant = page.getByRole('region', { name: 'Grants' }).getByRole('listitem');
  await expect(grant).toHaveCount(1);
  await page.keyboard.press('j');
  await expect(grant.locator('a[href^="/tasks/"]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tasks\/tsk_/);

  await page.goto(`/grants?system=${bot.system}`);
  await page.getByRole('button', { name: /^Clear CRM/ }).click();
  await expect(page).toHaveURL('/grants');
});

test('the lists fit a phone', { tag: '@phone' }, async ({ signInAs, agent }) => {
  const bot = await agent();
  await bot.asks('search');
  const page = await signInAs('admin');
  for (const [path, seen] of [
    [`/entitlements?agent=${bot.id}`, 'It works on its own system'],
    [`/grants?agent=${bot.id}`, 'ends with task'],
    ['/entitlements/new', 'Who, what, until when'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(seen).first()).toBeVisible();
    const [content, window] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(content, path).toBeLessThanOrEqual(window ?? 0);
    await expectAccessible(page);
  }
});
