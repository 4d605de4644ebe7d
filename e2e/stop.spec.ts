import type { Page } from '@playwright/test';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

/** Types into the palette until the thing that was meant is the one that Enter opens. */
async function goByName(page: Page, name: string) {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await expect(palette).toBeVisible();
  await page.keyboard.type(name);
  // Answers come one after the other, and a task of the agent holds its name too: the agent's begins with it.
  await expect(palette.getByRole('option', { name: new RegExp(`^${name}`), selected: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('an agent is found, stopped and released without a mouse, and feels each at its next call', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent();
  expect(await bot.asks('search')).toMatchObject({ decision: true });

  const page = await signInAs('admin');
  await page.goto('/');
  await goByName(page, bot.name);
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Stop' });
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await expect(dialog.getByText('1 running task')).toBeVisible();
  await page.keyboard.type('It behaves strangely');
  await page.keyboard.press('Enter');

  const done = page.getByRole('dialog', { name: /^Stopped \d\d:\d\d:\d\d/ });
  await expect(done).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ decision: false, context: { reason: 'stopped' } });
  await expect(done.getByText('first call denied')).toBeVisible();
  await page.keyboard.press('Escape');

  const banner = page.getByRole('region', { name: 'Stopped' });
  await expect(banner).toContainText('It behaves strangely');
  await banner.getByRole('button', { name: 'Release' }).focus();
  await page.keyboard.press('Enter');
  const release = page.getByRole('dialog', { name: 'Release the stop' });
  await expect(release.getByLabel('Reason')).toBeFocused();
  await page.keyboard.type('It was a false alarm');
  await page.keyboard.press('Control+Enter');
  await expect(release).toBeHidden();
  await expect(banner).toBeHidden();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
});

test('a stop of an owner covers all their agents, and is released from the list of stops', async ({
  signInAs,
  agent,
}) => {
  const bot = await agent();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const page = await signInAs('admin');
  await page.goto('/stops');
  await page.getByRole('button', { name: 'New stop' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop' });
  await dialog.getByLabel('What to stop').selectOption('owner');
  await dialog.getByRole('combobox', { name: 'Owner' }).fill(bot.owner.email);
  await dialog.getByRole('option', { name: bot.owner.name }).click();
  await expect(dialog.getByText('1 agent')).toBeVisible();
  await dialog.getByLabel('Reason').fill('They are away');
  await dialog.getByRole('button', { name: 'Stop now' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await bot.asks('search')).toMatchObject({ decision: false });

  const row = page.getByRole('row', { name: bot.owner.name });
  await row.getByRole('button', { name: 'Release' }).click();
  const release = page.getByRole('dialog', { name: 'Release the stop' });
  await release.getByLabel('Reason').fill('They are back');
  await release.getByRole('button', { name: 'Release' }).click();
  await expect(row.getByRole('cell', { name: 'Released', exact: true })).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
});

test('everything is stopped only by typing it', async ({ signInAs }) => {
  const page = await signInAs('admin');
  await page.goto('/stops');
  await page.getByRole('button', { name: 'New stop' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop' });
  await dialog.getByLabel('What to stop').selectOption('everything');
  await dialog.getByLabel('Reason').fill('A drill');
  await dialog.getByRole('button', { name: 'Stop everything' }).click();
  await expect(dialog.getByText('Type STOP ALL.')).toBeVisible();
  await expect(dialog).toBeVisible();
});

test('everything is released by two people: the first asks, the second confirms, and nothing is allowed between', async ({
  agent,
  browser,
  person,
  signInAs,
}) => {
  const bot = await agent();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  const first = await signInAs('admin');
  await first.goto('/stops');
  await first.keyboard.press('s');
  const dialog = first.getByRole('dialog', { name: 'Stop' });
  await dialog.getByLabel('What to stop').selectOption('everything');
  await expect(dialog.getByText(/running tasks?/).first()).toBeVisible();
  await dialog.getByLabel('Reason').fill('An incident');
  await dialog.getByLabel('Type STOP ALL to confirm').fill('STOP ALL');
  await dialog.getByRole('button', { name: 'Stop everything' }).click();
  await first.getByRole('link', { name: 'The page of this stop' }).click();
  await expect(first.getByRole('heading', { level: 1, name: 'Everything' })).toBeVisible();
  expect(await bot.asks('search')).toMatchObject({ decision: false, context: { reason: 'stopped' } });
  await expect(first.getByRole('region', { name: 'What took effect' })).toContainText(bot.keyName);

  await first.getByRole('button', { name: 'Ask for release' }).click();
  const ask = first.getByRole('dialog', { name: 'Ask that everything be released' });
  await ask.getByLabel('Reason').fill('It is over');
  await ask.getByRole('button', { name: 'Ask for it' }).click();
  await expect(ask).toBeHidden();
  const own = first.getByRole('button', { name: 'Confirm release' });
  await expect(own).toHaveAttribute('aria-disabled', 'true');
  await expect(own).toHaveAccessibleDescription(/another admin must confirm/);
  expect(await bot.asks('search')).toMatchObject({ decision: false, context: { reason: 'stopped' } });
  await expectAccessible(first);

  const { email, password } = await person('admin');
  const context = await browser.newContext();
  const second = await context.newPage();
  await second.goto('/sign-in?from=%2Fstops%3Fopen%3Dtrue');
  await second.getByLabel('E-mail address').fill(email);
  await second.getByLabel('Password').fill(password);
  await second.getByRole('button', { name: 'Sign in', exact: true }).click();
  await second
    .getByRole('row', { name: /Everything/ })
    .getByRole('button', { name: 'Confirm release' })
    .click();
  const confirm = second.getByRole('dialog', { name: 'Confirm that everything is released' });
  await expect(confirm).toContainText('It is over');
  await confirm.getByLabel('Reason').fill('I have looked at it');
  await confirm.getByRole('button', { name: 'Release everything' }).click();
  await expect(confirm).toBeHidden();
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  await context.close();
});

test('an auditor sees the stop, and why it is not theirs', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await page.goto('/stops');
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await expect(stop).toHaveAttribute('aria-disabled', 'true');
  await expect(stop).toHaveAccessibleDescription(/Needs the role admin/);
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the stops and their dialogs can be used by everybody', { tag: '@phone' }, async ({ signInAs }) => {
  const page = await signInAs('admin');
  await page.goto('/stops');
  await expect(page.getByRole('heading', { level: 1, name: 'Stops' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'New stop' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop' });
  await expect(dialog.getByRole('listbox').getByRole('option').first()).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('What to stop').selectOption('everything');
  await dialog.getByRole('button', { name: 'Stop everything' }).click();
  await expect(dialog.getByText('Say why.')).toBeVisible();
  await expectAccessible(page);
});
