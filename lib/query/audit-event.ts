import { infiniteQueryOptions } from '@tanstack/react-query';
import { auditEventOperations } from '@/lib/contract/audit-event';
import { apiGet } from './api';

const PAGE = 50;

/** What was changed about one thing, newest first. */
export const auditEventsAbout = (subject: { kind: string; id: string }) =>
  infiniteQueryOptions({
    queryKey: ['audit-event', 'about', subject],
    queryFn: ({ pageParam, signal }) =>
      apiGet('/api/v1/audit-events', auditEventOperations.list.output, {
        query: { subjectKind: subject.kind, subjectId: subject.id, limit: PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
