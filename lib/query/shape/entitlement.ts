// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/entitlement';
import type { Shape } from '../shape';

export type EntitlementView = z.output<typeof contract.EntitlementView>;
export const EntitlementView: Shape<EntitlementView> = {
  object: {
    id: 'string',
    agent: 'string',
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
    activation: { oneOf: ['automatic', 'approval'] },
    maxTtlSeconds: 'number',
    startsAt: 'instant',
    endsAt: 'instant',
    state: { oneOf: ['live', 'ended', 'revoked'] },
    reason: 'string',
    liveGrants: 'number',
    createdBy: 'string',
    createdAt: 'instant',
    revokedAt: { nullable: 'instant' },
    revokeReason: { nullable: 'string' },
    revision: 'number',
  },
};

export type ListEntitlementsAnswer = z.output<typeof contract.entitlementOperations.list.output>;
export const ListEntitlementsAnswer: Shape<ListEntitlementsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          agent: 'string',
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
          activation: { oneOf: ['automatic', 'approval'] },
          maxTtlSeconds: 'number',
          startsAt: 'instant',
          endsAt: 'instant',
          state: { oneOf: ['live', 'ended', 'revoked'] },
          reason: 'string',
          liveGrants: 'number',
          createdBy: 'string',
          createdAt: 'instant',
          revokedAt: { nullable: 'instant' },
          revokeReason: { nullable: 'string' },
          revision: 'number',
          agentName: 'string',
          systemName: 'string',
          isUsed: 'boolean',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
