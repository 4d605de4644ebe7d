// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/blast-radius';
import type { Shape } from '../shape';

export type BlastRadiusView = z.output<typeof contract.BlastRadiusView>;
export const BlastRadiusView: Shape<BlastRadiusView> = {
  object: {
    focus: {
      object: {
        key: 'string',
        kind: { oneOf: ['agent', 'tool', 'system', 'data'] },
        id: 'string',
        name: 'string',
        detail: 'string',
        hops: 'number',
        system: { nullable: 'string' },
        weight: { nullable: 'number' },
        used: { nullable: 'boolean' },
        lastUsedAt: { nullable: 'instant' },
        beyond: { list: 'string' },
      },
    },
    direction: { oneOf: ['forwards', 'backwards'] },
    counts: { object: { agent: 'number', tool: 'number', system: 'number', data: 'number' } },
    number: {
      object: {
        total: 'number',
        parts: {
          list: {
            object: {
              by: { oneOf: ['entitled', 'motion', 'secret'] },
              actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
              sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
              zone: { oneOf: ['internal', 'partner', 'external'] },
              isIrreversible: 'boolean',
              weight: 'number',
              count: 'number',
              sum: 'number',
            },
          },
        },
      },
    },
    usage: {
      object: {
        since: 'instant',
        mostCalls: 'number',
        isComplete: 'boolean',
        used: 'number',
        unused: 'number',
      },
    },
    emptyBecause: { nullable: 'string' },
    nodes: {
      list: {
        object: {
          key: 'string',
          kind: { oneOf: ['agent', 'tool', 'system', 'data'] },
          id: 'string',
          name: 'string',
          detail: 'string',
          hops: 'number',
          system: { nullable: 'string' },
          weight: { nullable: 'number' },
          used: { nullable: 'boolean' },
          lastUsedAt: { nullable: 'instant' },
          beyond: { list: 'string' },
        },
      },
    },
    groups: {
      list: {
        object: {
          key: 'string',
          kind: { oneOf: ['agent', 'tool', 'system', 'data'] },
          system: { nullable: 'string' },
          count: 'number',
        },
      },
    },
    edges: {
      list: {
        object: {
          from: 'string',
          to: 'string',
          kind: { oneOf: ['entitled', 'delegates', 'part_of', 'motion', 'own_rights', 'holds', 'secret'] },
        },
      },
    },
    paths: {
      object: {
        items: {
          list: {
            object: {
              key: 'string',
              kind: { oneOf: ['agent', 'tool', 'system', 'data'] },
              hops: 'number',
              used: { nullable: 'boolean' },
              lastUsedAt: { nullable: 'instant' },
              steps: {
                list: {
                  object: {
                    key: 'string',
                    kind: { oneOf: ['agent', 'tool', 'system', 'data'] },
                    id: 'string',
                    name: 'string',
                    by: {
                      nullable: {
                        oneOf: [
                          'entitled',
                          'delegates',
                          'part_of',
                          'motion',
                          'own_rights',
                          'holds',
                          'secret',
                        ],
                      },
                    },
                  },
                },
              },
            },
          },
        },
        nextCursor: { nullable: 'string' },
        total: 'number',
      },
    },
  },
};

export type BlastPreviewView = z.output<typeof contract.BlastPreviewView>;
export const BlastPreviewView: Shape<BlastPreviewView> = {
  object: {
    agent: 'string',
    before: {
      object: {
        number: 'number',
        counts: { object: { agent: 'number', tool: 'number', system: 'number', data: 'number' } },
        tierFloor: { oneOf: ['low', 'moderate', 'high', 'critical'] },
        tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
      },
    },
    after: {
      object: {
        number: 'number',
        counts: { object: { agent: 'number', tool: 'number', system: 'number', data: 'number' } },
        tierFloor: { oneOf: ['low', 'moderate', 'high', 'critical'] },
        tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
      },
    },
    covered: 'number',
    added: {
      object: {
        tools: { list: { object: { id: 'string', detail: 'string' } } },
        systems: { list: { object: { id: 'string', detail: 'string' } } },
        data: { list: { object: { id: 'string', detail: 'string' } } },
      },
    },
    removed: {
      object: {
        tools: { list: { object: { id: 'string', detail: 'string' } } },
        systems: { list: { object: { id: 'string', detail: 'string' } } },
        data: { list: { object: { id: 'string', detail: 'string' } } },
      },
    },
    more: 'number',
    parts: {
      list: {
        object: {
          by: { oneOf: ['entitled', 'motion', 'secret'] },
          actionClass: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] },
          sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
          zone: { oneOf: ['internal', 'partner', 'external'] },
          isIrreversible: 'boolean',
          weight: 'number',
          count: 'number',
          sum: 'number',
        },
      },
    },
    follows: { list: 'string' },
  },
};
