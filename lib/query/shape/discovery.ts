// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/discovery';
import type { Shape } from '../shape';

export type DiscoveryView = z.output<typeof contract.DiscoveryView>;
export const DiscoveryView: Shape<DiscoveryView> = {
  object: {
    system: 'string',
    applied: 'boolean',
    tools: {
      list: {
        object: {
          name: 'string',
          change: { oneOf: ['new', 'changed', 'same', 'gone', 'refused'] },
          why: { nullable: 'string' },
          description: { nullable: 'string' },
          proposed: {
            nullable: {
              object: {
                actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
                sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
                returnsUntrusted: 'boolean',
                reversible: 'boolean',
              },
            },
          },
          parts: {
            list: {
              object: { part: 'string', before: { nullable: 'string' }, after: { nullable: 'string' } },
            },
          },
        },
      },
    },
  },
};
