// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/audit-event';
import type { Shape } from '../shape';

export type ListAuditEventsAnswer = z.output<typeof contract.auditEventOperations.list.output>;
export const ListAuditEventsAnswer: Shape<ListAuditEventsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          at: 'instant',
          event: 'string',
          actor: {
            object: { kind: 'string', id: 'string', name: { nullable: 'string' }, roles: { list: 'string' } },
          },
          subject: { object: { kind: 'string', id: 'string' } },
          requestId: { nullable: 'string' },
          details: 'unknown',
          chain: { nullable: { object: { seq: 'string', hash: 'string' } } },
          record: 'string',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
