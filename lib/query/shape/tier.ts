// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/tier';
import type { Shape } from '../shape';

export type TierView = z.output<typeof contract.TierView>;
export const TierView: Shape<TierView> = {
  object: {
    id: { oneOf: ['low', 'moderate', 'high', 'critical'] },
    rules: {
      object: {
        matrix: {
          object: {
            read: {
              object: {
                public: { oneOf: ['allow', 'escalate', 'deny'] },
                internal: { oneOf: ['allow', 'escalate', 'deny'] },
                confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                restricted: { oneOf: ['allow', 'escalate', 'deny'] },
              },
              strict: true,
            },
            write: {
              object: {
                public: { oneOf: ['allow', 'escalate', 'deny'] },
                internal: { oneOf: ['allow', 'escalate', 'deny'] },
                confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                restricted: { oneOf: ['allow', 'escalate', 'deny'] },
              },
              strict: true,
            },
            delete: {
              object: {
                public: { oneOf: ['allow', 'escalate', 'deny'] },
                internal: { oneOf: ['allow', 'escalate', 'deny'] },
                confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                restricted: { oneOf: ['allow', 'escalate', 'deny'] },
              },
              strict: true,
            },
            execute: {
              object: {
                public: { oneOf: ['allow', 'escalate', 'deny'] },
                internal: { oneOf: ['allow', 'escalate', 'deny'] },
                confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                restricted: { oneOf: ['allow', 'escalate', 'deny'] },
              },
              strict: true,
            },
            send: {
              object: {
                public: { oneOf: ['allow', 'escalate', 'deny'] },
                internal: { oneOf: ['allow', 'escalate', 'deny'] },
                confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                restricted: { oneOf: ['allow', 'escalate', 'deny'] },
              },
              strict: true,
            },
            admin: {
              object: {
                public: { oneOf: ['allow', 'escalate', 'deny'] },
                internal: { oneOf: ['allow', 'escalate', 'deny'] },
                confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                restricted: { oneOf: ['allow', 'escalate', 'deny'] },
              },
              strict: true,
            },
          },
          strict: true,
        },
        maxTaskSeconds: 'number',
        maxGrantSeconds: 'number',
        approvals: 'number',
        maxApprovalUses: 'number',
        decideWithinSeconds: 'number',
        maxDelegationDepth: 'number',
        callsPerMinutePerTask: 'number',
        callsPerMinutePerAgent: 'number',
        breakerDenials: 'number',
        breakerWindowSeconds: 'number',
        reviewEveryDays: 'number',
        onReviewSilence: { oneOf: ['keep', 'revoke', 'recommendation'] },
        reviewComment: { oneOf: ['optional', 'required'] },
        reviewOwn: { oneOf: ['allowed', 'forbidden'] },
        reviewInBulk: { oneOf: ['allowed', 'forbidden'] },
        onOwnerProposed: { oneOf: ['unchanged', 'reads_only', 'nothing'] },
      },
      strict: true,
    },
    updatedAt: 'instant',
    updatedBy: 'string',
    revision: 'number',
  },
};

export type TierPreview = z.output<typeof contract.TierPreview>;
export const TierPreview: Shape<TierPreview> = {
  object: {
    id: { oneOf: ['low', 'moderate', 'high', 'critical'] },
    revision: 'number',
    at: 'instant',
    agents: {
      object: { active: 'number', others: 'number', withRunningTasks: 'number', runningTasks: 'number' },
    },
    decisions: {
      nullable: {
        object: {
          from: 'instant',
          to: 'instant',
          sampledOneIn: 'number',
          judged: 'number',
          changed: 'number',
          changes: {
            list: {
              object: {
                from: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                to: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                count: 'number',
              },
            },
          },
          byAgent: {
            list: {
              object: {
                id: 'string',
                count: 'number',
                changes: {
                  list: {
                    object: {
                      from: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                      to: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                      count: 'number',
                    },
                  },
                },
              },
            },
          },
          byTool: {
            list: {
              object: {
                id: 'string',
                count: 'number',
                changes: {
                  list: {
                    object: {
                      from: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                      to: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                      count: 'number',
                    },
                  },
                },
              },
            },
          },
          notJudged: {
            list: { object: { why: { oneOf: ['delegated', 'observed', 'failed'] }, count: 'number' } },
          },
          underOtherRules: 'number',
          velocity: { oneOf: ['unchanged', 'counted', 'not_counted'] },
        },
      },
    },
  },
};

export type ListTiersAnswer = z.output<typeof contract.tierOperations.list.output>;
export const ListTiersAnswer: Shape<ListTiersAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          rules: {
            object: {
              matrix: {
                object: {
                  read: {
                    object: {
                      public: { oneOf: ['allow', 'escalate', 'deny'] },
                      internal: { oneOf: ['allow', 'escalate', 'deny'] },
                      confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                      restricted: { oneOf: ['allow', 'escalate', 'deny'] },
                    },
                    strict: true,
                  },
                  write: {
                    object: {
                      public: { oneOf: ['allow', 'escalate', 'deny'] },
                      internal: { oneOf: ['allow', 'escalate', 'deny'] },
                      confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                      restricted: { oneOf: ['allow', 'escalate', 'deny'] },
                    },
                    strict: true,
                  },
                  delete: {
                    object: {
                      public: { oneOf: ['allow', 'escalate', 'deny'] },
                      internal: { oneOf: ['allow', 'escalate', 'deny'] },
                      confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                      restricted: { oneOf: ['allow', 'escalate', 'deny'] },
                    },
                    strict: true,
                  },
                  execute: {
                    object: {
                      public: { oneOf: ['allow', 'escalate', 'deny'] },
                      internal: { oneOf: ['allow', 'escalate', 'deny'] },
                      confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                      restricted: { oneOf: ['allow', 'escalate', 'deny'] },
                    },
                    strict: true,
                  },
                  send: {
                    object: {
                      public: { oneOf: ['allow', 'escalate', 'deny'] },
                      internal: { oneOf: ['allow', 'escalate', 'deny'] },
                      confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                      restricted: { oneOf: ['allow', 'escalate', 'deny'] },
                    },
                    strict: true,
                  },
                  admin: {
                    object: {
                      public: { oneOf: ['allow', 'escalate', 'deny'] },
                      internal: { oneOf: ['allow', 'escalate', 'deny'] },
                      confidential: { oneOf: ['allow', 'escalate', 'deny'] },
                      restricted: { oneOf: ['allow', 'escalate', 'deny'] },
                    },
                    strict: true,
                  },
                },
                strict: true,
              },
              maxTaskSeconds: 'number',
              maxGrantSeconds: 'number',
              approvals: 'number',
              maxApprovalUses: 'number',
              decideWithinSeconds: 'number',
              maxDelegationDepth: 'number',
              callsPerMinutePerTask: 'number',
              callsPerMinutePerAgent: 'number',
              breakerDenials: 'number',
              breakerWindowSeconds: 'number',
              reviewEveryDays: 'number',
              onReviewSilence: { oneOf: ['keep', 'revoke', 'recommendation'] },
              reviewComment: { oneOf: ['optional', 'required'] },
              reviewOwn: { oneOf: ['allowed', 'forbidden'] },
              reviewInBulk: { oneOf: ['allowed', 'forbidden'] },
              onOwnerProposed: { oneOf: ['unchanged', 'reads_only', 'nothing'] },
            },
            strict: true,
          },
          updatedAt: 'instant',
          updatedBy: 'string',
          revision: 'number',
        },
      },
    },
    nextCursor: 'null',
  },
};
