import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { makeAgent } from '@/e2e/agent';
import { apiWith } from '@/e2e/api';
import { ReviewProgress, reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { ReviewScheduleView } from '@/lib/contract/review-schedule';
import { CONTEXT, openBrowser, signIn } from './browser';
import { measureLargeReview } from './review-large';
import { type Served, serve } from './served';
import { markdown, percentile } from './table';

const USAGE = `npm run measure:review -- [options]
  --items N     how many items, an even number; 50 by default
  --pace MS     how long the evidence of each is looked at before its key is pressed; 5500 by default
Makes a campaign on a database of its own, decides it card by card in Chromium with the keyboard alone, signs it off,
and prints what that took. Every tenth decision is taken back and made again. Ends with 1 where it is over its budget.
  --large N     instead: makes a campaign of at least N items on CORDON_DATA_DIR or DATABASE_URL (npm run seed:large
                fills it), decides some, asks what its pages ask fifty times each, and prints that. It stays there.`;

const BUDGET = { allMs: 300_000, keyMs: 100, keysAnItem: 2, signOffMs: 5000 };
const UNDO_EVERY = 10;

const Users = z.looseObject({ items: z.array(z.looseObject({ email: z.string() })) });

async function makeCampaign(served: Served, count: number): Promise<string> {
  const api = apiWith(served.url, served.key);
  const agents: string[] = [];
  for (let made = 0; made < count / 2; made += 1) agents.push((await makeAgent(api, served.url)).id);
  const { items } = await api.get('/api/v1/users?q=measure-&limit=1', Users);
  const { id } = await api.post('/api/v1/review-schedules', ReviewScheduleView, {
    name: 'Measured',
    covers: { what: ['entitlements', 'ownership'], filter: { agents } },
    cadence: { rrule: 'FREQ=YEARLY' },
    timeZone: 'UTC',
    reviewer: { kind: 'people', people: [items[0]?.email] },
    durationDays: 14,
    onSilence: 'keep',
  });
  const { lastSlot } = await api.post(`/api/v1/review-schedules/${id}/run-now`, ReviewScheduleView);
  return lastSlot?.campaign ?? '';
}

/** Tells, for each key, how long it took until another card stood there with its evidence. */
function watchKeys() {
  const times: number[] = [];
  Object.assign(window, { keyTimes: times });
  const card = () => document.querySelector('main section:has(dl) > header')?.textContent ?? '';
  document.addEventListener(
    'keydown',
    () => {
      const [begun, before] = [performance.now(), card()];
      const look = () => {
        const now = card();
        if (now !== before && now !== '') times.push(performance.now() - begun);
        else if (performance.now() - begun < 5000) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    true,
  );
}

const place = (page: Page, at: number, count: number) =>
  page.locator('main section:has(dl) > header').filter({ hasText: `${at} of ${count}` });

async function decideAll(page: Page, campaign: string, count: number, paceMs: number) {
  await page.addInitScript(watchKeys);
  await page.goto(`/reviews/mine?campaign=${campaign}`);
  const begun = performance.now();
  let keys = 0;
  const press = async (key: string) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  for (let at = 1; at <= count; at += 1) {
    await place(page, at, count).waitFor();
    await page.waitForTimeout(paceMs);
    await press('a');
    if (at % UNDO_EVERY === 0 && at < count) {
      await place(page, at + 1, count).waitFor();
      await press('z');
      await place(page, at, count).waitFor();
      await press('a');
    }
  }
  await page.getByText(`${count} decisions wait for your sign-off`).waitFor();
  const decidedMs = performance.now() - begun;
  const times = await page.evaluate(() => (window as unknown as { keyTimes: number[] }).keyTimes);
  const signed = performance.now();
  await page.getByRole('button', { name: `Sign off ${count}…` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign off', exact: true }).click();
  await page.getByRole('region', { name: 'Signed off' }).waitFor();
  return { decidedMs, keys, times, signOffMs: performance.now() - signed };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      items: { type: 'string', default: '50' },
      pace: { type: 'string', default: '5500' },
      large: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.large !== undefined) return measureLargeReview(Number(values.large));
  const [count, paceMs] = [Number(values.items), Number(values.pace)];
  const dataDir = mkdtempSync(join(tmpdir(), 'cordon-review-'));
  delete process.env.DATABASE_URL;
  process.env.CORDON_DATA_DIR = dataDir;
  const served = await serve();
  const browser = await openBrowser();
  try {
    const storageState = await signIn(browser, served);
    const campaign = await makeCampaign(served, count);
    const context = await browser.newContext({
      ...CONTEXT,
      baseURL: served.url,
      storageState,
      viewport: { width: 1280, height: 720 },
    });
    const seen = await decideAll(await context.newPage(), campaign, count, paceMs);
    const api = apiWith(served.url, served.key);
    const progress = await api.get(`/api/v1/review-campaigns/${campaign}/progress`, ReviewProgress);
    const { quickShare, medianSeenMs } = await api.get(
      `/api/v1/review-campaigns/${campaign}/report`,
      reviewCampaignOperations.report.output,
    );
    const rows: [what: string, value: number, budget: number | null, unit: string][] = [
      [`${count} items, each looked at for ${paceMs} ms`, seen.decidedMs / 1000, BUDGET.allMs / 1000, ' s'],
      ['keys an item', seen.keys / count, BUDGET.keysAnItem, ''],
      ['from a key to the next evidence, median', percentile(seen.times, 50), BUDGET.keyMs, ' ms'],
      ['from a key to the next evidence, p95', percentile(seen.times, 95), BUDGET.keyMs, ' ms'],
      ['sign-off, from the first press to the receipt', seen.signOffMs / 1000, BUDGET.signOffMs / 1000, ' s'],
      ['evidence seen, median, as the report tells', (medianSeenMs ?? 0) / 1000, null, ' s'],
      ['share of decisions under five seconds', quickShare, null, ''],
      ['reviewers told to be too quick', progress.byReviewer.filter((one) => one.isFlagged).length, null, ''],
    ];
    console.log(
      markdown(
        ['what', 'measured', 'budget'],
        rows.map(([what, value, budget, unit]) => [
          what,
          `${value.toFixed(unit === ' ms' ? 0 : 2)}${unit}`,
          budget === null ? '' : `${budget}${unit}`,
        ]),
      ),
    );
    const over = rows.filter(([, value, budget]) => budget !== null && value > budget);
    for (const [what] of over) console.log(`over its budget: ${what}`);
    return over.length > 0 ? 1 : 0;
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
    console.error(`measure:review: ${error.stack}`);
    process.exitCode = 1;
  },
);
