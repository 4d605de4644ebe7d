// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/agent';
import type { Shape } from '../shape';

export type AgentView = z.output<typeof contract.AgentView>;
export const AgentView: Shape<AgentView> = {
  object: {
    id: 'string',
    name: 'string',
    purpose: 'string',
    owner: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
    backupOwner: {
      nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
    },
    proposedOwner: {
      nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
    },
    proposal: { nullable: { object: { at: 'instant', by: 'string', reason: 'string' } } },
    ownership: { oneOf: ['accepted', 'proposed', 'left', 'unowned'] },
    authority: { oneOf: ['full', 'reads_only', 'nothing'] },
    authorityUntilAccepted: { oneOf: ['full', 'reads_only', 'nothing'] },
    isOwned: 'boolean',
    riskTier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
    riskTierSet: { oneOf: ['low', 'moderate', 'high', 'critical'] },
    tierFloor: { oneOf: ['low', 'moderate', 'high', 'critical'] },
    tierFloorReasons: {
      list: {
        object: {
          entitlement: 'string',
          tool: 'string',
          actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
          sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
        },
      },
    },
    autonomy: { oneOf: ['assisted', 'supervised', 'autonomous'] },
    environment: { oneOf: ['development', 'test', 'staging', 'production'] },
    state: { oneOf: ['draft', 'active', 'quarantined', 'retired'] },
    quarantine: {
      nullable: {
        object: {
          at: 'instant',
          by: { object: { kind: 'string', id: 'string', name: 'string' } },
          reason: { nullable: 'string' },
          breaker: {
            nullable: {
              object: {
                denials: 'number',
                threshold: 'number',
                windowSeconds: 'number',
                reasons: { list: { object: { code: 'string', count: 'number' } } },
              },
            },
          },
        },
      },
    },
    liveGrants: 'number',
    runningTasks: 'number',
    lastCallAt: { nullable: 'instant' },
    reviewDueAt: { nullable: 'instant' },
    reviewEveryDays: 'number',
    observedUntil: { nullable: 'instant' },
    source: { oneOf: ['manual', 'import', 'demo'] },
    createdAt: 'instant',
    revision: 'number',
  },
};

export type ChangeAgentsView = z.output<typeof contract.ChangeAgentsView>;
export const ChangeAgentsView: Shape<ChangeAgentsView> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          outcome: { oneOf: ['changed', 'same', 'changed_meanwhile', 'refused'] },
          why: { nullable: 'string' },
          revision: { nullable: 'number' },
        },
      },
    },
    changed: 'number',
  },
};

export type ListAgentsAnswer = z.output<typeof contract.agentOperations.list.output>;
export const ListAgentsAnswer: Shape<ListAgentsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          purpose: 'string',
          owner: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          backupOwner: {
            nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          },
          proposedOwner: {
            nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          },
          proposal: { nullable: { object: { at: 'instant', by: 'string', reason: 'string' } } },
          ownership: { oneOf: ['accepted', 'proposed', 'left', 'unowned'] },
          authority: { oneOf: ['full', 'reads_only', 'nothing'] },
          authorityUntilAccepted: { oneOf: ['full', 'reads_only', 'nothing'] },
          isOwned: 'boolean',
          riskTier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          riskTierSet: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          tierFloor: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          tierFloorReasons: {
            list: {
              object: {
                entitlement: 'string',
                tool: 'string',
                actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
                sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
              },
            },
          },
          autonomy: { oneOf: ['assisted', 'supervised', 'autonomous'] },
          environment: { oneOf: ['development', 'test', 'staging', 'production'] },
          state: { oneOf: ['draft', 'active', 'quarantined', 'retired'] },
          quarantine: {
            nullable: {
              object: {
                at: 'instant',
                by: { object: { kind: 'string', id: 'string', name: 'string' } },
                reason: { nullable: 'string' },
                breaker: {
                  nullable: {
                    object: {
                      denials: 'number',
                      threshold: 'number',
                      windowSeconds: 'number',
                      reasons: { list: { object: { code: 'string', count: 'number' } } },
                    },
                  },
                },
              },
            },
          },
          liveGrants: 'number',
          runningTasks: 'number',
          lastCallAt: { nullable: 'instant' },
          reviewDueAt: { nullable: 'instant' },
          reviewEveryDays: 'number',
          observedUntil: { nullable: 'instant' },
          source: { oneOf: ['manual', 'import', 'demo'] },
          createdAt: 'instant',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
