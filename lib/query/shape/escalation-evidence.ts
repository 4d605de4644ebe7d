// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/escalation-evidence';
import type { Shape } from '../shape';

export type EscalationEvidence = z.output<typeof contract.EscalationEvidence>;
export const EscalationEvidence: Shape<EscalationEvidence> = {
  object: {
    now: 'instant',
    past: {
      object: {
        counts: { record: 'number' },
        isWhole: 'boolean',
        last: {
          list: {
            object: {
              id: 'string',
              state: { oneOf: ['pending', 'approved', 'denied', 'expired', 'withdrawn', 'used'] },
              requestedAt: 'instant',
              resource: { nullable: 'string' },
              isSameCall: 'boolean',
              answeredBy: { nullable: 'string' },
              answerReason: { nullable: 'string' },
            },
          },
        },
      },
    },
    usage: {
      object: {
        since: 'instant',
        calls: 'number',
        allowed: 'number',
        lastAllowedAt: { nullable: 'instant' },
        isWhole: 'boolean',
      },
    },
    peers: {
      object: {
        tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
        count: 'number',
        looked: 'number',
        using: 'number',
      },
    },
    changes: {
      object: {
        since: 'instant',
        items: {
          list: {
            object: {
              id: 'string',
              at: 'instant',
              event: 'string',
              subject: { object: { kind: 'string', id: 'string' } },
              by: 'string',
            },
          },
        },
        isWhole: 'boolean',
      },
    },
    calls: {
      list: {
        object: {
          id: 'string',
          at: 'instant',
          tool: 'string',
          actionClass: { nullable: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
          outcome: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
        },
      },
    },
    reversible: { nullable: 'boolean' },
    labels: {
      nullable: {
        object: {
          sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
          untrusted: 'boolean',
          systems: { list: 'string' },
          agents: { list: 'string' },
        },
      },
    },
    drift: 'number',
    blast: {
      nullable: {
        object: {
          before: 'number',
          after: 'number',
          tierBefore: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          tierAfter: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          added: 'number',
        },
      },
    },
    uses: { list: { object: { decision: 'string', at: 'instant' } } },
  },
};

export type EscalationSummaryView = z.output<typeof contract.EscalationSummaryView>;
export const EscalationSummaryView: Shape<EscalationSummaryView> = {
  object: {
    now: 'instant',
    waiting: {
      object: {
        calls: 'number',
        agents: 'number',
        tasks: 'number',
        oldestAt: { nullable: 'instant' },
        nextDeadlineAt: { nullable: 'instant' },
      },
    },
    mine: 'number',
    unanswerable: 'number',
    brokenGlass: 'number',
    since: 'instant',
    isWhole: 'boolean',
    reasons: {
      list: {
        object: {
          code: 'string',
          prompts: 'number',
          waiting: 'number',
          answered: 'number',
          approved: 'number',
          expired: 'number',
          per100Calls: { nullable: 'number' },
          tier: { nullable: { oneOf: ['low', 'moderate', 'high', 'critical'] } },
        },
      },
    },
  },
};
