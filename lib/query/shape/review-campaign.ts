// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/review-campaign';
import type { Shape } from '../shape';

export type ReviewCampaignView = z.output<typeof contract.ReviewCampaignView>;
export const ReviewCampaignView: Shape<ReviewCampaignView> = {
  object: {
    id: 'string',
    name: 'string',
    schedule: 'string',
    scheduleName: 'string',
    slot: 'instant',
    cause: {
      nullable: {
        object: {
          event: {
            oneOf: [
              'owner_left',
              'tier_raised',
              'tool_changed',
              'system_more_sensitive',
              'glass_broken',
              'woken',
            ],
          },
          subject: 'string',
          says: 'string',
          at: 'instant',
        },
      },
    },
    state: { oneOf: ['preparing', 'open', 'closing', 'closed'] },
    stages: 'number',
    openedAt: 'instant',
    endsAt: 'instant',
    graceEndsAt: 'instant',
    isOverdue: 'boolean',
    closedAt: { nullable: 'instant' },
    items: {
      object: { total: 'number', pending: 'number', decided: 'number', applied: 'number', moot: 'number' },
    },
    mine: {
      object: { total: 'number', pending: 'number', decided: 'number', applied: 'number', moot: 'number' },
    },
    revision: 'number',
    timeZone: 'string',
    slotTime: { object: { at: 'instant', local: 'string' } },
    covers: {
      object: {
        what: { list: { oneOf: ['entitlements', 'ownership', 'tools'] } },
        filter: {
          of: {
            object: {
              tiers: { optional: { list: { oneOf: ['low', 'moderate', 'high', 'critical'] } } },
              owners: { optional: { list: 'string' } },
              agents: { optional: { list: 'string' } },
              systems: { optional: { list: 'string' } },
              environments: {
                optional: { list: { oneOf: ['development', 'test', 'staging', 'production'] } },
              },
            },
            strict: true,
          },
          default: {},
        },
      },
      strict: true,
    },
    reviewer: {
      anyOf: [
        {
          object: {
            kind: { oneOf: ['owner'] },
            fallback: {
              optional: {
                anyOf: [
                  { object: { kind: { oneOf: ['owner'] } }, strict: true },
                  { object: { kind: { oneOf: ['backup_owner'] } }, strict: true },
                  { object: { kind: { oneOf: ['people'] }, people: { list: 'string' } }, strict: true },
                  {
                    object: { kind: { oneOf: ['role'] }, role: { oneOf: ['admin', 'approver', 'reviewer'] } },
                    strict: true,
                  },
                ],
              },
            },
          },
          strict: true,
        },
        {
          object: {
            kind: { oneOf: ['backup_owner'] },
            fallback: {
              optional: {
                anyOf: [
                  { object: { kind: { oneOf: ['owner'] } }, strict: true },
                  { object: { kind: { oneOf: ['backup_owner'] } }, strict: true },
                  { object: { kind: { oneOf: ['people'] }, people: { list: 'string' } }, strict: true },
                  {
                    object: { kind: { oneOf: ['role'] }, role: { oneOf: ['admin', 'approver', 'reviewer'] } },
                    strict: true,
                  },
                ],
              },
            },
          },
          strict: true,
        },
        {
          object: {
            kind: { oneOf: ['people'] },
            people: { list: 'string' },
            fallback: {
              optional: {
                anyOf: [
                  { object: { kind: { oneOf: ['owner'] } }, strict: true },
                  { object: { kind: { oneOf: ['backup_owner'] } }, strict: true },
                  { object: { kind: { oneOf: ['people'] }, people: { list: 'string' } }, strict: true },
                  {
                    object: { kind: { oneOf: ['role'] }, role: { oneOf: ['admin', 'approver', 'reviewer'] } },
                    strict: true,
                  },
                ],
              },
            },
          },
          strict: true,
        },
        {
          object: {
            kind: { oneOf: ['role'] },
            role: { oneOf: ['admin', 'approver', 'reviewer'] },
            fallback: {
              optional: {
                anyOf: [
                  { object: { kind: { oneOf: ['owner'] } }, strict: true },
                  { object: { kind: { oneOf: ['backup_owner'] } }, strict: true },
                  { object: { kind: { oneOf: ['people'] }, people: { list: 'string' } }, strict: true },
                  {
                    object: { kind: { oneOf: ['role'] }, role: { oneOf: ['admin', 'approver', 'reviewer'] } },
                    strict: true,
                  },
                ],
              },
            },
          },
          strict: true,
        },
      ],
    },
    secondReviewer: {
      nullable: {
        anyOf: [
          {
            object: {
              kind: { oneOf: ['owner'] },
              fallback: {
                optional: {
                  anyOf: [
                    { object: { kind: { oneOf: ['owner'] } }, strict: true },
                    { object: { kind: { oneOf: ['backup_owner'] } }, strict: true },
                    { object: { kind: { oneOf: ['people'] }, people: { list: 'string' } }, strict: true },
                    {
                      object: {
                        kind: { oneOf: ['role'] },
                        role: { oneOf: ['admin', 'approver', 'reviewer'] },
                      },
                      strict: true,
                    },
                  ],
                },
              },
            },
            strict: true,
          },
          {
            object: {
              kind: { oneOf: ['backup_owner'] },
              fallback: {
                optional: {
                  anyOf: [
                    { object: { kind: { oneOf: ['owner'] } }, strict: true },
                    { object: { kind: { oneOf: ['backup_owner'] } }, strict: true },
                    { object: { kind: { oneOf: ['people'] }, people: { list: 'string' } }, strict: true },
                    {
                      object: {
                        kind: { oneOf: ['role'] },
                        role: { oneOf: ['admin', 'approver', 'reviewer'] },
                      },
                      strict: true,
                    },
                  ],
                },
              },
            },
            strict: true,
          },
          {
            object: {
              kind: { oneOf: ['people'] },
              people: { list: 'string' },
              fallback: {
                optional: {
                  anyOf: [
                    { object: { kind: { oneOf: ['owner'] } }, strict: true },
                    { object: { kind: { oneOf: ['backup_owner'] } }, strict: true },
                    { object: { kind: { oneOf: ['people'] }, people: { list: 'string' } }, strict: true },
                    {
                      object: {
                        kind: { oneOf: ['role'] },
                        role: { oneOf: ['admin', 'approver', 'reviewer'] },
                      },
                      strict: true,
                    },
                  ],
                },
              },
            },
            strict: true,
          },
          {
            object: {
              kind: { oneOf: ['role'] },
              role: { oneOf: ['admin', 'approver', 'reviewer'] },
              fallback: {
                optional: {
                  anyOf: [
                    { object: { kind: { oneOf: ['owner'] } }, strict: true },
                    { object: { kind: { oneOf: ['backup_owner'] } }, strict: true },
                    { object: { kind: { oneOf: ['people'] }, people: { list: 'string' } }, strict: true },
                    {
                      object: {
                        kind: { oneOf: ['role'] },
                        role: { oneOf: ['admin', 'approver', 'reviewer'] },
                      },
                      strict: true,
                    },
                  ],
                },
              },
            },
            strict: true,
          },
        ],
      },
    },
    onSilence: { oneOf: ['keep', 'revoke', 'recommendation', 'byTier'] },
    remindersAt: { list: 'instant' },
    remindedAt: { list: 'instant' },
    silence: { object: { keep: 'number', narrow: 'number', revoke: 'number' } },
    closedBy: { nullable: 'string' },
    closeReason: { nullable: 'string' },
  },
};

