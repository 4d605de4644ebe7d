import type { z } from 'zod';
import { apiGet, type Query } from './api';

type PageShape = z.ZodType<{ items: unknown[]; nextCursor: string | null }>;
type Reading = { signal: AbortSignal };

/**
 * The options of a query that reads a list page by page. The exact number of what fits costs a count of its
 * own: where it is wanted, it comes with the first page.
 */
export const pagesOf = <T extends PageShape>(
  path: string,
  page: T,
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
  getNextPageParam: (last: z.output<T>) => last.nextCursor ?? undefined,
});

/** The options of a query that reads the first items of a list, and no more. */
export const itemsOf = <T extends PageShape>(path: string, page: T, query: Query & { limit: number }) => ({
  queryFn: ({ signal }: Reading) => apiGet(path, page, { query, signal }),
  select: (first: z.output<T>): z.output<T>['items'] => first.items,
});

/** A few items that fit what somebody has typed so far. */
export const findIn = async <T extends PageShape>(
  path: string,
  page: T,
  { q, ...query }: Query & { q: string; limit: number },
  signal: AbortSignal,
): Promise<z.output<T>['items']> =>
  (await apiGet(path, page, { query: { ...query, q: q || undefined }, signal })).items;
