import type { Browser, Locator, Page } from '@playwright/test';
import { AgentView } from '@/lib/contract/agent';
import { UserView } from '@/lib/contract/user';
import type { Bot } from './agent';
import type { Api } from './api';
import { expectAccessible } from './axe';
import { expect, type Person, test } from './fixtures';

const MOST_STOPS = 80;

/** Walks with the Tab key until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let i = 0; i < MOST_STOPS; i += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the Tab key does not lead there');
}

/** A browser of their own, signed in without a mouse. */
async function signInByKeyboard(browser: Browser, { email, password }: Person): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto('/sign-in');
  await tabTo(page, page.getByLabel('E-mail address'));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/');
  return page;
}

const propose = (api: Api, bot: Bot, to: Person, reason = 'She runs the team now') =>
  api.post(`/api/v1/agents/${bot.id}/transfer-ownership`, AgentView, { owner: to.email, reason });

test('a transfer is accepted by its successor, without a mouse, and until then the agent only reads', async ({
  agent,
  browser,
  person,
  signInAs,
}) => {
  const bot = await agent();
  const successor = await person('reviewer');
  expect(await bot.asks('update')).toMatchObject({ decision: true });

  const admin = await signInAs('admin');
  await admin.goto(`/agents/${bot.id}`);
  await admin.getByRole('button', { name: 'Transfer', exact: true }).click();
  const transfer = admin.getByRole('dialog', { name: `Transfer ${bot.name}` });
  await expect(transfer).toContainText('it may only read: everything else is denied');
  await transfer.getByRole('combobox', { name: 'New owner' }).fill(successor.email);
  await transfer.getByRole('option', { name: successor.name }).click();
  await transfer.getByLabel('Reason').fill('She runs the team now');
  await transfer.getByRole('button', { name: 'Propose' }).click();
  await expect(transfer).toBeHidden();
  const waiting = admin.getByRole('region', { name: 'Not accepted yet' });
  await expect(waiting).toContainText(`${successor.name} has not accepted yet`);
  await expect(waiting.getByRole('button', { name: `Accept ${bot.name}` })).toHaveAccessibleDescription(
    new RegExp(`only ${successor.name} may accept it`),
  );
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  expect(await bot.asks('update')).toMatchObject({
    decision: false,
    context: { outcome: 'deny', reason: 'owner_not_accepted' },
  });

  const page = await signInByKeyboard(browser, successor);
  const asked = page.getByRole('region', { name: 'Proposed to you' });
  await expect(asked).toContainText('She runs the team now');
  await tabTo(page, asked.getByRole('button', { name: `Accept ${bot.name}` }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Answer for ${bot.name}` });
  await tabTo(page, dialog.getByRole('button', { name: 'Accept' }));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(asked).toBeHidden();

  expect(await bot.asks('update')).toMatchObject({ decision: true });
  await admin.reload();
  await expect(admin.getByRole('region', { name: 'Who answers for it' })).toContainText(successor.name);
  await expect(waiting).toBeHidden();
  await page.context().close();
});

test('who declines says why, and an admin withdraws what nobody has answered', async ({
  agent,
  api,
  browser,
  person,
  signInAs,
}) => {
  const bot = await agent();
  const successor = await person('auditor');
  await propose(api, bot, successor);
  const page = await signInByKeyboard(browser, successor);
  await page.goto(`/agents/${bot.id}`);
  const banner = page.getByRole('region', { name: 'Not accepted yet' });
  await expect(banner).toContainText('You are asked to answer for it');
  await expect(banner.getByRole('button', { name: `Withdraw ${bot.name}` })).toHaveAccessibleDescription(
    /Needs the role admin/,
  );
  await banner.getByRole('button', { name: `Decline ${bot.name}` }).click();
  const dialog = page.getByRole('dialog', { name: `Do not answer for ${bot.name}` });
  await dialog.getByRole('button', { name: 'Decline' }).click();
  await expect(dialog.getByText('Say why.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('Not my field');
  await dialog.getByRole('button', { name: 'Decline' }).click();
  await expect(banner).toBeHidden();
  expect(await bot.asks('update')).toMatchObject({ decision: true });

  await propose(api, bot, successor);
  const admin = await signInAs('admin');
  await admin.goto(`/agents/${bot.id}`);
  const waiting = admin.getByRole('region', { name: 'Not accepted yet' });
  await waiting.getByRole('button', { name: `Withdraw ${bot.name}` }).click();
  const withdrawal = admin.getByRole('dialog');
  await withdrawal.getByLabel('Reason').fill('A mistake');
  await withdrawal.getByRole('button', { name: 'Withdraw' }).click();
  await expect(waiting).toBeHidden();
  await page.context().close();
});

test('an admin who takes an agent over themself has accepted', async ({ agent, signInAs }) => {
  const bot = await agent();
  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}`);
  const { email } = await page.evaluate(async () => (await fetch('/api/v1/me')).json());
  await page.getByRole('button', { name: 'Transfer', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Transfer ${bot.name}` });
  await dialog.getByRole('combobox', { name: 'New owner' }).fill(email);
  await dialog.getByRole('option').first().click();
  await expect(dialog).toContainText('You take it over yourself');
  await dialog.getByLabel('Reason').fill('I know it best');
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Not accepted yet' })).toBeHidden();
  expect(await bot.asks('update')).toMatchObject({ decision: true });
});

test('of whoever is disabled, the agents are proposed to the backup owners, who see it on their overview', {
  tag: '@phone',
}, async ({ agent, api, browser, person, signInAs }) => {
  const bot = await agent();
  const backup = await person('approver');
  await api.patch(`/api/v1/agents/${bot.id}`, AgentView, { backupOwner: backup.email });
  await api.post(`/api/v1/users/${bot.owner.id}/disable`, UserView);
  expect(await bot.asks('search')).toMatchObject({ decision: true });
  expect(await bot.asks('update')).toMatchObject({ context: { reason: 'owner_not_accepted' } });

  const admin = await signInAs('admin');
  await admin.goto('/');
  await expect(admin.getByRole('region', { name: 'Needs you' })).toContainText(
    /waits? for an owner to accept/,
  );
  await admin.goto(`/agents?ownership=proposed,left&q=${bot.id}`);
  await expect(admin.getByRole('link', { name: bot.name })).toBeVisible();
  await expect(admin.getByText('Not accepted').first()).toBeVisible();
  await expectAccessible(admin);
  await admin.goto(`/agents/${bot.id}`);
  await expect(admin.getByRole('region', { name: 'Not accepted yet' })).toContainText(backup.name);
  await expectAccessible(admin);

  const page = await signInByKeyboard(browser, backup);
  await expect(page.getByRole('region', { name: 'Needs you' })).toContainText('1 agent is proposed to you');
  const asked = page.getByRole('region', { name: 'Proposed to you' });
  await expect(asked).toContainText(`${bot.owner.email} was disabled`);
  await expectAccessible(page);
  await asked.getByRole('button', { name: `Accept ${bot.name}` }).click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
  await expect(asked).toBeHidden();
  expect(await bot.asks('update')).toMatchObject({ decision: true });
  await page.context().close();
});

test('a transfer typed for an agent that was transferred meanwhile is kept', async ({
  agent,
  api,
  person,
  signInAs,
}) => {
  const bot = await agent();
  const [first, second] = [await person('reviewer'), await person('reviewer')];
  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}`);
  await page.getByRole('button', { name: 'Transfer', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Transfer ${bot.name}` });
  await dialog.getByRole('combobox', { name: 'New owner' }).fill(second.email);
  await dialog.getByRole('option', { name: second.name }).click();
  await dialog.getByLabel('Reason').fill('I was second');
  await propose(api, bot, first, 'I was first');
  await dialog.getByRole('button', { name: 'Propose' }).click();
  await expect(dialog.getByText('Changed by somebody else meanwhile')).toBeVisible();
  await expect(dialog).toContainText(`${first.name} is asked`);
  await expect(dialog.getByLabel('Reason')).toHaveValue('I was second');
  await dialog.getByRole('button', { name: 'Go on from how it stands now' }).click();
  await dialog.getByRole('button', { name: 'Propose' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Not accepted yet' })).toContainText(second.name);
});
