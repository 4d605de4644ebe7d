// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/escalation';
import type { Shape } from '../shape';

export type EscalationView = z.output<typeof contract.EscalationView>;
export const EscalationView: Shape<EscalationView> = {
  object: {
    id: 'string',
    state: { oneOf: ['pending', 'approved', 'denied', 'expired', 'withdrawn', 'used'] },
    agent: 'string',
    agentName: 'string',
    task: 'string',
    purpose: 'string',
    onBehalfOf: { nullable: 'string' },
    tool: 'string',
    resource: { nullable: 'string' },
    actionClass: { nullable: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
    sensitivity: { nullable: { oneOf: ['public', 'internal', 'confidential', 'restricted'] } },
    tier: { nullable: { oneOf: ['low', 'moderate', 'high', 'critical'] } },
    reasons: { list: 'string' },
    decision: 'string',
    calls: 'number',
    requestedAt: 'instant',
    urgentAt: 'instant',
    expiresAt: 'instant',
    approvals: {
      object: {
        needed: 'number',
        given: { list: { object: { id: 'string', name: 'string', at: 'instant' } } },
      },
    },
    claimedBy: { nullable: { object: { id: 'string', name: 'string', until: 'instant' } } },
    reassignedTo: { nullable: { object: { id: 'string', name: 'string' } } },
    group: { nullable: 'string' },
    brokenGlass: 'boolean',
    answeredBy: { nullable: 'string' },
    answeredAt: { nullable: 'instant' },
    answerReason: { nullable: 'string' },
    frozenBy: { nullable: 'string' },
    refusal: { nullable: { object: { code: 'string', message: 'string' } } },
    revision: 'number',
    digest: 'string',
    arguments: 'unknown',
    hidden: { list: 'string' },
    incidental: { list: 'string' },
    askedBy: { nullable: { object: { kind: 'string', id: 'string', name: 'string' } } },
    wish: {
      nullable: {
        object: { reason: { nullable: 'string' }, until: { nullable: 'instant' }, emergency: 'boolean' },
      },
    },
    verdicts: {
      list: {
        object: {
          by: { object: { id: 'string', name: 'string' } },
          verdict: { oneOf: ['approve', 'deny'] },
          scope: {
            nullable: {
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
          },
          ttlSeconds: { nullable: 'number' },
          uses: { nullable: 'number' },
          reason: 'string',
          breaksGlass: 'boolean',
          at: 'instant',
        },
      },
    },
    recommendation: {
      nullable: {
        object: {
          scope: {
            nullable: {
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
          },
          ttlSeconds: 'number',
          uses: 'number',
          rule: 'string',
        },
      },
    },
    limits: {
      object: {
        ttlSeconds: 'number',
        uses: 'number',
        scope: {
          nullable: {
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
        },
      },
    },
    problems: { list: { object: { code: 'string', message: 'string' } } },
    approvers: {
      object: {
        people: { list: { object: { id: 'string', name: 'string' } } },
        count: 'number',
        isFallback: 'boolean',
        isShort: 'boolean',
      },
    },
    lifts: { list: 'string' },
    liftsInScope: { list: 'string' },
    grant: {
      nullable: {
        object: {
          id: 'string',
          state: { oneOf: ['live', 'ended', 'revoked', 'exhausted'] },
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
          isOneCall: 'boolean',
          endsAt: 'instant',
          uses: 'number',
          spent: 'number',
        },
      },
    },
    glassReview: {
      nullable: {
        object: { by: { object: { id: 'string', name: 'string' } }, at: 'instant', note: 'string' },
      },
    },
  },
};

export type ListEscalationsAnswer = z.output<typeof contract.escalationOperations.list.output>;
export const ListEscalationsAnswer: Shape<ListEscalationsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          state: { oneOf: ['pending', 'approved', 'denied', 'expired', 'withdrawn', 'used'] },
          agent: 'string',
          agentName: 'string',
          task: 'string',
          purpose: 'string',
          onBehalfOf: { nullable: 'string' },
          tool: 'string',
          resource: { nullable: 'string' },
          actionClass: { nullable: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
          sensitivity: { nullable: { oneOf: ['public', 'internal', 'confidential', 'restricted'] } },
          tier: { nullable: { oneOf: ['low', 'moderate', 'high', 'critical'] } },
          reasons: { list: 'string' },
          decision: 'string',
          calls: 'number',
          requestedAt: 'instant',
          urgentAt: 'instant',
          expiresAt: 'instant',
          approvals: {
            object: {
              needed: 'number',
              given: { list: { object: { id: 'string', name: 'string', at: 'instant' } } },
            },
          },
          claimedBy: { nullable: { object: { id: 'string', name: 'string', until: 'instant' } } },
          reassignedTo: { nullable: { object: { id: 'string', name: 'string' } } },
          group: { nullable: 'string' },
          brokenGlass: 'boolean',
          answeredBy: { nullable: 'string' },
          answeredAt: { nullable: 'instant' },
          answerReason: { nullable: 'string' },
          frozenBy: { nullable: 'string' },
          refusal: { nullable: { object: { code: 'string', message: 'string' } } },
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
