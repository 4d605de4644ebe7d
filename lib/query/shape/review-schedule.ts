// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/review-schedule';
import type { Shape } from '../shape';

export type ReviewScheduleView = z.output<typeof contract.ReviewScheduleView>;
export const ReviewScheduleView: Shape<ReviewScheduleView> = {
  object: {
    id: 'string',
    name: 'string',
    state: { oneOf: ['active', 'paused'] },
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
    cadence: {
      anyOf: [
        { object: { byTier: { oneOf: [true] } }, strict: true },
        { object: { rrule: 'string' }, strict: true },
        {
          object: {
            events: {
              list: {
                oneOf: [
                  'owner_left',
                  'tier_raised',
                  'tool_changed',
                  'system_more_sensitive',
                  'glass_broken',
                  'woken',
                ],
              },
            },
          },
          strict: true,
        },
      ],
    },
    timeZone: 'string',
    startsAt: 'instant',
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
    stages: { anyOf: [{ oneOf: [1] }, { oneOf: [2] }] },
    durationDays: 'number',
    graceDays: 'number',
    remindBeforeDays: { list: 'number' },
    onSilence: { oneOf: ['keep', 'revoke', 'recommendation', 'byTier'] },
    nextSlot: { nullable: { object: { at: 'instant', local: 'string' } } },
    isBehind: 'boolean',
    openCampaigns: 'number',
    lastSlot: {
      nullable: {
        object: {
          at: 'instant',
          state: { oneOf: ['claimed', 'empty', 'missed'] },
          campaign: { nullable: 'string' },
        },
      },
    },
    createdBy: 'string',
    createdAt: 'instant',
    revision: 'number',
  },
};

export type ReviewSchedulePreview = z.output<typeof contract.ReviewSchedulePreview>;
export const ReviewSchedulePreview: Shape<ReviewSchedulePreview> = {
  object: {
    agents: 'number',
    items: { object: { entitlements: 'number', ownership: 'number', tools: 'number' } },
    due: { nullable: 'number' },
    reviewers: {
      list: {
        object: {
          person: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          items: 'number',
        },
      },
    },
    fallback: 'number',
    nobody: 'number',
    isSample: 'boolean',
    slots: { list: { object: { at: 'instant', local: 'string' } } },
    silence: { object: { keep: 'number', narrow: 'number', revoke: 'number' } },
  },
};

export type ListReviewSchedulesAnswer = z.output<typeof contract.reviewScheduleOperations.list.output>;
export const ListReviewSchedulesAnswer: Shape<ListReviewSchedulesAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          state: { oneOf: ['active', 'paused'] },
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
          cadence: {
            anyOf: [
              { object: { byTier: { oneOf: [true] } }, strict: true },
              { object: { rrule: 'string' }, strict: true },
              {
                object: {
                  events: {
                    list: {
                      oneOf: [
                        'owner_left',
                        'tier_raised',
                        'tool_changed',
                        'system_more_sensitive',
                        'glass_broken',
                        'woken',
                      ],
                    },
                  },
                },
                strict: true,
              },
            ],
          },
          timeZone: 'string',
          startsAt: 'instant',
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
                          {
                            object: { kind: { oneOf: ['people'] }, people: { list: 'string' } },
                            strict: true,
                          },
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
                          {
                            object: { kind: { oneOf: ['people'] }, people: { list: 'string' } },
                            strict: true,
                          },
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
                          {
                            object: { kind: { oneOf: ['people'] }, people: { list: 'string' } },
                            strict: true,
                          },
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
                          {
                            object: { kind: { oneOf: ['people'] }, people: { list: 'string' } },
                            strict: true,
                          },
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
          stages: { anyOf: [{ oneOf: [1] }, { oneOf: [2] }] },
          durationDays: 'number',
          graceDays: 'number',
          remindBeforeDays: { list: 'number' },
          onSilence: { oneOf: ['keep', 'revoke', 'recommendation', 'byTier'] },
          nextSlot: { nullable: { object: { at: 'instant', local: 'string' } } },
          isBehind: 'boolean',
          openCampaigns: 'number',
          lastSlot: {
            nullable: {
              object: {
                at: 'instant',
                state: { oneOf: ['claimed', 'empty', 'missed'] },
                campaign: { nullable: 'string' },
              },
            },
          },
          createdBy: 'string',
          createdAt: 'instant',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};

export type ListReviewSlotsAnswer = z.output<typeof contract.reviewScheduleOperations.slots.output>;
export const ListReviewSlotsAnswer: Shape<ListReviewSlotsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          slot: { object: { at: 'instant', local: 'string' } },
          state: { oneOf: ['claimed', 'empty', 'missed'] },
          at: 'instant',
          cause: { nullable: 'string' },
          campaign: { nullable: 'string' },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
