import { z } from 'zod';
import type { Operation } from '@/lib/contract/operation';
import { operations } from '@/lib/contract/operations';

/** One question to the API, under the name that the table shows. */
export type Ask = { operation: string; variant: string; path: string };
export type Get = (path: string) => Promise<unknown>;

/** What people type into a search: something that many have, something that one has, and nothing. */
const WORDS = { common: 'invoice', rare: 'reconciler-dach-9', absent: 'zzqxv' };
const LATER_PAGES = 5;

type Property = {
  enum?: unknown[];
  type?: string;
  format?: string;
  pattern?: string;
  anyOf?: Property[];
  items?: Property;
};
type Shape = { properties: Record<string, Property>; required: string[] };

function shapeOf({ input }: Operation): Shape {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Partial<Shape>;
  return { properties: schema.properties ?? {}, required: schema.required ?? [] };
}

const isList = ({ method, output }: Operation): boolean =>
  method === 'GET' && output instanceof z.ZodObject && 'items' in output.shape;

/** Every value of a closed list. */
function choicesOf(property: Property): string[] {
  if (property.enum !== undefined) return property.enum.map(String);
  return [...(property.anyOf ?? []), ...(property.items === undefined ? [] : [property.items])].flatMap(
    choicesOf,
  );
}

/** Ids of what there is, by the noun in the names of parameters. */
export type Samples = Readonly<Record<string, string>>;

/** One id of each noun, from the first row of its list. */
export async function takeSamples(get: Get): Promise<Samples> {
  const samples: Record<string, string> = {};
  for (const operation of operations.filter(isList)) {
    if (operation.path.includes('{')) continue;
    const { items = [] } = (await get(`${operation.path}?limit=1`).catch(() => ({}))) as { items?: Row[] };
    const noun = nounOf(operation.path);
    const [first] = items;
    if (first === undefined || noun === null) continue;
    samples[noun] = String(first.id ?? '');
    if (typeof first.email === 'string') samples.owner = first.email;
    if (typeof first.agent === 'string') samples.agent ??= first.agent;
    if (typeof first.task === 'string') samples.task ??= first.task;
    if (typeof first.tool === 'string') samples.tool ??= first.tool;
  }
  return samples;
}
type Row = Record<string, unknown>;

/** `agents` of `/api/v1/agents/{id}`, without its plural. */
function nounOf(path: string): string | null {
  const [, noun] = /^\/api\/v1\/([a-z-]+)/.exec(path) ?? [];
  return noun === undefined ? null : noun.replace(/ies$/, 'y').replace(/s$/, '');
}

/** Every list with its filters, orders and pages, and everything else that only reads. */
export async function allAsks(get: Get, samples: Samples): Promise<Ask[]> {
  const asks: Ask[] = [];
  for (const operation of operations) {
    if (operation.method !== 'GET' || !operation.path.startsWith('/api/v1/')) continue;
    if (operation.mediaType !== undefined) continue;
    const path = filled(operation.path, samples);
    if (path === null) continue;
    const add = (variant: string, query: Record<string, string>) => {
      const text = new URLSearchParams(query).toString();
      asks.push({ operation: operation.path, variant, path: text === '' ? path : `${path}?${text}` });
    };
    const { properties, required } = shapeOf(operation);
    const together = TOGETHER[operation.path]?.(samples);
    if (together !== undefined) {
      for (const query of together) add(new URLSearchParams(query).toString(), query);
      continue;
    }
    const asked = required.filter((name) => !operation.path.includes(`{${name}}`));
    const needed = Object.fromEntries(
      asked.flatMap((name) =>
        valuesOf(name, properties[name] ?? {}, samples)
          .slice(0, 1)
          .map((value) => [name, value]),
      ),
    );
    if (Object.keys(needed).length < asked.length) continue;
    add('', needed);
    if (!isList(operation)) continue;
    for (const [name, property] of Object.entries(properties)) {
      if (operation.path.includes(`{${name}}`) || PAGE.has(name)) continue;
      for (const value of valuesOf(name, property, samples))
        add(`${name}=${value}`, { ...needed, [name]: value });
    }
    if ('count' in properties) add('count', { ...needed, count: 'true' });
    if ('count' in properties && 'q' in properties)
      add('q, count', { ...needed, q: WORDS.common, count: 'true' });
    if ('limit' in properties) add('limit=200', { ...needed, limit: '200' });
    const cursor = await laterCursor(get, path, needed);
    if (cursor !== null) add(`page ${LATER_PAGES + 1}`, { ...needed, cursor });
  }
  return asks;
}

/** Questions whose parts only make sense together; none where a key, which is no person, may not ask. */
const TOGETHER: Record<string, (samples: Samples) => Record<string, string>[]> = {
  '/api/v1/blast-radius': ({ agent = '', system = '', tool = '' }) =>
    [`agent:${agent}`, `system:${system}`, `tool:${tool}`].map((focus) => ({ focus })),
  '/api/v1/stop-effects': ({ agent = '', system = '' }): Record<string, string>[] => [
    { kind: 'everything' },
    { kind: 'agent', id: agent },
    { kind: 'system', id: system },
  ],
  '/api/v1/saved-views': () => [],
};

const PAGE = new Set(['cursor', 'limit', 'count']);
const DAY_MS = 86_400_000;

function valuesOf(name: string, property: Property, samples: Samples): string[] {
  if (name === 'q') return Object.values(WORDS);
  const choices = choicesOf(property);
  if (choices.length > 0) return choices;
  if (name === 'to' && property.pattern !== undefined)
    return samples.agent === undefined ? [] : [samples.agent];
  if (name === 'from') return [new Date(Date.now() - 7 * DAY_MS).toISOString()];
  if (name === 'to') return [new Date(Date.now() - 30 * DAY_MS).toISOString()];
  const sample = samples[name];
  return sample === undefined ? [] : [sample];
}

/** The path with ids of what there is; null where there is nothing of the kind. */
function filled(path: string, samples: Samples): string | null {
  const noun = nounOf(path) ?? '';
  let isMissing = false;
  const text = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const sample = samples[name] ?? samples[noun];
    if (sample === undefined || sample === '') isMissing = true;
    return encodeURIComponent(sample ?? '');
  });
  return isMissing ? null : text;
}

async function laterCursor(get: Get, path: string, query: Record<string, string>): Promise<string | null> {
  let cursor: string | null = null;
  for (let page = 0; page < LATER_PAGES; page += 1) {
    const asked = new URLSearchParams({ ...query, ...(cursor !== null && { cursor }) });
    const answer = (await get(`${path}?${asked}`)) as { nextCursor?: string | null };
    if (typeof answer.nextCursor !== 'string') return cursor;
    cursor = answer.nextCursor;
  }
  return cursor;
}
