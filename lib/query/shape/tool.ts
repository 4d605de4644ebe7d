// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/tool';
import type { Shape } from '../shape';

export type ToolView = z.output<typeof contract.ToolView>;
export const ToolView: Shape<ToolView> = {
  object: {
    id: 'string',
    system: 'string',
    name: 'string',
    description: { nullable: 'string' },
    actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
    sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
    returnsUntrusted: 'boolean',
    reversible: 'boolean',
    sensitiveArguments: { list: 'string' },
    incidentalArguments: { list: 'string' },
    triggers: { list: 'string' },
    state: { oneOf: ['unreviewed', 'reviewed', 'blocked'] },
    digest: 'string',
    reviewedDigest: { nullable: 'string' },
    reviewedBy: { nullable: 'string' },
    reviewedAt: { nullable: 'instant' },
    createdAt: 'instant',
    revision: 'number',
    inputSchema: { nullable: { record: 'unknown' } },
    told: { nullable: { record: 'unknown' } },
    reviewedDefinition: {
      nullable: {
        object: {
          description: { nullable: 'string' },
          actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
          sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
          returnsUntrusted: 'boolean',
          reversible: 'boolean',
          sensitiveArguments: { list: 'string' },
          incidentalArguments: { list: 'string' },
          triggers: { list: 'string' },
          inputSchema: { nullable: { record: 'unknown' } },
          told: { nullable: { record: 'unknown' } },
        },
      },
    },
    proposed: {
      nullable: {
        object: {
          actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
          sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
          returnsUntrusted: 'boolean',
          reversible: 'boolean',
          sensitiveArguments: { list: 'string' },
        },
      },
    },
    block: {
      nullable: {
        object: {
          at: 'instant',
          by: { object: { kind: 'string', id: 'string', name: 'string' } },
          reason: 'string',
        },
      },
    },
  },
};

export type ToolChangeEffect = z.output<typeof contract.ToolChangeEffect>;
export const ToolChangeEffect: Shape<ToolChangeEffect> = {
  object: {
    losesReview: 'boolean',
    floors: {
      list: {
        object: {
          agent: 'string',
          name: 'string',
          from: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          to: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          isRaised: 'boolean',
        },
      },
    },
    floorCount: 'number',
  },
};

export type ListToolsAnswer = z.output<typeof contract.toolOperations.list.output>;
export const ListToolsAnswer: Shape<ListToolsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          system: 'string',
          name: 'string',
          description: { nullable: 'string' },
          actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
          sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
          returnsUntrusted: 'boolean',
          reversible: 'boolean',
          sensitiveArguments: { list: 'string' },
          incidentalArguments: { list: 'string' },
          triggers: { list: 'string' },
          state: { oneOf: ['unreviewed', 'reviewed', 'blocked'] },
          digest: 'string',
          reviewedDigest: { nullable: 'string' },
          reviewedBy: { nullable: 'string' },
          reviewedAt: { nullable: 'instant' },
          createdAt: 'instant',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};

export type ListToolCallersAnswer = z.output<typeof contract.toolOperations.callers.output>;
export const ListToolCallersAnswer: Shape<ListToolCallersAnswer> = {
  object: {
    items: {
      list: {
        object: {
          agent: 'string',
          name: 'string',
          agentState: { oneOf: ['draft', 'active', 'quarantined', 'retired'] },
          entitlement: 'string',
          activation: { oneOf: ['automatic', 'approval'] },
          startsAt: 'instant',
          endsAt: 'instant',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
