import type { Page } from '@playwright/test';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

async function open(page: Page) {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  return palette;
}

test('an agent is found by its name, its id, and the tool that it can call', async ({ agent, signInAs }) => {
  const bot = await agent();
  const page = await signInAs('auditor');
  await page.goto('/');
  for (const text of [bot.name, bot.id]) {
    const palette = await open(page);
    await page.keyboard.type(text);
    await expect(palette.getByRole('option', { name: new RegExp(bot.id) }).first()).toBeVisible();
    await expect(palette.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/agents/${bot.id}`);
    await page.goto('/');
  }
  const palette = await open(page);
  await page.keyboard.type(`${bot.system}/search`);
  await expect(palette.getByRole('option', { name: `may call ${bot.system}/search` })).toBeVisible();
  await expectAccessible(page);
});

test('tools, systems, tasks, decisions, guardrails and people are found', async ({ agent, signInAs }) => {
  const bot = await agent();
  const task = await bot.open({ purpose: `Look up ${bot.id}` });
  const { context } = await bot.asks('search', { task: task.id });
  const page = await signInAs('admin');
  await page.goto('/');
  const wishes = [
    { text: `${bot.system}/upd`, option: `${bot.system}/update`, url: `/tools/${bot.system}/update` },
    { text: bot.system.replace('crm-', 'CRM '), option: bot.system, url: `/systems/${bot.system}` },
    { text: `Look up ${bot.id}`, option: `Look up ${bot.id}`, url: `/tasks/${task.id}` },
    {
      text: context.evaluation_id,
      option: context.evaluation_id,
      url: `/decisions/${context.evaluation_id}`,
    },
    { text: 'exfiltration_p', option: 'exfiltration_path', url: '/guardrails/exfiltration_path' },
    {
      text: bot.owner.email,
      option: bot.owner.name,
      url: `/agents?owner=${encodeURIComponent(bot.owner.email)}`,
    },
  ];
  for (const { text, option, url } of wishes) {
    const palette = await open(page);
    await page.keyboard.type(text);
    const found = palette.getByRole('option', { name: new RegExp(option) }).first();
    await expect(found).toBeVisible();
    await found.click();
    await expect(page).toHaveURL(url);
  }
});

test('actions are done from anywhere without a mouse, and what was opened last is at hand', async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  const page = await signInAs('admin');
  await page.goto('/decisions');
  for (const [text, dialog] of [
    ['New agent', 'New agent'],
    ['New system', 'New system'],
    ['New tool', 'New tool'],
    ['New context', 'New context'],
    ['New guardrail', 'New guardrail'],
    ['New issuer', 'New issuer'],
    ['Keyboard short', 'Keyboard shortcuts'],
  ] as const) {
    const palette = await open(page);
    await page.keyboard.type(text);
    await expect(palette.getByRole('option', { name: new RegExp(`^${text}`) })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: dialog, exact: true })).toBeVisible();
    // Where a list of choices stands open, the first press closes that.
    await expect(async () => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden({ timeout: 1000 });
    }).toPass();
  }

  for (const [text, url] of [
    ['New entitlement', '/entitlements/new'],
    ['New grant', '/grants/new'],
    ['Import agents', '/agents/import'],
  ] as const) {
    await open(page);
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(url);
  }

  const palette = await open(page);
  await page.keyboard.type('Transfer an agent');
  await page.keyboard.press('Enter');
  await expect(palette.getByRole('combobox')).toHaveAttribute('placeholder', 'Transfer which agent?');
  await page.keyboard.type(bot.id);
  await expect(palette.getByRole('option', { name: new RegExp(bot.id) })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/agents/${bot.id}`);

  const again = await open(page);
  await expect(again.getByRole('group', { name: 'Recent' }).getByRole('option').first()).toContainText(
    bot.name,
  );
  await page.keyboard.press('Escape');
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page);
  await page.keyboard.type('Dark theme');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('what one may not do is said in the palette, and not done', { tag: '@phone' }, async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await page.goto('/');
  const palette = await open(page);
  for (const text of ['Import agents', 'New entitlement', 'New grant', 'New context']) {
    await palette.getByRole('combobox').fill(text);
    await expect(palette.getByRole('option', { name: new RegExp(`^${text}`) })).toContainText(
      'Needs the role admin',
    );
  }
  await palette.getByRole('combobox').fill('New agent');
  const option = palette.getByRole('option', { name: /^New agent/ });
  await expect(option).toContainText('Needs the role admin');
  await expectAccessible(page);
  await option.click();
  await expect(page.getByText('Not yours to do: New agent')).toBeVisible();
  await expect(page.getByRole('dialog', { name: 'New agent', exact: true })).toBeHidden();
});
