import { gzipSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';

/** What one visit of a page cost. */
export type Visit = {
  /** Each script with its size as it would be sent compressed. */
  scripts: ReadonlyMap<string, number>;
  /** The largest answer of the API, in bytes as they are. */
  largestAnswer: { bytes: number; path: string };
  foreign: string[];
  lcpMs: number;
  cls: number;
};

type Noted = { lcp: number; cls: number; events: { name: string; duration: number }[] };
declare global {
  interface Window {
    noted: Noted;
  }
}

/** Runs in the page before all else: listens to what the browser measures by itself. */
function listen(): void {
  window.noted = { lcp: 0, cls: 0, events: [] };
  const observe = (
    type: string,
    take: (entry: PerformanceEntry) => void,
    more: Record<string, unknown> = {},
  ) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry);
    }).observe({ type, buffered: true, ...more });
  observe('largest-contentful-paint', (entry) => {
    window.noted.lcp = entry.startTime;
  });
  observe('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) window.noted.cls += value;
  });
  const event = (entry: PerformanceEntry) => {
    const { interactionId } = entry as PerformanceEntry & { interactionId?: number };
    if (interactionId) window.noted.events.push({ name: entry.name, duration: entry.duration });
  };
  observe('event', event, { durationThreshold: 16 });
}

export const prepare = async (page: Page): Promise<void> => {
  await page.addInitScript(listen);
};

export async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('main .animate-pulse') === null);
}

/** What comes after the page stands still belongs to it too: links that are fetched ahead, counts. */
const AFTERWARDS_MS = 1200;

/** Opens a page in a browser that knows nothing of it. */
export async function visit(page: Page, address: string, origin: string): Promise<Visit> {
  const waiting: Promise<void>[] = [];
  const scripts = new Map<string, number>();
  const foreign: string[] = [];
  let largestAnswer = { bytes: 0, path: '' };
  const take = async (response: Response) => {
    const { pathname, search } = new URL(response.url());
    const type = response.headers()['content-type'] ?? '';
    if (!type.includes('javascript') && !(pathname.startsWith('/api/v1/') && type.includes('json'))) return;
    const body = await response.body().catch(() => null);
    if (body === null) return;
    if (type.includes('javascript')) scripts.set(pathname, gzipSync(body).length);
    else if (body.length > largestAnswer.bytes)
      largestAnswer = { bytes: body.length, path: pathname + search };
  };
  page.on('response', (response) => void waiting.push(take(response)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) foreign.push(request.url());
  });
  await page.goto(address);
  await settle(page);
  await page.waitForTimeout(AFTERWARDS_MS);
  await Promise.all(waiting);
  const { lcp, cls } = await page.evaluate(() => window.noted);
  // What is fetched ahead when the focus comes to a link is another page's, and comes later.
  return { scripts: new Map(scripts), largestAnswer, foreign, lcpMs: lcp, cls };
}

const durations = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window.noted?.events ?? []).map(({ duration }) => duration));

/** Types into the page's search, walks its rows, and presses what switches; answers how long the slowest of these events took. */
export async function interact(page: Page): Promise<number | null> {
  const field = page.locator('main input[type="search"], main [role="searchbox"]').first();
  const link = page.locator('main tbody a, main li a').first();
  let isDone = false;
  if (await field.isVisible()) {
    await field.click();
    await field.pressSequentially('in', { delay: 120 });
    await page.waitForTimeout(700);
    await field.fill('');
    await page.waitForTimeout(700);
    isDone = true;
  }
  await page.getByRole('heading', { level: 1 }).click();
  for (const key of ['j', 'j', 'k']) await page.keyboard.press(key, { delay: 60 });
  if (await link.isVisible()) {
    // Opened by the keyboard's modifier in another tab, so that this page stays and can be asked.
    await link.focus();
    isDone = true;
  }
  const button = page
    .locator('main button[aria-pressed]:not([aria-disabled="true"]), main [role="tab"], main a[href*="tab="]')
    .first();
  if (await button.isVisible()) {
    await button.click();
    isDone = true;
  }
  await page.waitForTimeout(300);
  const events = await durations(page);
  return isDone || events.length > 0 ? Math.max(0, ...events) : null;
}

const OPENS_WITHIN_MS = 15_000;

/** What opening a row cost: how soon the page answered the press, and how soon the other page stood there. */
export type Opened = { pressMs: number; thereMs: number };

/** Presses the first row that leads somewhere; null where there is none. It is the last thing that is done to a page. */
export async function openRow(page: Page): Promise<Opened | null> {
  const link = page.locator('main tbody a[href^="/"]:not([href^="/api/"]), main [data-row-link]').first();
  if (!(await link.isVisible())) return null;
  await page.evaluate(() => {
    window.noted.events = [];
  });
  const from = page.url();
  const begun = performance.now();
  await link.click();
  const isThere = await page
    .waitForURL((url) => url.href !== from, { timeout: OPENS_WITHIN_MS })
    .then(() => settle(page))
    .then(
      () => true,
      () => false,
    );
  // A row that leads nowhere is told with the figures; the pages after it are measured all the same.
  if (!isThere) return { pressMs: Number.POSITIVE_INFINITY, thereMs: Number.POSITIVE_INFINITY };
  const thereMs = performance.now() - begun;
  await page.waitForTimeout(300);
  return { pressMs: Math.max(0, ...(await durations(page))), thereMs };
}
