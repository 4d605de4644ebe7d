import { z } from 'zod';
import { apiWith, callHttp } from '@/e2e/api';
import { ReviewProgress, reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { ReviewSchedulePreview, ReviewScheduleView } from '@/lib/contract/review-schedule';
import { type Served, serve } from './served';
import { markdown, percentile } from './table';

const BUDGET = { createdMs: 60_000, pageMs: 300 };
const ROUNDS = 50;
const PACKAGES = 3;
const REVIEWERS = 5;
const MOST_SYSTEMS = 50;
const READY_WITHIN_MS = 300_000;

const Listed = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });
const Key = z.looseObject({ key: z.string() });
const Clusters = reviewCampaignOperations.clusters.output;

/** What is reviewed by whom, but for the filter. */
const scheduleOver = (systems: readonly string[], people: readonly string[]) => ({
  name: `Measured ${Date.now()}`,
  covers: { what: ['entitlements', 'ownership'], filter: { systems } },
  cadence: { rrule: 'FREQ=YEARLY' },
  timeZone: 'UTC',
  reviewer: { kind: 'people', people },
  durationDays: 14,
  onSilence: 'keep',
});

/** People who review, and a key of the first of them. */
async function makeReviewers(served: Served): Promise<{ people: string[]; key: string }> {
  const api = apiWith(served.url, served.key);
  const people = Array.from({ length: REVIEWERS }, (_, n) => `measure-${Date.now()}-${n}@example.org`);
  for (const [n, email] of people.entries()) {
    await api.post('/api/v1/users', z.unknown(), { email, name: `Measure ${n}`, roles: ['reviewer'] });
  }
  const wish = { name: 'measure', roles: ['reviewer'], user: people[0] };
  return { people, key: (await api.post('/api/v1/api-keys', Key, wish)).key };
}

/** As few systems as hold so many items, and a few more. */
async function systemsWith(served: Served, items: number, people: readonly string[]): Promise<string[]> {
  const api = apiWith(served.url, served.key);
  const { items: found } = await api.get(`/api/v1/systems?limit=${MOST_SYSTEMS}`, Listed);
  const systems = found.map(({ id }) => id);
  let count = 1;
  for (;;) {
    const few = systems.slice(0, count);
    const preview = await api.post(
      '/api/v1/review-schedules/preview',
      ReviewSchedulePreview,
      scheduleOver(few, people),
    );
    const covered = preview.items.entitlements + preview.items.ownership;
    if (covered >= items || count >= systems.length) return few;
    count = Math.min(
      systems.length,
      Math.max(count + 1, Math.ceil((count * items * 0.95) / Math.max(1, covered))),
    );
  }
}

async function makeCampaign(served: Served, systems: readonly string[], people: readonly string[]) {
  const api = apiWith(served.url, served.key);
  const { id } = await api.post(
    '/api/v1/review-schedules',
    ReviewScheduleView,
    scheduleOver(systems, people),
  );
  const begun = performance.now();
  const { lastSlot } = await api.post(`/api/v1/review-schedules/${id}/run-now`, ReviewScheduleView);
  const campaign = lastSlot?.campaign ?? '';
  for (;;) {
    const { state, items } = await api.get(
      `/api/v1/review-campaigns/${campaign}`,
      reviewCampaignOperations.read.output,
    );
    const ms = performance.now() - begun;
    if (state !== 'preparing') return { campaign, ms, items: items.total };
    if (ms > READY_WITHIN_MS) throw new Error('the campaign was not made in time');
    await new Promise((done) => setTimeout(done, 250));
  }
}

