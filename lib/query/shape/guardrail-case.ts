// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/guardrail-case';
import type { Shape } from '../shape';

export type GuardrailCaseView = z.output<typeof contract.GuardrailCaseView>;
export const GuardrailCaseView: Shape<GuardrailCaseView> = {
  object: {
    id: 'string',
    guardrail: 'string',
    name: 'string',
    expected: { oneOf: ['silent', 'escalate', 'defer', 'deny'] },
    decision: 'string',
    agent: 'string',
    tool: 'string',
    createdAt: 'instant',
    createdBy: 'string',
  },
};

export type ListGuardrailCasesAnswer = z.output<typeof contract.guardrailCaseOperations.list.output>;
export const ListGuardrailCasesAnswer: Shape<ListGuardrailCasesAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          guardrail: 'string',
          name: 'string',
          expected: { oneOf: ['silent', 'escalate', 'defer', 'deny'] },
          decision: 'string',
          agent: 'string',
          tool: 'string',
          createdAt: 'instant',
          createdBy: 'string',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
