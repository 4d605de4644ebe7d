import type { Page } from '@playwright/test';
import { expectAccessible } from './axe';
import { silentControls } from './controls';
import { addressesOf, isOfRoute, type Made, makeSomething, ROUTES } from './every-page';
import { expect, test } from './fixtures';

type Where = { name: string; path: (made: Made) => string; heading: RegExp };

const PAGES: readonly Where[] = [
  { name: 'overview', path: () => '/', heading: /Overview/ },
  // A few rows say as much as fifty, and axe is slow.
  { name: 'decisions', path: ({ bot }) => `/decisions?agent=${bot.id}`, heading: /Decisions/ },
  { name: 'a decision', path: ({ decision }) => `/decisions/${decision}`, heading: /./ },
  { name: 'agents', path: () => '/agents', heading: /Agents/ },
  { name: 'the import of agents', path: () => '/agents/import', heading: /Import/ },
  { name: 'an agent', path: ({ bot }) => `/agents/${bot.id}`, heading: /Bot/ },
  { name: "an agent's access", path: ({ bot }) => `/agents/${bot.id}?tab=access`, heading: /Bot/ },
  { name: 'a blast radius', path: ({ bot }) => `/graph?focus=agent:${bot.id}`, heading: /could reach/ },
  {
    name: 'who reaches',
    path: ({ bot }) => `/graph?focus=system:${bot.system}&view=list`,
    heading: /Who can/,
  },
  { name: 'entitlements', path: ({ bot }) => `/entitlements?agent=${bot.id}`, heading: /Entitlements/ },
  { name: 'grants', path: ({ bot }) => `/grants?agent=${bot.id}`, heading: /Grants/ },
  { name: 'a new grant', path: ({ task }) => `/grants/new?task=${task}`, heading: /New grant/ },
  { name: 'systems', path: ({ bot }) => `/systems?q=${bot.system}`, heading: /Systems/ },
  { name: 'a system', path: ({ bot }) => `/systems/${bot.system}`, heading: /CRM/ },
  { name: 'tools', path: ({ bot }) => `/tools?q=${bot.system}`, heading: /Tools/ },
  { name: 'a tool', path: ({ bot }) => `/tools/${bot.system}/update`, heading: /update/ },
  { name: 'the API', path: () => '/api-reference#reviewTool', heading: /API/ },
  { name: 'tasks', path: ({ bot }) => `/tasks?agent=${bot.id}`, heading: /Tasks/ },
  { name: 'a task', path: ({ task }) => `/tasks/${task}`, heading: /./ },
  { name: 'escalations', path: () => '/escalations?state=pending', heading: /Escalations/ },
  { name: 'contexts', path: () => '/contexts', heading: /Contexts/ },
  { name: 'guardrails', path: () => '/guardrails', heading: /Guardrails/ },
  { name: 'a guardrail', path: () => '/guardrails/exfiltration_path', heading: /exfiltration_path/ },
  { name: 'tiers', path: () => '/tiers', heading: /Tiers/ },
  { name: 'issuers', path: () => '/issuers', heading: /Issuers/ },
  { name: 'stops', path: () => '/stops', heading: /Stops/ },
  { name: 'audit', path: ({ bot }) => `/audit?q=${bot.id}`, heading: /Audit/ },
  { name: 'setup', path: () => '/setup', heading: /Setup/ },
  { name: 'findings', path: () => '/findings?severity=moderate', heading: /Findings/ },
];

/** What a page must never do, noted while it is open. */
function watch(page: Page, origin: string): string[] {
  const wrongs: string[] = [];
  page.on('console', (message) => {
    // A broken content security policy is reported as an error too.
    if (message.type() === 'error') wrongs.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) wrongs.push(`request: ${url}`);
  });
  return wrongs;
}