export type ReviewProgress = z.output<typeof contract.ReviewProgress>;
export const ReviewProgress: Shape<ReviewProgress> = {
  object: {
    now: 'instant',
    total: 'number',
    burnUp: { list: { object: { at: 'instant', decided: 'number', signedOff: 'number' } } },
    byReviewer: {
      list: {
        object: {
          reviewer: {
            nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          },
          counts: {
            object: {
              total: 'number',
              pending: 'number',
              decided: 'number',
              applied: 'number',
              moot: 'number',
            },
          },
          lastAt: { nullable: 'instant' },
          medianSeenMs: { nullable: 'number' },
          quick: 'number',
          bulk: 'number',
          isFlagged: 'boolean',
        },
      },
    },
    byTier: {
      list: {
        object: {
          tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          counts: {
            object: {
              total: 'number',
              pending: 'number',
              decided: 'number',
              applied: 'number',
              moot: 'number',
            },
          },
        },
      },
    },
    byVerb: { record: 'number' },
  },
};

export type SignOffView = z.output<typeof contract.SignOffView>;
export const SignOffView: Shape<SignOffView> = {
  object: {
    campaign: 'string',
    state: { oneOf: ['preparing', 'open', 'closing', 'closed'] },
    signedOff: 'number',
    handedOn: 'number',
    applied: {
      list: {
        object: {
          item: 'string',
          title: 'string',
          verb: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] },
          says: 'string',
          at: 'instant',
        },
      },
    },
    kept: 'number',
    skipped: 'number',
    gone: 'number',
    waiting: 'number',
    stillYours: 'number',
    nextDueAt: { nullable: 'instant' },
  },
};

