import type { Page } from '@playwright/test';
import type { Bot } from './agent';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

type Made = { bot: Bot; task: string; decision: string };
type Where = { name: string; path: (made: Made) => string; heading: RegExp };

const PAGES: readonly Where[] = [
  { name: 'overview', path: () => '/', heading: /Overview/ },
  // A few rows say as much as fifty, and axe is slow.
  { name: 'decisions', path: ({ bot }) => `/decisions?agent=${bot.id}`, heading: /Decisions/ },
  { name: 'a decision', path: ({ decision }) => `/decisions/${decision}`, heading: /./ },
  { name: 'agents', path: () => '/agents', heading: /Agents/ },
  { name: 'an agent', path: ({ bot }) => `/agents/${bot.id}`, heading: /Bot/ },
  { name: "an agent's access", path: ({ bot }) => `/agents/${bot.id}?tab=access`, heading: /Bot/ },
  { name: 'systems', path: ({ bot }) => `/systems?q=${bot.system}`, heading: /Systems/ },
  { name: 'a system', path: ({ bot }) => `/systems/${bot.system}`, heading: /CRM/ },
  { name: 'tasks', path: ({ bot }) => `/tasks?agent=${bot.id}`, heading: /Tasks/ },
  { name: 'a task', path: ({ task }) => `/tasks/${task}`, heading: /./ },
  { name: 'escalations', path: () => '/escalations?state=pending', heading: /Escalations/ },
  { name: 'contexts', path: () => '/contexts', heading: /Contexts/ },
  { name: 'guardrails', path: () => '/guardrails', heading: /Guardrails/ },
  { name: 'a guardrail', path: () => '/guardrails/exfiltration_path', heading: /exfiltration_path/ },
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

async function judge(page: Page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content, 'the page must not scroll sideways').toBeLessThanOrEqual(window ?? 0);
  await expectAccessible(page);
}

for (const { name, path, heading } of PAGES) {
  test(`${name}: accessible, quiet and on its own`, { tag: '@phone' }, async ({
    agent,
    server,
    signInAs,
  }) => {
    const bot = await agent();
    const { id: task } = await bot.open({ actionClasses: ['read'] });
    await bot.asks('search', { task });
    const { context } = await bot.asks('update', { task, args: { id: 7, note: 'x'.repeat(300) } });
    const page = await signInAs('admin');
    const wrongs = watch(page, server.url);

    await page.goto(path({ bot, task, decision: context.evaluation_id }));
    await settled(page, heading);
    await judge(page);
    expect(wrongs).toEqual([]);
  });
}

test('the sign-in page: accessible, quiet and on its own', { tag: '@phone' }, async ({ page, server }) => {
  const wrongs = watch(page, server.url);
  await page.goto('/sign-in');
  await settled(page, /Sign in/);
  await judge(page);
  expect(wrongs).toEqual([]);
});
