import { AgentView } from '@/lib/contract/agent';
import { EntitlementView } from '@/lib/contract/entitlement';
import { OpenedTask } from '@/lib/contract/task';
import type { Bot } from './agent';
import { type Api, callHttp } from './api';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

const DAY_MS = 86_400_000;

/** Opens a child of one agent's task for another, who may do the same in the same system. */
async function delegate(api: Api, boss: Bot, mate: Bot, parent: OpenedTask): Promise<OpenedTask> {
  await api.post('/api/v1/entitlements', EntitlementView, {
    agent: mate.id,
    scope: {
      system: boss.system,
      tools: ['*'],
      actionClasses: ['read', 'write'],
      maxSensitivity: 'internal',
    },
    activation: 'automatic',
    maxTtlSeconds: 600,
    endsAt: new Date(Date.now() + DAY_MS).toISOString(),
    reason: 'It helps out',
  });
  return api.post('/api/v1/tasks', OpenedTask, {
    agent: mate.id,
    purpose: `Help ${boss.name}`,
    ttlSeconds: 600,
    actionClasses: ['read'],
    parentTask: parent.id,
  });
}

test('who delegated to whom stands on the task’s page, and ending the first ends the whole chain', async ({
  api,
  agent,
  server,
  signInAs,
}) => {
  const [boss, mate] = [await agent(), await agent()];
  const parent = await boss.open({ purpose: `Chain of ${boss.name}`, actionClasses: ['read'] });
  const child = await delegate(api, boss, mate, parent);
  const ask = async () =>
    (await callHttp(server.url, boss.key, 'POST', '/access/v1/evaluation', {
      subject: { type: 'agent', id: mate.id },
      action: { name: 'tools/call' },
      resource: { type: 'tool', id: `${boss.system}/search` },
      context: { task: child.id, arguments: {} },
    })) as { decision: boolean; context: { evaluation_id: string; reason: string } };
  const allowed = await ask();
  expect(allowed.decision).toBe(true);

  const page = await signInAs('admin');
  await page.goto(`/decisions/${allowed.context.evaluation_id}`);
  const chain = page.getByRole('list', { name: 'Chain of delegation' });
  await expect(chain.getByRole('listitem')).toHaveText([new RegExp(boss.id), mate.id]);
  await chain.getByRole('link', { name: boss.id }).click();
  await expect(page).toHaveURL(`/tasks/${parent.id}`);

  const tree = page.getByRole('list', { name: 'Tree of delegations' });
  await expect(tree.getByRole('listitem')).toHaveCount(2);
  await expect(tree.getByRole('listitem').first()).toContainText('this one');
  await expectAccessible(page);
  await tree.getByRole('link', { name: mate.name }).click();
  await expect(page).toHaveURL(`/tasks/${child.id}`);
  await expect(page.getByRole('link', { name: parent.id })).toBeVisible();

  await page.goto(`/tasks/${parent.id}`);
  await page.getByRole('button', { name: 'End now' }).click();
  const dialog = page.getByRole('dialog', { name: 'End the task now' });
  await expect(dialog).toContainText('One child task will end with it.');
  await dialog.getByLabel('Reason').fill('No longer wanted');
  await dialog.getByRole('button', { name: 'End now' }).click();
  await expect(dialog).toBeHidden();
  await expect(tree.getByText('Cancelled')).toHaveCount(2);
  expect(await ask()).toMatchObject({ decision: false, context: { reason: 'task_not_running' } });
});

test('an agent that is denied again and again is quarantined, which needs somebody, who sees why', async ({
  api,
  agent,
  signInAs,
}) => {
  const bot = await agent({ riskTier: 'critical' });
  await bot.open({ actionClasses: ['read'] });
  for (let i = 0; i < 20; i += 1) {
    expect(await bot.asks('nothing-of-this-name')).toMatchObject({ context: { reason: 'tool_unknown' } });
  }
  await expect
    .poll(async () => (await api.get(`/api/v1/agents/${bot.id}`, AgentView)).state)
    .toBe('quarantined');
  expect(await bot.asks('search')).toMatchObject({
    decision: false,
    context: { reason: 'agent_not_active' },
  });

  const page = await signInAs('admin');
  await page.goto('/');
  const needs = page.getByRole('region', { name: 'Needs you' });
  await needs.getByRole('link', { name: /quarantined by the circuit breaker/ }).click();
  await page.goto(`/agents/${bot.id}`);
  const banner = page.getByRole('region', { name: 'Quarantined' });
  await expect(banner).toContainText('denied 20 times within 300 seconds');
  await expect(banner).toContainText('tool_unknown 20');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Release' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('The tool was misspelt');
  await dialog.getByRole('button', { name: 'Release' }).click();
  await expect(banner).toBeHidden();
  expect(await bot.asks('nothing-of-this-name')).toMatchObject({ context: { reason: 'tool_unknown' } });
  expect(await bot.asks('search')).toMatchObject({ decision: true });
});
