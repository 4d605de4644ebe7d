import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { operations } from '@/lib/contract/operations';
import { reviewItemOperations } from '@/lib/contract/review-item';
import { ReviewScheduleView } from '@/lib/contract/review-schedule';
import { ContextView } from '@/lib/contract/shared-context';
import { StopView } from '@/lib/contract/stop';
import { ToolView } from '@/lib/contract/tool';
import { INTEGRATE_WAYS, paths, SETTINGS_SECTIONS } from '@/lib/paths';
import type { Bot } from './agent';
import { type Api, callHttp } from './api';

const CONSOLE = join(process.cwd(), 'app/(console)');

/** What there is to look at: an agent that has been allowed one call and waits for another. */
export type Made = {
  bot: Bot;
  task: string;
  decision: string;
  context: string;
  stop: string;
  review: MadeReview;
};
export type MadeReview = { schedule: string; campaign: string; item: string };

export async function makeSomething(api: Api, bot: Bot): Promise<Made> {
  const { id: task } = await bot.open({ actionClasses: ['read'] });
  await bot.asks('search', { task });
  const { context } = await bot.asks('update', { task, args: { id: 7, note: 'x'.repeat(300) } });
  await deferOne(api, bot, task);
  const shared = await api.post('/api/v1/contexts', ContextView, { name: `Notes of ${bot.id}` });
  const stop = await stopAndRelease(api, { kind: 'tool', id: `${bot.system}/search` });
  const review = await reviewNow(api, bot.id);
  return { bot, task, decision: context.evaluation_id, context: shared.id, stop, review };
}

/** A campaign over one agent, of a schedule that is far from its next slot. */
export async function reviewNow(api: Api, agent: string, name = `What ${agent} may do`): Promise<MadeReview> {
  const { id: schedule } = await api.post('/api/v1/review-schedules', ReviewScheduleView, {
    name,
    covers: { what: ['entitlements', 'ownership'], filter: { agents: [agent] } },
    cadence: { rrule: 'FREQ=YEARLY' },
    timeZone: 'Europe/Berlin',
    reviewer: { kind: 'owner', fallback: { kind: 'role', role: 'admin' } },
    durationDays: 14,
    onSilence: 'keep',
  });
  const { lastSlot } = await api.post(`/api/v1/review-schedules/${schedule}/run-now`, ReviewScheduleView);
  const campaign = lastSlot?.campaign ?? null;
  if (campaign === null) throw new Error(`no campaign was made over ${agent}`);
  const { items } = await api.get(
    `/api/v1/review-items?campaign=${campaign}&limit=1`,
    reviewItemOperations.list.output,
  );
  const item = items[0]?.id;
  if (item === undefined) throw new Error(`there is nothing to review of ${agent}`);
  return { schedule, campaign, item };
}

/** A call that waits for a review of its tool. */
async function deferOne(api: Api, bot: Bot, task: string): Promise<void> {
  const tool = { system: bot.system, name: 'unseen', actionClass: 'read', sensitivity: 'internal' };
  const more = { returnsUntrusted: false, reversible: true, inputSchema: { type: 'object' } };
  await api.post('/api/v1/tools', ToolView, { ...tool, ...more });
  await bot.asks('unseen', { task });
}

/** A stop to look at, which stops nothing any more. */
export async function stopAndRelease(api: Api, target: { kind: string; id: string }): Promise<string> {
  const { id } = await api.post('/api/v1/stops', StopView, {
    target,
    reason: 'Its answers looked wrong at half past nine',
  });
  await api.post(`/api/v1/stops/${id}/release`, StopView, { reason: 'They were right' });
  return id;
}

/** Every page of the console, as the folders of `app/` say: `/agents/[id]`. Nobody has to name a new one. */
export const ROUTES: readonly string[] = routesBelow(CONSOLE, '');

function routesBelow(folder: string, route: string): string[] {
  const here = existsSync(join(folder, 'page.tsx')) ? [route === '' ? '/' : route] : [];
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  // A group in brackets is no part of the address.
  return [
    ...here,
    ...below.flatMap((name) =>
      routesBelow(join(folder, name), name.startsWith('(') ? route : `${route}/${name}`),
    ),
  ];
}

const hasParameter = (segment: string): boolean => segment.startsWith('[');

/** Whether an address is one of this route. */
export function isOfRoute(path: string, route: string): boolean {
  const [asked, known] = [path.split('?')[0]?.split('/') ?? [], route.split('/')];
  return (
    asked.length === known.length &&
    known.every((segment, i) => hasParameter(segment) || segment === asked[i])
  );
}

const Row = z.looseObject({ id: z.string().optional(), name: z.string().optional() });
const Rows = z.looseObject({ items: z.array(Row) });

/** One way to look at a page; `look` tells those of one route apart, and the plain one has none. */
export type Address = { look: string; path: string };

/** Pages that say little by their route alone: what they are asked to show. */
const LOOKS: Record<string, (made: Made) => Record<string, string>> = {
  '/graph': ({ bot }) => {
    const focus = `agent:${bot.id}`;
    return { '': paths.graph({ focus }), list: paths.graph({ focus, view: 'list' }) };
  },
  '/grants/new': ({ task }) => ({ '': paths.newGrant({ task }) }),
  '/integrate': () => Object.fromEntries(INTEGRATE_WAYS.map((way) => [way, paths.integrate(way)])),
  '/reviews/mine': ({ review: { item } }) => ({ '': paths.myReviews(), card: paths.myReviews({ i: item }) }),
  '/reviews/[id]': ({ review: { campaign, item } }) => ({
    '': paths.reviewCampaign(campaign),
    item: paths.reviewCampaign(campaign, { item }),
  }),
  '/settings/[section]': () =>
    Object.fromEntries(SETTINGS_SECTIONS.map((section) => [section, paths.settings(section)])),
};

/**
 * The addresses of a route, with ids of what there is: ours where we have made one, else the first that the list of
 * the noun in front of the parameter names. Throws where there is none, so that no page goes unseen.
 */
export async function addressesOf(
  route: string,
  made: Made,
  { url, key }: { url: string; key: string },
): Promise<readonly Address[]> {
  const looks = LOOKS[route]?.(made);
  if (looks !== undefined) return Object.entries(looks).map(([look, path]) => ({ look, path }));
  const ours: Record<string, string> = {
    agents: made.bot.id,
    systems: made.bot.system,
    tasks: made.task,
    decisions: made.decision,
    contexts: made.context,
    stops: made.stop,
    reviews: made.review.campaign,
    schedules: made.review.schedule,
  };
  const segments = route.split('/');
  const filled: string[] = [];
  for (const [i, segment] of segments.entries()) {
    const noun = segments[i - 1] ?? '';
    if (!hasParameter(segment)) {
      filled.push(segment);
      continue;
    }
    const id = ours[noun] || (await firstOf(noun, url, key));
    // What takes all that follows takes an id with its slashes.
    filled.push(...(segment.startsWith('[...') ? id.split('/') : [id]).map(encodeURIComponent));
  }
  return [{ look: '', path: filled.join('/') || '/' }];
}

async function firstOf(noun: string, url: string, key: string): Promise<string> {
  const list = operations.find(({ method, path }) => method === 'GET' && path === `/api/v1/${noun}`);
  if (list === undefined)
    throw new Error(`nothing says which /${noun}/… there are: add one in every-page.ts`);
  const { items } = Rows.parse(await callHttp(url, key, 'GET', `${list.path}?limit=1`));
  const id = items[0]?.id ?? items[0]?.name;
  if (id === undefined) throw new Error(`there are no ${noun} to look at: make one in every-page.ts`);
  return id;
}
