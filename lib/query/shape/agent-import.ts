// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/agent-import';
import type { Shape } from '../shape';

export type ImportPlanView = z.output<typeof contract.ImportPlanView>;
export const ImportPlanView: Shape<ImportPlanView> = {
  object: {
    digest: 'string',
    source: { object: { kind: { oneOf: ['csv', 'card'] }, text: 'string' } },
    cards: {
      list: {
        object: {
          name: 'string',
          version: { nullable: 'string' },
          protocol: { nullable: 'string' },
          url: { nullable: 'string' },
          provider: { nullable: 'string' },
          skills: { list: 'string' },
          isSigned: 'boolean',
        },
      },
    },
    rows: {
      list: {
        object: {
          line: 'number',
          id: 'string',
          verdict: { oneOf: ['create', 'change', 'same', 'refused'] },
          fields: {
            list: {
              object: {
                field: {
                  oneOf: [
                    'id',
                    'name',
                    'purpose',
                    'owner',
                    'backupOwner',
                    'riskTier',
                    'autonomy',
                    'environment',
                  ],
                },
                from: { nullable: 'string' },
                to: 'string',
              },
            },
          },
          problems: {
            list: {
              object: {
                field: {
                  nullable: {
                    oneOf: [
                      'id',
                      'name',
                      'purpose',
                      'owner',
                      'backupOwner',
                      'riskTier',
                      'autonomy',
                      'environment',
                    ],
                  },
                },
                message: 'string',
              },
            },
          },
        },
      },
    },
    counts: { object: { create: 'number', change: 'number', same: 'number', refused: 'number' } },
  },
};

export type ImportedView = z.output<typeof contract.ImportedView>;
export const ImportedView: Shape<ImportedView> = {
  object: {
    counts: { object: { create: 'number', change: 'number', same: 'number', refused: 'number' } },
    created: { list: 'string' },
    changed: { list: 'string' },
  },
};
