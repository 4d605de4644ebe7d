// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/common';
import type { Shape } from '../shape';

export type Problem = z.output<typeof contract.Problem>;
export const Problem: Shape<Problem> = {
  object: {
    type: 'string',
    title: 'string',
    status: 'number',
    code: 'string',
    reason: { optional: 'string' },
    detail: { optional: 'string' },
    instance: { optional: 'string' },
    requestId: { optional: 'string' },
    errors: { optional: { list: { object: { field: 'string', message: 'string' } } } },
  },
};
