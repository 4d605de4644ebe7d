// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/grant';
import type { Shape } from '../shape';

export type GrantView = z.output<typeof contract.GrantView>;
export const GrantView: Shape<GrantView> = {
  object: {
    id: 'string',
    task: 'string',
    agent: 'string',
    entitlement: 'string',
    scope: {
      object: {
        system: 'string',
        tools: { list: 'string' },
        actionClasses: { list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
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
    startsAt: 'instant',
    endsAt: 'instant',
    uses: { nullable: 'number' },
    spent: 'number',
    state: { oneOf: ['live', 'ended', 'revoked', 'exhausted'] },
    reason: 'string',
    createdBy: 'string',
    revokedAt: { nullable: 'instant' },
    revokeReason: { nullable: 'string' },
    revision: 'number',
  },
};

export type ListGrantsAnswer = z.output<typeof contract.grantOperations.list.output>;
export const ListGrantsAnswer: Shape<ListGrantsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          task: 'string',
          agent: 'string',
          entitlement: 'string',
          scope: {
            object: {
              system: 'string',
              tools: { list: 'string' },
              actionClasses: { list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
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
          startsAt: 'instant',
          endsAt: 'instant',
          uses: { nullable: 'number' },
          spent: 'number',
          state: { oneOf: ['live', 'ended', 'revoked', 'exhausted'] },
          reason: 'string',
          createdBy: 'string',
          revokedAt: { nullable: 'instant' },
          revokeReason: { nullable: 'string' },
          revision: 'number',
          agentName: 'string',
          purpose: 'string',
          taskEndsAt: 'instant',
          lastUsedAt: { nullable: 'instant' },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
