import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { PreviewBlastRadiusInput } from '@/lib/contract/blast-radius';
import { apiGet, apiPost } from './api';
import { BlastPreviewView, BlastRadiusView } from './shape/blast-radius';

const PATH = '/api/v1/blast-radius';

/** What a blast radius is narrowed to, as it stands in the URL. */
export type BlastQuery = {
  focus: string;
  hops?: string | undefined;
  kinds?: string | undefined;
  within?: string | undefined;
};

/** The graph, with the first ways; further pages bring further ways. */
export const blastRadius = (query: BlastQuery) =>
  infiniteQueryOptions({
    queryKey: ['blast-radius', query],
    queryFn: ({ pageParam, signal }) =>
      apiGet(PATH, BlastRadiusView, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ paths }) => paths.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // What is looked at is not moved under somebody's eyes.
    refetchOnWindowFocus: false,
  });

/** What an entitlement would change. Asked anew with each change of the form; the server writes nothing. */
export const blastPreview = (wish: PreviewBlastRadiusInput | null) =>
  queryOptions({
    queryKey: ['blast-radius', 'preview', wish],
    queryFn: ({ signal }) => apiPost(`${PATH}/preview`, BlastPreviewView, wish, { signal }),
    enabled: wish !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
