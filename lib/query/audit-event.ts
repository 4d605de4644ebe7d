import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet, type Query } from './api';
import { pagesOf } from './page';
import { ListAuditEventsAnswer } from './shape/audit-event';

const PATH = '/api/v1/audit-events';
const PAGE = 50;

/** What was changed about one thing, newest first. */
export const auditEventsAbout = (subject: { kind: string; id: string }) =>
  infiniteQueryOptions({
    queryKey: ['audit-event', 'about', subject],
    ...pagesOf(PATH, ListAuditEventsAnswer, {
      subjectKind: subject.kind,
      subjectId: subject.id,
      limit: PAGE,
    }),
  });

/** What the log is narrowed to, as it stands in the URL. `from` may be a span back from now: `-24h`. */
export type AuditListFilter = Partial<Record<'q' | 'actor' | 'type' | 'from' | 'to', string>>;

const SPAN = /^-(\d{1,4})([hd])$/;
const UNIT_MS = { h: 3_600_000, d: 24 * 3_600_000 };

/** The moment that `from` or `to` names; undefined for none, and for what is no moment. */
export function momentOf(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = SPAN.exec(text) ?? [];
  const at =
    count === undefined
      ? new Date(text)
      : new Date(now.getTime() - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** The filter with every span turned into the moments that it means now: what a link can be shared with. */
export function frozen(filter: AuditListFilter, now: Date): AuditListFilter {
  const isSpan = SPAN.test(filter.from ?? '') || SPAN.test(filter.to ?? '');
  if (!isSpan) return filter;
  const from = momentOf(filter.from, now)?.toISOString();
  const to = (momentOf(filter.to, now) ?? now).toISOString();
  return { ...filter, ...(from !== undefined && { from }), to };
}

/** The same for the API. */
export function auditQuery({ q, actor, type, from, to }: AuditListFilter, now: Date): Query {
  return {
    q,
    actor,
    event: type,
    from: momentOf(from, now)?.toISOString(),
    to: momentOf(to, now)?.toISOString(),
  };
}

export const auditEventList = (filter: AuditListFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit-event', 'list', filter],
    ...pagesOf(PATH, ListAuditEventsAnswer, { limit: PAGE }),
    // A span is counted back from when it is asked, not from when the page was opened.
    queryFn: ({ pageParam, signal }) =>
      apiGet(PATH, ListAuditEventsAnswer, {
        query: { ...auditQuery(filter, new Date()), limit: PAGE, cursor: pageParam },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

/** How many fit: a question of its own, so that the list does not wait for it. */
export const auditEventCount = (filter: AuditListFilter) =>
  queryOptions({
    queryKey: ['audit-event', 'count', filter],
    queryFn: async ({ signal }) =>
      (
        await apiGet(PATH, ListAuditEventsAnswer, {
          query: { ...auditQuery(filter, new Date()), limit: 1, count: 'true' },
          signal,
        })
      ).total ?? 0,
    placeholderData: keepPreviousData,
  });

/** Where a file with what the filter finds is fetched from. */
export function auditExportHref(filter: AuditListFilter, format: 'csv' | 'ndjson', now: Date): string {
  const set = Object.entries({ ...auditQuery(filter, now), format }).filter(([, value]) => value);
  return `${PATH}/export?${new URLSearchParams(set as [string, string][])}`;
}
