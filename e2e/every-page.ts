import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { operations } from '@/lib/contract/operations';
import { ContextView } from '@/lib/contract/shared-context';
import type { Bot } from './agent';
import { type Api, callHttp } from './api';

const CONSOLE = join(process.cwd(), 'app/(console)');

/** What there is to look at: an agent that has been allowed one call and waits for another. */
export type Made = { bot: Bot; task: string; decision: string; context: string };

export async function makeSomething(api: Api, bot: Bot): Promise<Made> {
  const { id: task } = await bot.open({ actionClasses: ['read'] });
  await bot.asks('search', { task });
  const { context } = await bot.asks('update', { task, args: { id: 7, note: 'x'.repeat(300) } });
  const shared = await api.post('/api/v1/contexts', ContextView, { name: `Notes of ${bot.id}` });
  return { bot, task, decision: context.evaluation_id, context: shared.id };
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

/**
 * An address of a route, with ids of what there is: ours where we have made one, else the first that the list of the
 * noun in front of the parameter names. Throws where there is none, so that no page goes unseen.
 */
export async function addressOf(
  route: string,
  { bot, task, decision, context }: Made,
  { url, key }: { url: string; key: string },
): Promise<string> {
  const ours: Record<string, string> = {
    agents: bot.id,
    systems: bot.system,
    tasks: task,
    decisions: decision,
    contexts: context,
  };
  const segments = route.split('/');
  const filled: string[] = [];
  for (const [i, segment] of segments.entries()) {
    const noun = segments[i - 1] ?? '';
    filled.push(
      !hasParameter(segment) ? segment : encodeURIComponent(ours[noun] ?? (await firstOf(noun, url, key))),
    );
  }
  return filled.join('/') || '/';
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
