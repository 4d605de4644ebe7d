// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/replay';
import type { Shape } from '../shape';

export type ReplayView = z.output<typeof contract.ReplayView>;
export const ReplayView: Shape<ReplayView> = {
  object: {
    id: 'string',
    guardrail: 'string',
    text: 'string',
    since: 'instant',
    state: { oneOf: ['queued', 'running', 'done', 'cancelled', 'failed'] },
    total: { nullable: 'number' },
    looked: 'number',
    requestedAt: 'instant',
    requestedBy: 'string',
    startedAt: { nullable: 'instant' },
    endedAt: { nullable: 'instant' },
    error: { nullable: 'string' },
    result: {
      nullable: {
        object: {
          judged: 'number',
          said: { object: { inForce: 'number', draft: 'number' } },
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
          asks: { object: { more: 'number', fewer: 'number' } },
          stops: { object: { calls: 'number', approved: 'number' } },
          frees: { object: { calls: 'number', refused: 'number' } },
          notJudged: {
            list: {
              object: { why: { oneOf: ['unasked', 'observed', 'failed', 'unknown'] }, count: 'number' },
            },
          },
          underOtherRules: 'number',
          samples: {
            list: {
              object: {
                decision: 'string',
                at: 'instant',
                agent: 'string',
                tool: 'string',
                from: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                to: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
              },
            },
          },
        },
      },
    },
  },
};

export type ListReplaysAnswer = z.output<typeof contract.replayOperations.list.output>;
export const ListReplaysAnswer: Shape<ListReplaysAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          guardrail: 'string',
          text: 'string',
          since: 'instant',
          state: { oneOf: ['queued', 'running', 'done', 'cancelled', 'failed'] },
          total: { nullable: 'number' },
          looked: 'number',
          requestedAt: 'instant',
          requestedBy: 'string',
          startedAt: { nullable: 'instant' },
          endedAt: { nullable: 'instant' },
          error: { nullable: 'string' },
          result: {
            nullable: {
              object: {
                judged: 'number',
                said: { object: { inForce: 'number', draft: 'number' } },
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
                asks: { object: { more: 'number', fewer: 'number' } },
                stops: { object: { calls: 'number', approved: 'number' } },
                frees: { object: { calls: 'number', refused: 'number' } },
                notJudged: {
                  list: {
                    object: { why: { oneOf: ['unasked', 'observed', 'failed', 'unknown'] }, count: 'number' },
                  },
                },
                underOtherRules: 'number',
                samples: {
                  list: {
                    object: {
                      decision: 'string',
                      at: 'instant',
                      agent: 'string',
                      tool: 'string',
                      from: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                      to: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
