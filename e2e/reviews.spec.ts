import type { Page } from '@playwright/test';
import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { reviewItemOperations } from '@/lib/contract/review-item';
import { ReviewScheduleView } from '@/lib/contract/review-schedule';
import type { Bot } from './agent';
import type { Api } from './api';
import { expectAccessible } from './axe';
import { reviewNow } from './every-page';
import { expect, type Person, test } from './fixtures';

async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL('/');
}

/** What belongs above the fold: nobody has to scroll to know what they decide. */
async function expectInFold(page: Page, texts: readonly (string | RegExp)[]): Promise<void> {
  const card = page.locator('section').filter({ has: page.getByRole('button', { name: /^Keep/ }) });
  const fold = (page.viewportSize()?.height ?? 0) - ((page.viewportSize()?.width ?? 0) < 640 ? 52 : 0);
  const bar = await card.getByRole('button', { name: /^Keep/ }).boundingBox();
  for (const text of texts) {
    const box = await card.getByText(text).first().boundingBox();
    expect(box, `${text} is on the card`).not.toBeNull();
    expect((box?.y ?? 0) + (box?.height ?? 0), `${text} is above the fold`).toBeLessThanOrEqual(fold);
    expect((box?.y ?? 0) + (box?.height ?? 0), `${text} is above the buttons`).toBeLessThanOrEqual(
      (bar?.y ?? fold) + 1,
    );
  }
}

