// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/usage';
import type { Shape } from '../shape';

export type AgentUsageView = z.output<typeof contract.AgentUsageView>;
export const AgentUsageView: Shape<AgentUsageView> = {
  object: {
    since: 'instant',
    countedFrom: 'instant',
    isWhole: 'boolean',
    calls: 'number',
    reachable: 'number',
    used: 'number',
    tools: {
      list: {
        object: {
          tool: 'string',
          actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
          sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
          calls: 'number',
          lastUsedAt: { nullable: 'instant' },
        },
      },
    },
    entitlements: {
      list: {
        object: {
          entitlement: 'string',
          reachable: 'number',
          used: 'number',
          lastUsedAt: { nullable: 'instant' },
          tools: {
            list: {
              object: {
                tool: 'string',
                actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
                sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
                calls: 'number',
                lastUsedAt: { nullable: 'instant' },
              },
            },
          },
          narrowed: {
            nullable: {
              object: {
                scope: {
                  object: {
                    system: 'string',
                    tools: { list: 'string' },
                    actionClasses: {
                      list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
                    },
                    resources: { of: { list: 'string' }, default: [] },
                    maxSensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
                    arguments: {
                      of: {
                        record: {
                          object: {
                            required: { optional: 'boolean' },
                            in: { optional: { list: { anyOf: ['string', 'number', 'boolean'] } } },
                            pattern: { optional: 'string' },
                            min: { optional: 'number' },
                            max: { optional: 'number' },
                            maxLength: { optional: 'number' },
                            otherwise: { of: { oneOf: ['deny', 'escalate', 'clamp'] }, default: 'deny' },
                          },
                          strict: true,
                        },
                      },
                      default: {},
                    },
                  },
                  strict: true,
                },
                narrowedGrants: 'number',
                revokedGrants: 'number',
              },
            },
          },
          narrowRefusal: { nullable: 'string' },
        },
      },
    },
  },
};
