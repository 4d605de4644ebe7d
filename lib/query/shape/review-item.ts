// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/review-item';
import type { Shape } from '../shape';

export type ReviewItemView = z.output<typeof contract.ReviewItemView>;
export const ReviewItemView: Shape<ReviewItemView> = {
  object: {
    id: 'string',
    campaign: 'string',
    campaignName: 'string',
    kind: { oneOf: ['entitlement', 'ownership', 'tool'] },
    subjectId: 'string',
    title: 'string',
    agent: { nullable: { object: { id: 'string', name: 'string' } } },
    system: { nullable: 'string' },
    tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
    state: { oneOf: ['pending', 'decided', 'signed_off', 'applied', 'moot'] },
    stage: 'number',
    stages: 'number',
    reviewer: {
      nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
    },
    isFallback: 'boolean',
    endsAt: 'instant',
    cluster: { nullable: 'string' },
    recommendation: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] },
    recommendationRule: {
      oneOf: [
        'agent_unowned',
        'owner_left',
        'unused',
        'partly_used',
        'all_used',
        'too_young',
        'owned',
        'tool_changed',
        'tool_unreviewed',
        'tool_unused',
        'tool_used',
      ],
    },
    recommendationSays: 'string',
    lastUsedAt: { nullable: 'instant' },
    toolsUsed: 'number',
    toolsGranted: 'number',
    decision: {
      nullable: {
        object: {
          verb: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] },
          comment: { nullable: 'string' },
          by: { nullable: { object: { id: 'string', name: 'string' } } },
          at: 'instant',
          seenMs: { nullable: 'number' },
          isBulk: 'boolean',
          bySilence: 'boolean',
        },
      },
    },
    commentRequired: 'boolean',
    refusal: { nullable: { object: { code: 'string', message: 'string' } } },
    revision: 'number',
    subject: {
      object: {
        entitlement: {
          nullable: {
            object: {
              id: 'string',
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
              endsAt: 'instant',
              reason: 'string',
              createdBy: 'string',
              createdAt: 'instant',
            },
          },
        },
        ownership: {
          nullable: {
            object: {
              owner: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
              backupOwner: {
                nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
              },
              proposedOwner: {
                nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
              },
              isOwned: 'boolean',
              entitlements: 'number',
              purpose: 'string',
            },
          },
        },
        tool: {
          nullable: {
            object: {
              id: 'string',
              state: { oneOf: ['unreviewed', 'reviewed', 'blocked'] },
              isChanged: 'boolean',
              actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
              sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
              returnsUntrusted: 'boolean',
              agents: 'number',
              digest: 'string',
            },
          },
        },
      },
    },
    snapshotAt: 'instant',
    subjectRevision: 'number',
    changed: { nullable: { object: { says: 'string', at: 'instant' } } },
    evidence: {
      object: {
        from: 'instant',
        to: 'instant',
        calls: { object: { allows: 'number', denials: 'number', escalations: 'number' } },
        lastUsedAt: { nullable: 'instant' },
        reach: {
          object: {
            tools: 'number',
            used: 'number',
            highestSensitivity: { nullable: { oneOf: ['public', 'internal', 'confidential', 'restricted'] } },
            changing: 'number',
            wouldGo: 'number',
            wouldGoOnNarrow: 'number',
          },
        },
        tools: {
          list: {
            object: {
              tool: 'string',
              actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
              sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
              used: 'boolean',
              allows: 'number',
              denials: 'number',
              escalations: 'number',
              lastUsedAt: { nullable: 'instant' },
            },
          },
        },
        moreTools: 'number',
        peers: {
          object: {
            count: 'number',
            agents: { list: { object: { id: 'string', name: 'string' } } },
            using: 'number',
          },
        },
        previous: {
          nullable: {
            object: {
              verb: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] },
              at: 'instant',
              by: { nullable: 'string' },
              comment: { nullable: 'string' },
              campaign: 'string',
            },
          },
        },
        findings: {
          list: {
            oneOf: [
              'access_after_task',
              'agent_unowned',
              'secret_overdue',
              'secret_reaches_more',
              'approver_group_empty',
              'key_endless',
              'agent_single_owner',
              'agent_dormant',
              'entitlement_unused',
              'entitlement_broad',
              'tool_changed',
              'tier_below_floor',
              'secret_ageless',
              'tool_unreviewed',
              'key_long',
              'secret_reach_unknown',
            ],
          },
        },
        decisions: { list: 'string' },
      },
    },
    recommendedScope: {
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
    decidedScope: {
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
    decidedOwner: {
      nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
    },
    proposed: {
      nullable: {
        object: {
          verb: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] },
          comment: { nullable: 'string' },
          by: { nullable: { object: { id: 'string', name: 'string' } } },
          at: 'instant',
        },
      },
    },
    verbs: { list: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] } },
    signedOff: {
      nullable: { object: { by: { nullable: { object: { id: 'string', name: 'string' } } }, at: 'instant' } },
    },
    effect: {
      nullable: {
        object: {
          what: {
            oneOf: ['kept', 'narrowed', 'revoked', 'proposed', 'quarantined', 'blocked', 'skipped', 'gone'],
          },
          at: 'instant',
          revokedGrants: 'number',
          narrowedGrants: 'number',
          note: { nullable: 'string' },
          handOver: {
            nullable: {
              object: {
                to: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
                state: { oneOf: ['waiting', 'accepted', 'declined', 'withdrawn'] },
              },
            },
          },
          nextDenial: { nullable: { object: { decision: 'string', at: 'instant', tool: 'string' } } },
        },
      },
    },
  },
};

export type ListReviewItemsAnswer = z.output<typeof contract.reviewItemOperations.list.output>;
export const ListReviewItemsAnswer: Shape<ListReviewItemsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          campaign: 'string',
          campaignName: 'string',
          kind: { oneOf: ['entitlement', 'ownership', 'tool'] },
          subjectId: 'string',
          title: 'string',
          agent: { nullable: { object: { id: 'string', name: 'string' } } },
          system: { nullable: 'string' },
          tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          state: { oneOf: ['pending', 'decided', 'signed_off', 'applied', 'moot'] },
          stage: 'number',
          stages: 'number',
          reviewer: {
            nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          },
          isFallback: 'boolean',
          endsAt: 'instant',
          cluster: { nullable: 'string' },
          recommendation: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] },
          recommendationRule: {
            oneOf: [
              'agent_unowned',
              'owner_left',
              'unused',
              'partly_used',
              'all_used',
              'too_young',
              'owned',
              'tool_changed',
              'tool_unreviewed',
              'tool_unused',
              'tool_used',
            ],
          },
          recommendationSays: 'string',
          lastUsedAt: { nullable: 'instant' },
          toolsUsed: 'number',
          toolsGranted: 'number',
          decision: {
            nullable: {
              object: {
                verb: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] },
                comment: { nullable: 'string' },
                by: { nullable: { object: { id: 'string', name: 'string' } } },
                at: 'instant',
                seenMs: { nullable: 'number' },
                isBulk: 'boolean',
                bySilence: 'boolean',
              },
            },
          },
          commentRequired: 'boolean',
          refusal: { nullable: { object: { code: 'string', message: 'string' } } },
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
