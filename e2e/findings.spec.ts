import { ApiKeyView, NewApiKeyView } from '@/lib/contract/api-key';
import { SystemView } from '@/lib/contract/system';
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
  await expect(secret.getByRole('link', { name: /Replace the secret/ })).toHaveAttribute(
    'href',
    `/systems/${system}`,
  );

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