export type ReviewReport = z.output<typeof contract.ReviewReport>;
export const ReviewReport: Shape<ReviewReport> = {
  object: {
    campaign: {
      object: {
        id: 'string',
        name: 'string',
        schedule: 'string',
        scheduleName: 'string',
        slot: 'instant',
        cause: {
          nullable: {
            object: {
              event: {
                oneOf: [
                  'owner_left',
                  'tier_raised',
                  'tool_changed',
                  'system_more_sensitive',
                  'glass_broken',
                  'woken',
                ],
              },
              subject: 'string',
              says: 'string',
              at: 'instant',
            },
          },
        },
        state: { oneOf: ['preparing', 'open', 'closing', 'closed'] },
        stages: 'number',
        openedAt: 'instant',
        endsAt: 'instant',
        graceEndsAt: 'instant',
        isOverdue: 'boolean',
        closedAt: { nullable: 'instant' },
        items: {
          object: {
            total: 'number',
            pending: 'number',
            decided: 'number',
            applied: 'number',
            moot: 'number',
          },
        },
        mine: {
          object: {
            total: 'number',
            pending: 'number',
            decided: 'number',
            applied: 'number',
            moot: 'number',
          },
        },
        revision: 'number',
      },
    },
    madeAt: 'instant',
    byVerb: { record: 'number' },
    bySilence: 'number',
    bulkShare: 'number',
    quickShare: 'number',
    againstRecommendation: 'number',
    medianSeenMs: { nullable: 'number' },
    medianGapMs: { nullable: 'number' },
    itemsPerHour: { nullable: 'number' },
    reviewers: {
      list: {
        object: {
          person: {
            nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          },
          decisions: 'number',
          bulk: 'number',
          quick: 'number',
          undone: 'number',
          medianSeenMs: { nullable: 'number' },
          medianGapMs: { nullable: 'number' },
          byVerb: { record: 'number' },
          isFlagged: 'boolean',
          firstAt: { nullable: 'instant' },
          lastAt: { nullable: 'instant' },
        },
      },
    },
    tiers: {
      list: {
        object: {
          tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
          items: 'number',
          decided: 'number',
          bulk: 'number',
          bySilence: 'number',
          byVerb: { record: 'number' },
          medianSeenMs: { nullable: 'number' },
        },
      },
    },
    states: { record: 'number' },
    effects: {
      object: { revokedGrants: 'number', narrowedGrants: 'number', proposals: 'number', gone: 'number' },
    },
  },
};

export type ListReviewCampaignsAnswer = z.output<typeof contract.reviewCampaignOperations.list.output>;
export const ListReviewCampaignsAnswer: Shape<ListReviewCampaignsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          schedule: 'string',
          scheduleName: 'string',
          slot: 'instant',
          cause: {
            nullable: {
              object: {
                event: {
                  oneOf: [
                    'owner_left',
                    'tier_raised',
                    'tool_changed',
                    'system_more_sensitive',
                    'glass_broken',
                    'woken',
                  ],
                },
                subject: 'string',
                says: 'string',
                at: 'instant',
              },
            },
          },
          state: { oneOf: ['preparing', 'open', 'closing', 'closed'] },
          stages: 'number',
          openedAt: 'instant',
          endsAt: 'instant',
          graceEndsAt: 'instant',
          isOverdue: 'boolean',
          closedAt: { nullable: 'instant' },
          items: {
            object: {
              total: 'number',
              pending: 'number',
              decided: 'number',
              applied: 'number',
              moot: 'number',
            },
          },
          mine: {
            object: {
              total: 'number',
              pending: 'number',
              decided: 'number',
              applied: 'number',
              moot: 'number',
            },
          },
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};

export type ListReviewClustersAnswer = z.output<typeof contract.reviewCampaignOperations.clusters.output>;
export const ListReviewClustersAnswer: Shape<ListReviewClustersAnswer> = {
  object: {
    items: {
      list: {
        object: {
          cluster: 'string',
          title: 'string',
          kind: { oneOf: ['entitlement', 'ownership', 'tool'] },
          tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
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
          items: 'number',
          agents: { list: 'string' },
          first: 'string',
        },
      },
    },
  },
};

export type DecideReviewClusterAnswer = z.output<
  typeof contract.reviewCampaignOperations.decideCluster.output
>;
export const DecideReviewClusterAnswer: Shape<DecideReviewClusterAnswer> = {
  object: { decided: 'number', refused: 'number' },
};

export type ReadReviewSignOffAnswer = z.output<typeof contract.reviewCampaignOperations.receipt.output>;
export const ReadReviewSignOffAnswer: Shape<ReadReviewSignOffAnswer> = {
  object: {
    receipt: {
      nullable: {
        object: {
          campaign: 'string',
          state: { oneOf: ['preparing', 'open', 'closing', 'closed'] },
          signedOff: 'number',
          handedOn: 'number',
          applied: {
            list: {
              object: {
                item: 'string',
                title: 'string',
                verb: { oneOf: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] },
                says: 'string',
                at: 'instant',
              },
            },
          },
          kept: 'number',
          skipped: 'number',
          gone: 'number',
          waiting: 'number',
          stillYours: 'number',
          nextDueAt: { nullable: 'instant' },
        },
      },
    },
  },
};

export type RemindReviewCampaignAnswer = z.output<typeof contract.reviewCampaignOperations.remind.output>;
export const RemindReviewCampaignAnswer: Shape<RemindReviewCampaignAnswer> = {
  object: {
    reminded: { list: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } } },
  },
};

export type ReassignReviewCampaignAnswer = z.output<typeof contract.reviewCampaignOperations.reassign.output>;
export const ReassignReviewCampaignAnswer: Shape<ReassignReviewCampaignAnswer> = {
  object: { reassigned: 'number', refused: 'number' },
};
