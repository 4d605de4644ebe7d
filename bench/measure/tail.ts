import { parseArgs } from 'node:util';
import type { CDPSession, Page } from '@playwright/test';
import { type Bot, makeAgent } from '@/e2e/agent';
import { apiWith } from '@/e2e/api';
import { type Tapped, tapTail } from '@/e2e/tail-tap';
import { CONTEXT, openBrowser, signIn } from './browser';
import { settle } from './page-probe';
import { type Served, serve } from './served';
import { markdown, percentile } from './table';

const USAGE = `npm run measure:tail -- [options]
  --seconds N   how long (300)
  --rate N      decisions a second (200)
Lets agents ask through the fast door while Chromium shows /decisions, on CORDON_DATA_DIR or DATABASE_URL. Ends with 1
where the tail missed a decision, was slow, or grew.`;

const BUDGET = { longTaskMs: 200, heapMB: 50, visibleMs: 1000 };
/** The budgets of a tier are per task and per agent: the load is spread. */
const AGENTS = 6;
const TASKS_EACH = 6;
const EVERY_MS = 50;
const WARM_UP_MS = 20_000;
const LAST_NEWS_MS = 5000;
const MB = 1024 * 1024;

type Asker = { bot: Bot; task: string };

async function makeAskers({ url, key }: Served): Promise<Asker[]> {
  const api = apiWith(url, key);
  const askers: Asker[] = [];
  for (let i = 0; i < AGENTS; i += 1) {
    const bot = await makeAgent(api, url, { riskTier: 'low', tools: { search: 'read' } });
    for (let k = 0; k < TASKS_EACH; k += 1) askers.push({ bot, task: (await bot.open()).id });
  }
  return askers;
}

/** Asks so many times a second; answers each decision with when its caller had it, and how many were not answered. */
async function load({ url }: Served, askers: readonly Asker[], rate: number, ms: number) {
  const answered = new Map<string, number>();
  let failed = 0;
  const run = Date.now();
  let count = 0;
  const fail = () => {
    failed += 1;
  };
  const ask = async ({ bot, task }: Asker) => {
    count += 1;
    const response = await fetch(`${url}/access/v1/evaluation`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bot.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        subject: { type: 'agent', id: bot.id },
        action: { name: 'tools/call' },
        resource: { type: 'tool', id: `${bot.system}/search` },
        context: { task, call_id: `tail-${run}-${count}`, arguments: { q: `word ${count}` } },
      }),
    });
    const answer = (await response.json()) as { context?: { evaluation_id?: string } };
    const id = answer.context?.evaluation_id;
    if (id === undefined) fail();
    else answered.set(id, Date.now());
  };
  const waiting: Promise<void>[] = [];
  const begun = performance.now();
  let due = 0;
  for (let now = begun; now - begun < ms; now = performance.now()) {
    for (; due < ((now - begun) / 1000) * rate; due += 1) {
      const asker = askers[due % askers.length];
      if (asker !== undefined) waiting.push(ask(asker).catch(fail));
    }
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
  await Promise.all(waiting);
  return { answered, failed };
}

/** What is left in the page's heap when all that can go has gone. */
async function heapMB(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / MB;
}

async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));
}

function report(
  answered: ReadonlyMap<string, number>,
  failed: number,
  tapped: Tapped,
  { tasks, before, after }: { tasks: readonly number[]; before: number; after: number },
): boolean {
  const missing = [...answered.keys()].filter((id) => !tapped.told.has(id)).length;
  const visible = [...answered].flatMap(([id, at]) => {
    const shownAt = tapped.shown.get(id);
    return shownAt === undefined ? [] : [shownAt - at];
  });
  const longest = Math.max(0, ...tasks);
  const visibleMs = percentile(visible, 95);
  console.log(
    markdown(
      ['The tail', 'measured', 'goal'],
      [
        ['decisions answered', String(answered.size), ''],
        ['not answered', String(failed), ''],
        ['missing in what the page was told', String(missing), `${tapped.skipped} said to be left out`],
        ['longest task of the page, ms', longest.toFixed(0), String(BUDGET.longTaskMs)],
        ['growth of the heap, MB', (after - before).toFixed(1), String(BUDGET.heapMB)],
        ['answered to visible, p50 ms', percentile(visible, 50).toFixed(0), ''],
        ['answered to visible, p95 ms', visibleMs.toFixed(0), String(BUDGET.visibleMs)],
        ['decisions that stood on the screen', String(visible.length), ''],
      ],
    ),
  );
  const isWhole = missing <= tapped.skipped;
  return (
    isWhole && longest <= BUDGET.longTaskMs && after - before < BUDGET.heapMB && visibleMs <= BUDGET.visibleMs
  );
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '300' },
      rate: { type: 'string', default: '200' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [ms, rate] = [Number(values.seconds) * 1000, Number(values.rate)];
  const served = await serve();
  const browser = await openBrowser(['--js-flags=--expose-gc']);
  try {
    const askers = await makeAskers(served);
    const context = await browser.newContext({
      ...CONTEXT,
      baseURL: served.url,
      storageState: await signIn(browser, served),
      viewport: { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    const tapped = await tapTail(page);
    const takeTasks = await watchTasks(page);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable');
    await page.goto('/decisions');
    await settle(page);

    await load(served, askers, rate, Math.min(WARM_UP_MS, ms / 4));
    const before = await heapMB(cdp);
    await takeTasks();
    const { answered, failed } = await load(served, askers, rate, ms);
    const tasks = await takeTasks();
    await page.waitForTimeout(LAST_NEWS_MS);
    const after = await heapMB(cdp);
    return report(answered, failed, tapped, { tasks, before, after }) ? 0 : 1;
  } finally {
    await browser.close();
    await served.stop();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(`measure:tail: ${error.stack}`);
    process.exitCode = 1;
  },
);
