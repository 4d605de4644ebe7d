import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findIn, itemsOf, pagesOf } from './page';
import type { Shape } from './shape';

const Things: Shape<{ items: { id: string }[]; nextCursor: string | null }> = {
  object: { items: { list: { object: { id: 'string' } } }, nextCursor: { nullable: 'string' } },
};
const { signal } = new AbortController();
const asked: string[] = [];
beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    return Response.json({ items: [{ id: 'a' }], nextCursor: asked.length === 1 ? 'c1' : null });
  });
});
afterEach(() => vi.unstubAllGlobals());

test('a list is read page by page, and counted once', async () => {
  const options = pagesOf('/things', Things, { limit: 2, state: 'open' }, { isCounted: true });
  const first = await options.queryFn({ signal, pageParam: options.initialPageParam });
  const next = options.getNextPageParam(first);
  expect(next).toBe('c1');
  const last = await options.queryFn({ signal, pageParam: next });
  expect(options.getNextPageParam(last)).toBeUndefined();
  expect(asked).toEqual(['/things?limit=2&state=open&count=true', '/things?limit=2&state=open&cursor=c1']);
});

test('a list that nobody counts is not counted', async () => {
  await pagesOf('/things', Things, { limit: 2 }).queryFn({ signal, pageParam: undefined });
  expect(asked).toEqual(['/things?limit=2']);
});

test('the first items are read and shown without their page', async () => {
  const { queryFn, select } = itemsOf('/things', Things, { limit: 9, q: undefined });
  expect(select(await queryFn({ signal }))).toEqual([{ id: 'a' }]);
  expect(asked).toEqual(['/things?limit=9']);
});

test('what was typed is looked for, and nothing typed finds the first', async () => {
  expect(await findIn('/things', Things, { q: 'x y', limit: 8 }, signal)).toEqual([{ id: 'a' }]);
  await findIn('/things', Things, { q: '', limit: 8 }, signal);
  expect(asked).toEqual(['/things?limit=8&q=x+y', '/things?limit=8']);
});
