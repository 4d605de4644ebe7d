import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { z } from 'zod';
import { AgentView } from '@/lib/contract/agent';
import { CheckpointStatus } from '@/lib/contract/ledger';
import { clusterFolder, readPassword } from '@/lib/embedded/initialize';
import { readPostmaster } from '@/lib/embedded/postmaster-file';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('a change is found by the name of what it was about, and opens into what was before and after', {
  tag: '@phone',
}, async ({ agent, api, signInAs }) => {
  const bot = await agent();
  await api.patch(`/api/v1/agents/${bot.id}`, AgentView, { purpose: 'Something else now' });
  const page = await signInAs('auditor');
  await page.goto('/audit');
  await page.getByRole('searchbox', { name: 'Name or id of subject or actor' }).fill(bot.id);
  await expect(page).toHaveURL(new RegExp(`q=${bot.id}`));
  const events = page.getByRole('list', { name: 'Audit events, newest first' });
  const details = events.getByRole('button', { name: new RegExp(`changed agent ${bot.id}`) });
  await details.click();
  await expect(events.getByRole('list', { name: 'What changed' })).toContainText('Something else now');
  await expect(events.getByText('agent.changed')).toBeVisible();
  await expectAccessible(page);

  await events.getByRole('link', { name: bot.id }).first().click();
  await expect(page).toHaveURL(`/agents/${bot.id}`);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`q=${bot.id}`));
});

test('filters stand in the URL, and a link that is copied means the same tomorrow', async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  const page = await signInAs('auditor');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/audit?q=${bot.id}&type=agent.`);
  await page.getByLabel('Time').selectOption({ label: 'Last 24 hours' });
  await expect(page).toHaveURL(/from=-24h/);
  await expect(page.getByRole('button', { name: new RegExp(`activated agent ${bot.id}`) })).toBeVisible();
  await page.getByRole('button', { name: 'Copy a link to exactly this' }).click();
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const at = (name: string) => Date.parse(copied.searchParams.get(name) ?? '');
  expect(at('to') - at('from')).toBe(24 * 3_600_000);
  expect(copied.searchParams.get('q')).toBe(bot.id);

  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page).toHaveURL(/^(?!.*q=)/);
  await page.goto('/audit?q=nobody-at-all');
  await expect(page.getByText('No event fits')).toBeVisible();
});

test('what is found is taken as a file in which no cell is a formula, and taking it is an event', async ({
  api,
  agent,
  signInAs,
}) => {
  const bot = await agent();
  await api.post(`/api/v1/agents/${bot.id}/quarantine`, AgentView, { reason: '=cmd|"/c calc"!A0' });
  const page = await signInAs('auditor');
  await page.goto(`/audit?q=${bot.id}`);
  await expect(page.getByRole('button', { name: new RegExp(`quarantined agent ${bot.id}`) })).toBeVisible();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'Export audit events' });
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^cordon-audit-.*\.csv$/);
  const text = readFileSync((await download.path()) ?? '', 'utf8');
  expect(text).toContain(`"'=cmd|""/c calc""!A0"`);
  expect(text).not.toMatch(/(^|,)"?=/m);
  await page.goto('/audit?type=audit.');
  await expect(page.getByRole('button', { name: /exported audit events/ }).first()).toBeVisible();
});

test('checkpoints are listed with their parts to download', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await page.goto('/audit?tab=checkpoints');
  await expect(page.getByRole('row').nth(1)).toContainText('#');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('link', { name: /^Download the part/ })
      .first()
      .click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^cordon-ledger-.*\.ndjson\.gz$/);
  await expectAccessible(page);
});

test('an approver is told which role is missing and who can give it', async ({ signInAs }) => {
  const page = await signInAs('approver');
  await page.goto('/audit');
  await expect(page.getByText('The audit log is not yours to see')).toBeVisible();
  await expect(page.getByText(/Needs the role admin or auditor; .+ can give it to you/)).toBeVisible();
  await expectAccessible(page);
});

test('a broken chain names its first bad record on every page, until it is found sound again', async ({
  api,
  agent,
  server,
  signInAs,
}) => {
  const bot = await agent();
  const page = await signInAs('auditor');
  await page.goto('/audit');
  await page.getByRole('button', { name: 'Verify now…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Verify the ledger' });
  await dialog.getByRole('button', { name: 'Verify now' }).click();
  await expect(dialog.getByText('Everything is as it was written')).toBeVisible();
  await expectAccessible(page);

  // Somebody who owns the database changes a record.
  const client = new pg.Client({ connectionString: ownerUrl(server.dataDir) });
  await client.connect();
  const mark = randomBytes(4).toString('hex');
  const rewrite = async (from: string, to: string) => {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    await client.query(
      `UPDATE audit_events SET record = replace(record, $1, $2) WHERE subject_id = $3 AND event = 'agent.created'`,
      [from, to, bot.id],
    );
    await client.query('COMMIT');
  };
  try {
    await rewrite('"agent.created"', `"agent.${mark}"`);
    await dialog.getByRole('button', { name: 'Verify now' }).click();
    await expect(dialog.getByText('The ledger is broken')).toBeVisible();
    const { broken } = await api.get('/api/v1/checkpoints/status', CheckpointStatus);
    expect(broken?.first).not.toBeNull();
    await page.goto('/agents');
    const banner = page.getByRole('alert').filter({ hasText: 'The ledger is broken.' });
    await expect(banner).toContainText(`${broken?.first?.table} ${broken?.first?.id}`);
    await expectAccessible(page);
  } finally {
    await rewrite(`"agent.${mark}"`, '"agent.created"');
    await client.end();
    await api.post('/api/v1/checkpoints/verify', z.unknown(), { limit: 200_000 });
  }
  await page.goto('/audit');
  await expect(page.getByText('Found sound')).toBeVisible();
  await expect(page.getByText('The ledger is broken.')).toHaveCount(0);
});

/** The embedded database as its owner sees it. */
function ownerUrl(dataDir: string): string {
  const port = readPostmaster(clusterFolder(dataDir))?.port;
  return `postgresql://cordon:${encodeURIComponent(readPassword(dataDir).trim())}@127.0.0.1:${port}/cordon`;
}