const EVIDENCE = [
  'Recommended',
  /\(rule: /,
  'Last used',
  /^Used in/,
  'Calls of these tools',
  'Reach',
  'A revoke takes away',
  'Peers',
  'Previous review',
  'Given by',
  'Why',
  /^owned by/,
];

const items = async (api: Api, campaign: string) =>
  (await api.get(`/api/v1/review-items?campaign=${campaign}`, reviewItemOperations.list.output)).items;

/** Asks `reviewer` for what the owner of the agent was asked. */
async function giveTo(api: Api, campaign: string, bot: Bot, reviewer: Person): Promise<void> {
  await api.post(`/api/v1/review-campaigns/${campaign}/reassign`, reviewCampaignOperations.reassign.output, {
    from: bot.owner.email,
    to: reviewer.email,
    reason: 'The owner is away',
  });
}

test('from the schedule to the next call: made, run, decided by keyboard, signed off, denied', async ({
  agent,
  api,
  page,
  person,
  signInAs,
}) => {
  const [bot, reviewer] = [await agent(), await person('reviewer')];
  expect(await bot.asks('search')).toMatchObject({ decision: true });

  const admin = await signInAs('admin');
  await admin.goto('/reviews/schedules');
  await admin.getByRole('link', { name: 'New schedule' }).first().click();
  const name = `Access of ${bot.id}`;
  await admin.getByLabel('Name', { exact: true }).fill(name);
  await admin.getByText('Only some systems, owners or agents').click();
  await admin.getByLabel(/^Agents/).fill(bot.id);
  await admin.getByRole('option', { name: new RegExp(bot.name) }).click();
  await admin.getByText('On a rule').click();
  await expect(admin.getByText('In words: every 3 months.')).toBeVisible();
  await admin.getByLabel('Asked', { exact: true }).selectOption({ label: 'People, by name' });
  await admin.getByLabel(/^Asked: who/).fill(reviewer.email);
  await admin.getByRole('option', { name: new RegExp(reviewer.name) }).click();
  const preview = admin.getByRole('region', { name: 'What it would do' });
  await expect(preview).toContainText('1 entitlements · 1 ownership');
  await expect(preview).toContainText(reviewer.name);
  await expect(preview.getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/)).toHaveCount(5);
  await admin.getByRole('button', { name: 'Save the schedule' }).click();
  await expect(admin.getByRole('heading', { level: 1, name })).toBeVisible();
  await admin.getByRole('button', { name: 'Run now…' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
  await expect(admin.getByText('A campaign was made')).toBeVisible();

  const { items: campaigns } = await api.get(
    `/api/v1/review-campaigns?q=${encodeURIComponent(name)}`,
    reviewCampaignOperations.list.output,
  );
  const campaign = campaigns[0]?.id ?? '';

  await page.setViewportSize({ width: 1280, height: 720 });
  await signIn(page, reviewer);
  const menu = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Reviews/ });
  await expect(menu).toHaveAccessibleName(/\d to decide/);
  await page.goto(`/reviews/mine?campaign=${campaign}`);
  const decided: string[] = [];
  for (const at of [1, 2]) {
    const card = page.locator('section').filter({ has: page.getByRole('button', { name: /^Keep/ }) });
    await expect(card.getByText(`${at} of 2`, { exact: true })).toBeVisible();
    await expect(card.getByText(/^owned by/)).toBeVisible();
    const isEntitlement = await card.getByRole('button', { name: /^Narrow/ }).isVisible();
    if (isEntitlement) await expectInFold(page, EVIDENCE);
    decided.push(isEntitlement ? 'revoke' : 'keep');
    await page.keyboard.press(isEntitlement ? 'r' : 'a');
    if (at === 1) {
      // Taken back, and said again.
      await expect(page.getByText('2 of 2', { exact: true })).toBeVisible();
      await page.keyboard.press('z');
      await expect(page.getByText('1 of 2', { exact: true })).toBeVisible();
      await expect(page.getByText('1 staged')).toBeHidden();
      await page.keyboard.press(isEntitlement ? 'r' : 'a');
    }
  }
  expect(decided.toSorted()).toEqual(['keep', 'revoke']);
  await expect(page.getByText('2 decisions wait for your sign-off')).toBeVisible();
  expect(await bot.asks('search'), 'staged is not applied').toMatchObject({ decision: true });

  await page.getByRole('button', { name: 'Sign off 2…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign off', exact: true }).click();
  const receipt = page.getByRole('region', { name: 'Signed off' });
  await expect(receipt).toContainText('2 decisions signed off');
  await expect(receipt).toContainText(/revoked \d\d:\d\d:\d\d/);
  await expect(receipt).toContainText('next due');
  expect(await bot.asks('search'), 'the very next call').toMatchObject({ decision: false });
  await expect(receipt.getByRole('link', { name: /^denied/ })).toBeVisible();
  // It is kept: who comes back to the page finds it, with what was observed since.
  await page.reload();
  await expect(receipt).toContainText('2 decisions signed off');
  await expect(receipt.getByRole('link', { name: /^denied/ })).toBeVisible();
  const said = await items(api, campaign);
  expect(said.map(({ decision }) => decision?.verb).toSorted()).toEqual(['keep', 'revoke']);
  for (const { decision } of said) expect(decision?.seenMs).toBeGreaterThan(0);

  const auditor = await signInAs('auditor');
  await auditor.goto(`/reviews/${campaign}`);
  await expect(auditor.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(auditor.getByRole('row', { name: new RegExp(reviewer.name) })).toContainText('2 of 2');
  await auditor.goto(`/reviews/${campaign}/report`);
  await expect(auditor.getByRole('row', { name: new RegExp(reviewer.name) })).toContainText(
    '1 kept, 1 revoked',
  );
  await auditor.goto(`/agents/${bot.id}?tab=reviews`);
  await expect(auditor.getByRole('row', { name: /Revoked/ })).toBeVisible();
});

test('at a high tier the owner is told why somebody else reviews it, and nothing goes without a comment', async ({
  agent,
  api,
  page,
  person,
  signInAs,
}) => {
  const [bot, reviewer] = [await agent({ riskTier: 'high' }), await person('reviewer')];
  const { campaign } = await reviewNow(api, bot.id);
  const [first] = await items(api, campaign);
  // The owner is never asked about their own: the fallback is.
  expect(first?.reviewer?.id).not.toBe(bot.owner.id);
  expect(first?.isFallback).toBe(true);
  await api.post(`/api/v1/review-campaigns/${campaign}/reassign`, reviewCampaignOperations.reassign.output, {
    from: first?.reviewer?.email ?? null,
    to: reviewer.email,
    reason: 'Spread over the team',
  });

  await signIn(page, reviewer);
  await page.goto(`/reviews/mine?campaign=${campaign}`);
  await expect(page.getByText('1 of 2', { exact: true })).toBeVisible();
  await expect(page.getByText(/^owned by/)).toBeVisible();
  await page.keyboard.press('a');
  const comment = page.getByLabel('Keep: why');
  await expect(comment).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Say why.')).toBeVisible();
  await comment.fill('It still sends the invoices');
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 of 2', { exact: true })).toBeVisible();
  await expect(page.getByText('1 staged')).toBeVisible();

  // An auditor sees what was said, and can change none of it.
  const auditor = await signInAs('auditor');
  await auditor.goto(`/reviews/${campaign}?item=${first?.id}`);
  await expect(auditor.getByText('“It still sends the invoices”').first()).toBeVisible();
  const keep = auditor.getByRole('button', { name: /^Keep/ });
  await expect(keep).toHaveAccessibleDescription(/Needs the role/);
  await auditor.keyboard.press('r');
  await expect(auditor.getByText('“It still sends the invoices”').first()).toBeVisible();
  expect((await items(api, campaign))[0]?.decision?.verb).toBe('keep');
});

test('in the hand: the evidence is there before anything is scrolled', { tag: '@phone' }, async ({
  agent,
  api,
  page,
  person,
}) => {
  const [bot, reviewer] = [await agent(), await person('reviewer')];
  await bot.asks('search');
  const { campaign } = await reviewNow(api, bot.id);
  await giveTo(api, campaign, bot, reviewer);
  await signIn(page, reviewer);
  const entitlement = (await items(api, campaign)).find(({ kind }) => kind === 'entitlement');
  await page.goto(`/reviews/mine?campaign=${campaign}&i=${entitlement?.id}`);
  await expect(page.getByText(/^owned by/)).toBeVisible();
  await expectInFold(page, EVIDENCE);
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Revoke/ }).click();
  await expect(page.getByText('1 staged')).toBeVisible();
  await page.getByRole('button', { name: 'Sign off 1…' }).click();
  await expectAccessible(page);
});

