import { ApiKeyView, NewApiKeyView } from '@/lib/contract/api-key';
import { SystemView } from '@/lib/contract/system';
import { ToolView } from '@/lib/contract/tool';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('a standing risk is found, names what to do, and is gone when that is done', async ({
  api,
  agent,
  signInAs,
}) => {
  const { system } = await agent();
  await api.post(`/api/v1/systems/${system}/rotate-secret`, SystemView, {
    value: 'Bearer of-the-test',
    rotateAfterDays: 30,
    reach: ['search', 'export.everything'],
  });
  const key = await api.post('/api/v1/api-keys', NewApiKeyView, {
    name: `endless ${system}`,
    roles: ['auditor'],
  });

  const page = await signInAs('auditor');
  await page.goto('/');
  await page.getByRole('link', { name: 'Findings' }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Findings' })).toBeVisible();
  await expectAccessible(page);

  await page.goto('/findings?kind=secret_reaches_more');
  const secret = page.getByRole('row', { name: /export\.everything/ });
  await expect(secret).toContainText('can do more than its registered tools');
  await expect(secret).toContainText('High');
  await expect(secret).toContainText('Replace the secret');
  // What is found leads to its page; what to do about it is the button's.
  await expect(secret.getByRole('link')).toHaveCount(1);
  await expect(secret.getByRole('link')).toHaveAttribute('href', `/systems/${system}`);

  // An admin follows the link and does it.
  const admin = await signInAs('admin');
  await admin.goto(`/systems/${system}`);
  await admin.getByRole('button', { name: 'Rotate the secret' }).click();
  const dialog = admin.getByRole('dialog', { name: /^Rotate the secret/ });
  await dialog.getByLabel('Value').fill('Bearer narrower-canary');
  await dialog.getByLabel('What it can do').fill('search');
  await expectAccessible(admin);
  await dialog.getByRole('button', { name: 'Rotate' }).click();
  await expect(dialog).toBeHidden();
  await expect(admin.getByRole('region', { name: 'Secret' })).toContainText('search');
  expect(await admin.content()).not.toContain('narrower-canary');
  await page.reload();
  await expect(page.locator('main .animate-pulse')).toHaveCount(0);
  await expect(secret).toBeHidden();

  await page.goto('/findings?kind=key_endless');
  const endless = page.getByRole('row', { name: new RegExp(`endless ${system}`) });
  await expect(endless).toContainText('is a key without an end');
  await api.post(`/api/v1/api-keys/${key.id}/revoke`, ApiKeyView);
  await page.reload();
  await expect(page.locator('main .animate-pulse')).toHaveCount(0);
  await expect(endless).toBeHidden();
  await expectAccessible(page);
});

test('a finding is done away with by one press, and who may not sees why', { tag: '@phone' }, async ({
  api,
  agent,
  signInAs,
}) => {
  const { system } = await agent();
  await api.post('/api/v1/tools', ToolView, {
    system,
    name: 'fresh',
    actionClass: 'read',
    sensitivity: 'internal',
    returnsUntrusted: false,
    reversible: true,
  });
  const auditor = await signInAs('auditor');
  await auditor.goto('/findings?kind=tool_unreviewed');
  // A tool is judged on its own page.
  await auditor.getByRole('link', { name: `Review: ${system}/fresh` }).click();
  await expect(auditor).toHaveURL(`/tools/${system}/fresh`);
  await expect(auditor.getByRole('button', { name: /^Approve as it is/ })).toHaveAccessibleDescription(
    /Needs the role admin/,
  );

  const page = await signInAs('admin');
  await page.goto('/findings?kind=tool_unreviewed');
  const totals = page.getByRole('region', { name: 'Totals' });
  await expect(totals).toContainText(
    /Checked [\d,]+ grants? and [\d,]+ tokens? at .*none lives after its task/,
  );
  await expect(totals.getByRole('link', { name: /Unreviewed tools/ })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await expectAccessible(page);
  await page.getByRole('link', { name: `Review: ${system}/fresh` }).click();
  await page.getByRole('button', { name: /^Approve as it is/ }).click();
  await expect(page.getByRole('heading', { name: 'Definition' })).toBeVisible();
  await page.goto('/findings?kind=tool_unreviewed');
  await expect(page.locator('main .animate-pulse')).toHaveCount(0);
  await expect(page.getByRole('link', { name: `Review: ${system}/fresh` })).toBeHidden();
});

test('an agent set below what it reaches is raised from its finding', async ({ agent, signInAs }) => {
  const bot = await agent({ riskTier: 'low', tools: { run: 'execute' } });
  const page = await signInAs('admin');
  await page.goto(`/findings?kind=tier_below_floor&agent=${bot.id}`);
  await expect(page.getByRole('row', { name: new RegExp(bot.name) })).toContainText('moderate');
  await page.getByRole('button', { name: `Raise the tier: ${bot.name}` }).click();
  const dialog = page.getByRole('dialog', { name: `Set ${bot.name} to moderate` });
  await dialog.getByRole('button', { name: 'Set to moderate' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('No finding fits')).toBeVisible();
});
