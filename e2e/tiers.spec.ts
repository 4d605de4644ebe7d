import type { Locator, Page } from '@playwright/test';
import { tierOperations } from '@/lib/contract/tier';
import { SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

// All specs share one server: what a test changes of the tier critical, it puts back.

async function openTier(page: Page) {
  await page.goto('/tiers?tier=critical');
  await expect(page.getByRole('button', { name: /^Read public/ })).toBeVisible();
}

async function save(page: Page, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Preview and save…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save the tier critical' });
  await expect(dialog.getByText(/would have gone otherwise/)).toBeVisible();
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: 'Save, in force at once' }).click();
  await expect(dialog).toBeHidden();
}

async function putBack(page: Page): Promise<void> {
  await openTier(page);
  await page.getByRole('button', { name: 'Use shipped values' }).click();
  await save(page, 'The test is over');
}

const readInternal = (page: Page): Locator => page.getByRole('button', { name: /^Read internal/ });

test('a cell is changed by keyboard, what it would do is shown, and the next call feels it', async ({
  api,
  agent,
  signInAs,
}) => {
  const bot = await agent({ riskTier: 'critical' });
  expect(await bot.asks('search')).toMatchObject({ decision: true });

  const page = await signInAs('admin');
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: 'Tiers' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tiers' })).toBeVisible();
  await openTier(page);
  await page.getByRole('button', { name: /^Read public/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(readInternal(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: /^Write internal/ })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('e');
  await expect(readInternal(page)).toHaveAccessibleName(
    'Read internal: Ask: not saved, was Allow, shipped as Allow',
  );
  await expect(page.getByRole('region', { name: 'Not saved' })).toContainText('Read internal');

  await page.getByRole('button', { name: 'Preview and save…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save the tier critical' });
  const foreseen = dialog.getByRole('region', { name: 'What it would do' });
  await expect(foreseen).toContainText(/active agents? of this tier/);
  await expect(foreseen).toContainText(/would have gone otherwise/);
  await expect(foreseen.getByRole('link', { name: `${bot.system}/search` })).toBeVisible();
  await expect(foreseen.getByText('Needs approval').first()).toBeVisible();
  expect(await bot.asks('search'), 'a preview changes nothing').toMatchObject({ decision: true });
  await dialog.getByRole('button', { name: 'Save, in force at once' }).click();
  await expect(dialog.getByText('Say why.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('Reads of critical agents are to be looked at');
  await dialog.getByRole('button', { name: 'Save, in force at once' }).click();
  await expect(page.getByText(/In force since \d\d:\d\d:\d\d/)).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ context: { outcome: 'escalate' } });

  await putBack(page);
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const { items } = await api.get('/api/v1/tiers', tierOperations.list.output);
  expect(items.find(({ id }) => id === 'critical')?.rules).toEqual(SHIPPED_TIERS.critical);
});

test('two browsers change one tier: the second sees what the first did, and loses nothing', async ({
  api,
  signInAs,
}) => {
  const [first, second] = [await signInAs('admin'), await signInAs('admin')];
  await openTier(first);
  await openTier(second);
  await second.getByRole('spinbutton', { name: 'Approvals' }).fill('3');
  await second.getByRole('button', { name: 'Preview and save…' }).click();
  const dialog = second.getByRole('dialog', { name: 'Save the tier critical' });
  await dialog.getByLabel('Reason').fill('Three pairs of eyes');

  await readInternal(first).click();
  await save(first, 'I was faster');

  await dialog.getByRole('button', { name: 'Save, in force at once' }).click();
  await expect(dialog.getByText('Changed by somebody else meanwhile')).toBeVisible();
  await expect(dialog.getByRole('alert')).toContainText('Read internal');
  await expect(dialog.getByLabel('Reason')).toHaveValue('Three pairs of eyes');
  await dialog.getByRole('button', { name: 'Go on from how it stands now' }).click();
  await dialog.getByRole('button', { name: 'Save, in force at once' }).click();
  await expect(dialog).toBeHidden();
  const { items } = await api.get('/api/v1/tiers', tierOperations.list.output);
  const rules = items.find(({ id }) => id === 'critical')?.rules;
  expect(rules).toMatchObject({ approvals: 3, matrix: { read: { internal: 'escalate' } } });
  await putBack(second);
});

test('a value out of its bounds is named, and cannot be saved', async ({ signInAs }) => {
  const page = await signInAs('admin');
  await openTier(page);
  await page.getByRole('spinbutton', { name: 'Approvals' }).fill('9');
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Preview and save…' })).toHaveAccessibleDescription(
    'A value is out of its bounds',
  );
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('spinbutton', { name: 'Approvals' })).toHaveValue('2');
});

test('an auditor reads the tiers and compares them, and changes nothing', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await openTier(page);
  const cell = readInternal(page);
  await cell.focus();
  await page.keyboard.press('d');
  await cell.click({ force: true });
  await expect(cell).toHaveAccessibleName('Read internal: Allow');
  await expect(page.getByRole('button', { name: 'Preview and save…' })).toHaveAccessibleDescription(
    /Needs the role admin/,
  );
  await page.getByRole('navigation', { name: 'Tiers' }).getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('columnheader', { name: 'Critical' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Longest task/ })).toContainText('1 d');
});

test('the tiers and their dialog can be used by everybody', { tag: '@phone' }, async ({ signInAs }) => {
  const page = await signInAs('admin');
  await openTier(page);
  await readInternal(page).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Preview and save…' }).click();
  await expect(page.getByText(/would have gone otherwise/)).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.goto('/tiers?tier=compare');
  await expect(page.getByRole('columnheader', { name: 'Critical' })).toBeVisible();
  await expectAccessible(page);
});
