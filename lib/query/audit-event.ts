import { infiniteQueryOptions } from '@tanstack/react-query';
import { auditEventOperations } from '@/lib/contract/audit-event';
import { pagesOf } from './page';

const PAGE = 50;

/** What was changed about one thing, newest first. */
export const auditEventsAbout = (subject: { kind: string; id: string }) =>
  infiniteQueryOptions({
    queryKey: ['audit-event', 'about', subject],
    ...pagesOf('/api/v1/audit-events', auditEventOperations.list.output, {
      subjectKind: subject.kind,
      subjectId: subject.id,
      limit: PAGE,
    }),
  });
