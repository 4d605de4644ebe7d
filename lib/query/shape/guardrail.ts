// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/guardrail';
import type { Shape } from '../shape';

export type GuardrailView = z.output<typeof contract.GuardrailView>;
export const GuardrailView: Shape<GuardrailView> = {
  object: {
    id: 'string',
    name: 'string',
    state: { oneOf: ['draft', 'shadow', 'enforced', 'retired'] },
    enforcedVersion: { nullable: 'number' },
    shadowVersion: { nullable: 'number' },
    draftVersion: { nullable: 'number' },
    latestVersion: 'number',
    text: 'string',
    source: { oneOf: ['manual', 'import', 'demo'] },
    createdAt: 'instant',
    createdBy: 'string',
    revision: 'number',
  },
};

export type GuardrailValidation = z.output<typeof contract.GuardrailValidation>;
export const GuardrailValidation: Shape<GuardrailValidation> = {
  object: {
    valid: 'boolean',
    problems: {
      list: {
        object: {
          line: 'number',
          column: 'number',
          endLine: 'number',
          endColumn: 'number',
          message: 'string',
          severity: { oneOf: ['error', 'warning'] },
        },
      },
    },
    formatted: { nullable: 'string' },
    cases: {
      list: {
        object: {
          id: 'string',
          expected: { oneOf: ['silent', 'escalate', 'defer', 'deny'] },
          says: { oneOf: ['silent', 'escalate', 'defer', 'deny'] },
          holds: 'boolean',
        },
      },
    },
  },
};

export type GuardrailEffectsView = z.output<typeof contract.GuardrailEffectsView>;
export const GuardrailEffectsView: Shape<GuardrailEffectsView> = {
  object: {
    from: 'instant',
    searchedTo: { nullable: 'instant' },
    decisions: 'number',
    calls: 'number',
    items: {
      list: {
        object: {
          guardrail: 'string',
          answered: 'number',
          shadow: 'number',
          observed: 'number',
          prompts: 'number',
          approved: 'number',
          refused: 'number',
        },
      },
    },
  },
};

export type ListGuardrailsAnswer = z.output<typeof contract.guardrailOperations.list.output>;
export const ListGuardrailsAnswer: Shape<ListGuardrailsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          state: { oneOf: ['draft', 'shadow', 'enforced', 'retired'] },
          enforcedVersion: { nullable: 'number' },
          shadowVersion: { nullable: 'number' },
          draftVersion: { nullable: 'number' },
          latestVersion: 'number',
          text: 'string',
          source: { oneOf: ['manual', 'import', 'demo'] },
          createdAt: 'instant',
          createdBy: 'string',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};

export type ListGuardrailVersionsAnswer = z.output<typeof contract.guardrailOperations.versions.output>;
export const ListGuardrailVersionsAnswer: Shape<ListGuardrailVersionsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          guardrail: 'string',
          version: 'number',
          text: 'string',
          state: { oneOf: ['draft', 'shadow', 'enforced', 'retired'] },
          createdAt: 'instant',
          createdBy: 'string',
          movedAt: { nullable: 'instant' },
          movedBy: { nullable: 'string' },
          reason: { nullable: 'string' },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
