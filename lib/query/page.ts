import { apiGet, type Query } from './api';
import type { Shape } from './shape';

type PageOf = { items: unknown[]; nextCursor: string | null };
type Reading = { signal: AbortSignal };

/**
 * The options of a query that reads a list page by page. The exact number of what fits costs a count of its
 * own: where it is wanted, it comes with the first page.
 */
export const pagesOf = <T extends PageOf>(
  path: string,
  page: Shape<T>,
  query: Query & { limit: number },
  { isCounted = false }: { isCounted?: boolean } = {},
) => ({
  queryFn: ({ pageParam, signal }: Reading & { pageParam: string | undefined }) =>
    apiGet(path, page, {
      query: {
        ...query,
        cursor: pageParam,
        count: isCounted && pageParam === undefined ? 'true' : undefined,
      },
      signal,
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: T) => last.nextCursor ?? undefined,
});

/** The options of a query that reads the first items of a list, and no more. */
export const itemsOf = <T extends PageOf>(
  path: string,
  page: Shape<T>,
  query: Query & { limit: number },
) => ({
  queryFn: ({ signal }: Reading) => apiGet(path, page, { query, signal }),
  select: (first: T): T['items'] => first.items,
});

/** A few items that fit what somebody has typed so far. */
export const findIn = async <T extends PageOf>(
  path: string,
  page: Shape<T>,
  { q, ...query }: Query & { q: string; limit: number },
  signal: AbortSignal,
): Promise<T['items']> =>
  (await apiGet(path, page, { query: { ...query, q: q || undefined }, signal })).items;
