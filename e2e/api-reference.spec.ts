import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('the API shows itself, with commands for the server that it is read from', { tag: '@phone' }, async ({
  agent,
  server,
  signInAs,
}) => {
  const bot = await agent();
  const page = await signInAs('auditor');
  await page.goto('/api-reference');
  await expect(page.getByRole('heading', { level: 2, name: 'Agents', exact: true })).toBeVisible();
  await page.getByLabel('Agent', { exact: true }).fill(bot.id);
  await page.getByRole('option', { name: new RegExp(bot.id) }).click();
  const snippet = page.getByRole('region', { name: 'JavaScript' });
  await expect(snippet).toContainText(`fetch('${server.url}/access/v1/evaluation'`);
  await expect(snippet).toContainText(`id: '${bot.id}'`);

  await page.getByLabel('Path, method or words').fill('POST review');
  await expect(page).toHaveURL(/q=POST(\+|%20)review/);
  await page.getByText('/api/v1/tools/{id}/review').click();
  await expect(page.getByRole('region', { name: 'curl' })).toContainText(
    `curl -s -X POST '${server.url}/api/v1/tools/ID/review'`,
  );
  await expect(page.getByText('changed_meanwhile')).toBeVisible();
  await expect(page.getByText('tool.review', { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test('a link to one operation opens it', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await page.goto('/api-reference#listDecisions');
  const item = page.locator('#listDecisions');
  await expect(item.getByRole('region', { name: 'Parameters' })).toContainText('outcome');
  await expect(item).toBeInViewport();
});
