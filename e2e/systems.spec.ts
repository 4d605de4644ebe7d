import { SystemView } from '@/lib/contract/system';
import { ToolView } from '@/lib/contract/tool';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('an MCP server is asked for its tools, one is reviewed, and a changed one is marked', {
  tag: '@phone',
}, async ({ api, signInAs, agent }) => {
  const { system: other } = await agent();
  const id = `notes-${other}`;
  await api.post('/api/v1/systems', SystemView, {
    id,
    name: `Notes ${other}`,
    kind: 'mcp',
    url: 'stdio:demo-notes',
    zone: 'internal',
    environment: 'development',
    sensitivity: 'internal',
  });
  const page = await signInAs('admin');
  await page.goto(`/systems?q=${id}`);
  await page.getByRole('link', { name: `Notes ${other}` }).click();
  await expect(page.getByText('It has no tools yet')).toBeVisible();

  await page.getByRole('button', { name: 'Discover tools' }).click();
  const dialog = page.getByRole('dialog', { name: `Discover tools of Notes ${other}` });
  await expect(dialog.getByText('read_text_file', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await expect(dialog).toBeHidden();

  const row = page.getByRole('row', { name: /^read_text_file/ });
  await expect(row).toContainText('Unreviewed');
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'read_text_file' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Approve as it is' }).click();
  await expect(page.getByText('is approved as it is')).toBeVisible();
  await page.goBack();
  await expect(row).toContainText('Reviewed');

  const tool = `${id}/read_text_file`;
  await api.patch(`/api/v1/tools/${encodeURIComponent(tool)}`, ToolView, {
    description: 'Reads. Then writes.',
  });
  await page.reload();
  await expect(row).toContainText('Unreviewed');
  await expect(row).toContainText('Changed since');
  await expectAccessible(page);
});

test('an auditor sees the tools, and why they may not ask for them', async ({ api, signInAs, agent }) => {
  const { system: other } = await agent();
  const id = `mcp-${other}`;
  await api.post('/api/v1/systems', SystemView, {
    id,
    name: `Server ${other}`,
    kind: 'mcp',
    zone: 'internal',
    environment: 'development',
    sensitivity: 'internal',
  });
  const page = await signInAs('auditor');
  await page.goto(`/systems/${id}`);
  await expect(page.getByRole('button', { name: 'Discover tools' })).toHaveAccessibleDescription(
    /Needs the role admin/,
  );
});