/** Decides what is alike of one reviewer's and signs a half of it off, so that pages have something to tell. */
async function decideSome(served: Served, key: string, campaign: string): Promise<number> {
  const at = `/api/v1/review-campaigns/${campaign}`;
  const { items } = Clusters.parse(await callHttp(served.url, key, 'GET', `${at}/clusters?queue=mine`));
  let decided = 0;
  for (const [n, cluster] of items.entries()) {
    if (cluster.items > 1000) continue;
    const body = { cluster: cluster.cluster, verb: 'keep', items: cluster.items, seenMs: 9000 };
    await callHttp(served.url, key, 'POST', `${at}/decide-cluster`, body);
    decided += cluster.items;
    if (n === Math.floor(items.length / 2)) await callHttp(served.url, key, 'POST', `${at}/sign-off`, {});
  }
  return decided;
}

type Row = { what: string; p50: number; p95: number; kilobytes: number };

async function askPage(
  served: Served,
  key: string,
  what: string,
  path: string,
  rounds: number,
): Promise<Row> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const begun = performance.now();
    const answer = await fetch(served.url + path, { headers: { authorization: `Bearer ${key}` } });
    bytes = (await answer.arrayBuffer()).byteLength;
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    // The first one warms up.
    if (round > 0) times.push(performance.now() - begun);
  }
  return { what, p50: percentile(times, 50), p95: percentile(times, 95), kilobytes: bytes / 1024 };
}

/** Makes a campaign of so many items on the data that the environment names, and asks what its pages ask. */
export async function measureLargeReview(items: number): Promise<number> {
  const served = await serve();
  try {
    const { people, key } = await makeReviewers(served);
    const systems = await systemsWith(served, items, people);
    const made = await makeCampaign(served, systems, people);
    const decided = await decideSome(served, key, made.campaign);
    const at = `/api/v1/review-campaigns/${made.campaign}`;
    const list = `/api/v1/review-items?campaign=${made.campaign}`;
    const first = Listed.extend({ nextCursor: z.string() }).parse(
      await callHttp(served.url, key, 'GET', `${list}&limit=50`),
    );
    const progress = ReviewProgress.parse(await callHttp(served.url, key, 'GET', `${at}/progress`));
    const asks: [what: string, path: string][] = [
      ['the campaigns', '/api/v1/review-campaigns?limit=50'],
      ['the campaign', at],
      ['its progress', `${at}/progress`],
      ['its items, first page', `${list}&limit=50&count=true`],
      ['its items, next page', `${list}&limit=50&cursor=${encodeURIComponent(first.nextCursor)}`],
      ['its items, one state and tier', `${list}&limit=50&state=pending&tier=low,moderate&count=true`],
      ['its items, a search', `${list}&limit=50&q=agent&count=true`],
      ['one’s own queue', `${list}&limit=100&queue=mine&state=pending&count=true`],
      ['one’s clusters', `${at}/clusters?queue=mine`],
      ['one item', `/api/v1/review-items/${first.items[0]?.id}`],
      ['its report', `${at}/report`],
    ];
    const rows: Row[] = [];
    for (const [what, path] of asks) rows.push(await askPage(served, key, what, path, ROUNDS));
    const evidence = await askPage(
      served,
      served.key,
      'its evidence package (whole)',
      `${at}/evidence.zip`,
      PACKAGES,
    );
    console.log(
      `${made.items} items made in ${(made.ms / 1000).toFixed(1)} s; ${decided} of them decided, of ${progress.total}.\n`,
    );
    console.log(
      markdown(
        ['Question', 'p50 ms', 'p95 ms', 'KB'],
        [...rows, evidence].map(({ what, p50, p95, kilobytes }) => [
          what,
          p50.toFixed(0),
          p95.toFixed(0),
          kilobytes.toFixed(0),
        ]),
      ),
    );
    const over = rows.filter(({ p95 }) => p95 > BUDGET.pageMs).map(({ what }) => what);
    if (made.ms > BUDGET.createdMs) over.push('the making of the campaign');
    for (const what of over) console.log(`over its budget: ${what}`);
    return over.length > 0 ? 1 : 0;
  } finally {
    await served.stop();
  }
}