/** A campaign over these agents for these reviewers; with a second stage where somebody is named for it. */
async function campaignOver(
  api: Api,
  bots: readonly Bot[],
  reviewer: Person,
  second?: Person,
): Promise<string> {
  const { id } = await api.post('/api/v1/review-schedules', ReviewScheduleView, {
    name: `Over ${bots.map((bot) => bot.id).join(' and ')}`,
    covers: { what: ['entitlements', 'ownership'], filter: { agents: bots.map((bot) => bot.id) } },
    cadence: { rrule: 'FREQ=YEARLY' },
    timeZone: 'UTC',
    reviewer: { kind: 'people', people: [reviewer.email] },
    ...(second !== undefined && { secondReviewer: { kind: 'people', people: [second.email] } }),
    durationDays: 14,
    onSilence: 'keep',
  });
  const { lastSlot } = await api.post(`/api/v1/review-schedules/${id}/run-now`, ReviewScheduleView);
  return lastSlot?.campaign ?? '';
}

const signOffNow = async (page: Page) => {
  await page.getByRole('button', { name: /^Sign off \d/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign off', exact: true }).click();
};

test('narrowed by hand and handed over: felt by the next call, accepted by one and declined by another', async ({
  agent,
  api,
  browser,
  page,
  person,
}) => {
  // What is handed over does less until somebody accepts: what is cut is another one, so that only that shows.
  const [cut, taken, declined] = [await agent(), await agent(), await agent()];
  const [reviewer, heir] = [await person('reviewer'), await person('approver')];
  expect(await cut.asks('update')).toMatchObject({ decision: true });
  const campaign = await campaignOver(api, [cut, taken, declined], reviewer);
  const all = await items(api, campaign);
  const itemOf = (kind: string, bot: Bot) =>
    all.find((one) => one.kind === kind && one.agent?.id === bot.id)?.id ?? '';
  await signIn(page, reviewer);

  await page.goto(`/reviews/mine?campaign=${campaign}&i=${itemOf('entitlement', cut)}`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Narrow by hand…' }).click();
  const dialog = page.getByRole('dialog');
  // It begins with what was used, which is what is to go.
  await dialog.getByRole('checkbox', { name: /^search/ }).check();
  await dialog.getByRole('checkbox', { name: /^update/ }).uncheck();
  const classes = dialog.getByRole('group', { name: 'Action classes' });
  await classes.getByText('read', { exact: true }).click();
  await classes.getByText('write', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Narrow', exact: true }).click();
  await expect(page.getByText('1 staged')).toBeVisible();
  for (const [at, bot] of [taken, declined].entries()) {
    await page.goto(`/reviews/mine?campaign=${campaign}&i=${itemOf('ownership', bot)}`);
    await page.getByRole('button', { name: /^Hand over/ }).click();
    await dialog.getByLabel('To').fill(heir.email);
    await page.getByRole('option', { name: new RegExp(heir.name) }).click();
    await dialog.getByRole('button', { name: 'Hand over' }).click();
    await expect(page.getByText(`${at + 2} staged`)).toBeVisible();
  }

  await signOffNow(page);
  const receipt = page.getByRole('region', { name: 'Signed off' });
  await expect(receipt).toContainText(/narrowed \d\d:\d\d:\d\d/);
  await expect(receipt).toContainText('3 decisions signed off');
  expect(await cut.asks('update'), 'what was cut off').toMatchObject({ decision: false });
  expect(await cut.asks('search'), 'what was left').toMatchObject({ decision: true });
  await expect(receipt.getByRole('link', { name: /^denied/ })).toBeVisible();

  const theirs = await (await browser.newContext()).newPage();
  await signIn(theirs, heir);
  for (const [deed, bot] of [
    ['Accept', taken],
    ['Decline', declined],
  ] as const) {
    await theirs.goto(`/agents/${bot.id}`);
    await theirs.getByRole('button', { name: `${deed} ${bot.name}` }).click();
    const asked = theirs.getByRole('dialog');
    if (deed === 'Decline') await asked.getByRole('textbox').fill('Not mine');
    await asked.getByRole('button', { name: deed }).click();
    await expect(asked).toBeHidden();
    const owner = deed === 'Accept' ? heir.name : bot.owner.name;
    await expect(theirs.getByRole('main').getByText(owner).first()).toBeVisible();
  }
  await theirs.context().close();
});

test('two look at one item; it goes on to the second stage, who is told; reminded, and closed early', async ({
  agent,
  api,
  browser,
  page,
  person,
  signInAs,
}) => {
  const [bot, first, second] = [await agent(), await person('reviewer'), await person('reviewer')];
  const campaign = await campaignOver(api, [bot], first, second);
  const at = (await items(api, campaign)).find(({ kind }) => kind === 'entitlement')?.id ?? '';
  const other = await (await browser.newContext()).newPage();
  await signIn(page, first);
  await signIn(other, second);
  await page.goto(`/reviews/mine?campaign=${campaign}&i=${at}`);
  await other.goto(`/reviews/${campaign}?item=${at}`);
  for (const one of [page, other]) await expect(one.getByText(/^owned by/)).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByText('1 staged')).toBeVisible();
  await other.keyboard.press('r');
  await expect(other.getByText(/has decided it already|Decided by/).first()).toBeVisible();
  await expect(other.getByText(first.name).first()).toBeVisible();
  expect((await items(api, campaign)).find(({ id }) => id === at)?.decision?.verb).toBe('keep');

  await signOffNow(page);
  await expect(page.getByRole('region', { name: 'Signed off' })).toContainText(
    '1 handed on to the second stage',
  );
  await other.goto('/inbox');
  const told = other.getByRole('listitem').filter({ hasText: 'You were asked to review' });
  await expect(told).toContainText('Yours: 1 item');
  await told.getByRole('link').click();
  await expect(other).toHaveURL(new RegExp(`/reviews/mine\\?campaign=${campaign}`));
  await expect(other.getByText('The first stage said')).toBeVisible();
  await expect(other.getByText(/stage 2 of 2/)).toBeVisible();

  const admin = await signInAs('admin');
  await admin.goto(`/reviews/${campaign}`);
  await admin.getByRole('button', { name: 'Remind all…' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Remind' }).click();
  await expect(admin.getByText('Reminded 2')).toBeVisible();
  await other.goto('/inbox');
  await expect(other.getByRole('listitem').filter({ hasText: 'Still yours to review' })).toContainText(
    'Waits',
  );

  await admin.getByRole('button', { name: 'Close early…' }).click();
  await admin.getByLabel('Reason').fill('The agent goes next week');
  await admin.getByRole('dialog').getByRole('button', { name: 'Close the campaign' }).click();
  await expect(admin.getByRole('main').getByText('Closed', { exact: true }).first()).toBeVisible();
  await other.reload();
  await expect(other.getByRole('listitem').filter({ hasText: 'Still yours to review' })).toContainText(
    'Closed',
  );
  await other.context().close();
  expect(await bot.asks('search'), 'what nobody decided stays').toMatchObject({ decision: true });
});
