import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { apiWith } from '@/e2e/api';
import { addressesOf, type Made, ROUTES, reviewNow, stopAndRelease } from '@/e2e/every-page';
import { ContextView } from '@/lib/contract/shared-context';
import { CONTEXT, firstId, openBrowser, signIn } from './browser';
import { type Served, serve } from './served';

const FOLDER = join(process.cwd(), 'public/docs');
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Those that are shown in the dark theme too, and in the hand. */
const DARK = new Set(['overview', 'decisions', 'decision', 'agent', 'graph']);
const IN_HAND = new Set([
  'overview',
  'decision',
  'escalations',
  'escalation',
  'agent',
  'stops',
  'deferrals',
  'inbox',
  'review',
  'reviews-mine-card',
]);
const MOST_BYTES = 5_000_000;

type Shot = { name: string; address: string };

/** `/agents/[id]` is `agent`: one of the noun before it. A look at it stands behind that. */
function nameOf(route: string, look: string): string {
  const words = route.split('/').filter((segment) => segment !== '');
  if (look !== '') return [...words.filter((word) => !word.startsWith('[')), look].join('-');
  const named = words.flatMap((word, i) => {
    const next = words[i + 1] ?? '';
    if (word.startsWith('[')) return [];
    return [next.startsWith('[') ? word.replace(/ies$/, 'y').replace(/s$/, '') : word];
  });
  return named.join('-') || 'overview';
}

async function storyOf(served: Served): Promise<Made> {
  const agent = 'invoice-bot';
  const [task, decision] = await Promise.all([
    // A running one can be given a grant.
    firstId(served, `/api/v1/tasks?agent=${agent}&state=running&limit=1`),
    firstId(served, '/api/v1/decisions?outcome=escalate&limit=1'),
  ]);
  const api = apiWith(served.url, served.key);
  const { id: context } = await api.post('/api/v1/contexts', ContextView, {
    name: 'Notes on the third quarter',
  });
  const stop = await stopAndRelease(api, { kind: 'agent', id: 'lead-finder' });
  const review = await reviewNow(api, agent);
  return { bot: { id: agent, system: 'crm' } as Made['bot'], task, decision, context, stop, review };
}

async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('main .animate-pulse') === null);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** Fewer colours make a screenshot a third as large, and nobody sees it. */
async function smaller(png: Buffer): Promise<Buffer> {
  const sharp = await import('sharp').then(
    (found) => found.default,
    () => null,
  );
  if (sharp === null) return png;
  return sharp(png).png({ palette: true, colours: 128, compressionLevel: 9, effort: 10 }).toBuffer();
}

async function takeAll(browser: Browser, served: Served): Promise<{ name: string; bytes: number }[]> {
  const storageState = await signIn(browser, served);
  const made = await storyOf(served);
  const taken: { name: string; bytes: number }[] = [];
  const take = async (
    shots: readonly Shot[],
    suffix: string,
    options: Parameters<Browser['newContext']>[0],
  ) => {
    const context = await browser.newContext({ ...CONTEXT, baseURL: served.url, storageState, ...options });
    const page = await context.newPage();
    for (const { name, address } of shots) {
      await page.goto(address);
      await settle(page);
      const bytes = await smaller(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
      writeFileSync(join(FOLDER, `${name}${suffix}.png`), bytes);
      taken.push({ name: `${name}${suffix}`, bytes: bytes.length });
    }
    await context.close();
  };

  const shots: Shot[] = [];
  for (const route of ROUTES) {
    for (const { look, path } of await addressesOf(route, made, served)) {
      shots.push({ name: nameOf(route, look), address: path });
    }
  }
  const light = { viewport: DESKTOP, colorScheme: 'light' } as const;
  await take(shots, '', light);
  await take(await tabsOf(browser, served, storageState, shots), '', light);
  const named = (names: ReadonlySet<string>) => shots.filter(({ name }) => names.has(name));
  await take(named(DARK), '-dark', { viewport: DESKTOP, colorScheme: 'dark' });
  await take(named(IN_HAND), '-phone', {
    viewport: PHONE,
    colorScheme: 'light',
    isMobile: true,
    hasTouch: true,
  });
  return taken;
}

/** The tabs of an agent: most of what there is to know stands behind them. */
async function tabsOf(
  browser: Browser,
  served: Served,
  storageState: Awaited<ReturnType<typeof signIn>>,
  shots: readonly Shot[],
): Promise<Shot[]> {
  const agent = shots.find(({ name }) => name === 'agent');
  if (agent === undefined) return [];
  const context = await browser.newContext({
    ...CONTEXT,
    baseURL: served.url,
    storageState,
    viewport: DESKTOP,
  });
  const page = await context.newPage();
  await page.goto(agent.address);
  await settle(page);
  const links = await page
    .locator('main a[href*="tab="]')
    .evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
  await context.close();
  return [...new Set(links)].flatMap((address) => {
    const tab = new URL(address, served.url).searchParams.get('tab');
    return address.startsWith(agent.address) && tab !== null ? [{ name: `agent-${tab}`, address }] : [];
  });
}

async function main(): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cordon-screenshots-'));
  delete process.env.DATABASE_URL;
  process.env.CORDON_DATA_DIR = dataDir;
  const served = await serve({ demo: true });
  const browser = await openBrowser(['--force-color-profile=srgb', '--font-render-hinting=none']);
  try {
    mkdirSync(FOLDER, { recursive: true });
    const taken = await takeAll(browser, served);
    const total = taken.reduce((sum, { name }) => sum + statSync(join(FOLDER, `${name}.png`)).size, 0);
    console.log(`${taken.length} screenshots, ${(total / 1_000_000).toFixed(2)} MB, in public/docs`);
    for (const { name, bytes } of taken.toSorted((a, b) => b.bytes - a.bytes).slice(0, 5)) {
      console.log(`  ${name}.png ${(bytes / 1000).toFixed(0)} KB`);
    }
    return total > MOST_BYTES ? 1 : 0;
  } finally {
    await browser.close();
    await served.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(`screenshots: ${error.stack}`);
    process.exitCode = 1;
  },
);