async function settled(page: Page, heading: RegExp) {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  // Skeletons are hidden from assistive technology, and from axe: what is judged is the page itself.
  await expect(page.locator('main .animate-pulse')).toHaveCount(0);
}

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/**
 * On a desk in both themes, then as narrow as a phone. Of pages that are one of many alike, axe sees one theme on
 * a desk: it is slow, and has judged their like.
 */
async function judge(page: Page, { isOneOfMany = false } = {}) {
  await judgeAt(page, DESKTOP);
  await expectAccessible(page, isOneOfMany ? ['light'] : undefined);
  await judgeAt(page, PHONE);
  if (!isOneOfMany) await expectAccessible(page);
  await page.setViewportSize(DESKTOP);
  await noteTabs(page);
}

/** The tabs of the pages that were looked at. */
const tabs = new Set<string>();

async function noteTabs(page: Page): Promise<void> {
  const found = await page.locator('main a[href*="tab="]').evaluateAll((links) =>
    links
      .map((link) => new URL((link as HTMLAnchorElement).href))
      .filter(({ pathname }) => pathname === location.pathname)
      .map(({ pathname, search }) => pathname + search),
  );
  for (const tab of found) tabs.add(tab);
}

async function judgeAt(page: Page, size: { width: number; height: number }) {
  await page.setViewportSize(size);
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content, `the page must not scroll sideways at ${size.width}`).toBeLessThanOrEqual(window ?? 0);
  expect(await silentControls(page), 'what is off must say why').toEqual([]);
}

/** Pages that are not named above: they are looked at all the same. */
const NAMES = { bot: { id: 'x', system: 'x' }, task: 'x', decision: 'x', context: 'x', stop: 'x' } as Made;
const FURTHER = ROUTES.filter((route) => !PAGES.some(({ path }) => isOfRoute(path(NAMES), route)));

/** Shared by all tests of a worker: looking changes nothing. */
let made: Promise<Made> | undefined;

for (const { name, path, heading } of PAGES) {
  test(`${name}: accessible, quiet and on its own`, async ({ agent, api, server, signInAs }) => {
    made ??= agent().then((bot) => makeSomething(api, bot));
    const there = await made;
    const page = await signInAs('admin');
    const wrongs = watch(page, server.url);
    await page.goto(path(there));
    await settled(page, heading);
    await judge(page);
    expect(wrongs).toEqual([]);
  });
}

for (const route of FURTHER) {
  test(`${route}: accessible, quiet and on its own`, async ({ agent, api, server, signInAs }) => {
    made ??= agent().then((bot) => makeSomething(api, bot));
    const page = await signInAs('admin');
    const wrongs = watch(page, server.url);
    const addresses = await addressesOf(route, await made, server);
    test.setTimeout(60_000 * addresses.length);
    for (const { path } of addresses) {
      await page.goto(path);
      await settled(page, /./);
      await judge(page, { isOneOfMany: addresses.length > 1 });
    }
    expect(wrongs).toEqual([]);
  });
}

test('every tab of every page: accessible, quiet and on its own', async ({
  agent,
  api,
  server,
  signInAs,
}) => {
  test.setTimeout(600_000);
  made ??= agent().then((bot) => makeSomething(api, bot));
  const page = await signInAs('admin');
  const wrongs = watch(page, server.url);
  // Those of a page that was looked at before; alone, those of an agent.
  if (tabs.size === 0) {
    await page.goto(`/agents/${(await made).bot.id}`);
    await settled(page, /./);
    await noteTabs(page);
  }
  expect(tabs.size).toBeGreaterThan(4);
  for (const tab of [...tabs]) {
    await page.goto(tab);
    await settled(page, /./);
    await judge(page, { isOneOfMany: true });
  }
  expect(wrongs).toEqual([]);
});

test('the sign-in page: accessible, quiet and on its own', async ({ page, server }) => {
  const wrongs = watch(page, server.url);
  await page.goto('/sign-in');
  await settled(page, /Sign in/);
  await judge(page);
  expect(wrongs).toEqual([]);
});
