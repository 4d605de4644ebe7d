// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/decision';
import type { Shape } from '../shape';

export type DecisionSummary = z.output<typeof contract.DecisionSummary>;
export const DecisionSummary: Shape<DecisionSummary> = {
  object: {
    id: 'string',
    at: 'instant',
    agent: 'string',
    task: { nullable: 'string' },
    purpose: { nullable: 'string' },
    tool: 'string',
    actionClass: { nullable: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
    outcome: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
    reason: 'string',
    demo: 'boolean',
  },
};

export type DecisionView = z.output<typeof contract.DecisionView>;
export const DecisionView: Shape<DecisionView> = {
  object: {
    id: 'string',
    at: 'instant',
    agent: 'string',
    task: { nullable: 'string' },
    purpose: { nullable: 'string' },
    tool: 'string',
    actionClass: { nullable: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
    outcome: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
    reason: 'string',
    demo: 'boolean',
    callId: { nullable: 'string' },
    caller: {
      nullable: {
        object: {
          kind: 'string',
          id: 'string',
          name: { nullable: 'string' },
          identity: {
            nullable: {
              object: { id: 'string', kind: 'string', issuer: { nullable: 'string' }, subject: 'string' },
            },
          },
        },
      },
    },
    requestId: { nullable: 'string' },
    agentOwner: { nullable: 'string' },
    tier: { nullable: 'string' },
    onBehalfOf: { nullable: 'string' },
    delegation: { list: { object: { task: 'string', agent: 'string' } } },
    step: { nullable: 'number' },
    action: { nullable: 'string' },
    toolDigest: { nullable: 'string' },
    sensitivity: { nullable: 'string' },
    system: { nullable: 'string' },
    zone: { nullable: 'string' },
    resource: { nullable: 'string' },
    arguments: 'unknown',
    executes: 'unknown',
    properties: 'unknown',
    digest: { nullable: 'string' },
    reasons: {
      list: {
        object: {
          code: 'string',
          outcome: { nullable: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] } },
          message: 'string',
        },
      },
    },
    lifted: {
      list: {
        object: {
          code: 'string',
          outcome: { nullable: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] } },
          message: 'string',
        },
      },
    },
    approval: { nullable: 'string' },
    guardrails: { record: 'number' },
    shadow: {
      list: {
        object: {
          code: 'string',
          outcome: { nullable: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] } },
          message: 'string',
          guardrail: 'string',
          version: 'number',
          mode: 'string',
        },
      },
    },
    wouldBe: { nullable: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] } },
    answers: {
      object: {
        intent: {
          object: {
            verdict: { nullable: { oneOf: ['clear', 'unclear', 'no'] } },
            task: { nullable: 'string' },
            purpose: { nullable: 'string' },
          },
        },
        need: {
          object: {
            verdict: { nullable: { oneOf: ['clear', 'unclear', 'no'] } },
            grant: { nullable: 'string' },
            entitlement: { nullable: 'string' },
          },
        },
        end: {
          object: {
            verdict: { nullable: { oneOf: ['clear', 'unclear', 'no'] } },
            endsAt: { nullable: 'instant' },
            endsWith: { nullable: 'string' },
          },
        },
      },
    },
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
    reads: { list: 'string' },
    leaves: { nullable: 'boolean' },
    origins: {
      list: {
        object: {
          path: 'string',
          text: 'string',
          origin: {
            oneOf: ['allow_list', 'purpose', 'trusted', 'pointed_at', 'untrusted', 'instructed', 'nowhere'],
          },
        },
      },
    },
    drift: { nullable: { object: { own: 'number', accumulated: 'number' } } },
    grant: { nullable: 'string' },
    versions: {
      nullable: {
        object: {
          config: { nullable: 'string' },
          agent: { nullable: 'string' },
          task: { nullable: 'string' },
        },
      },
    },
    report: {
      nullable: {
        object: {
          decision: 'string',
          at: 'instant',
          status: { oneOf: ['succeeded', 'failed', 'not_executed'] },
          reportedBy: 'string',
          outputDigest: { nullable: 'string' },
          outputBytes: { nullable: 'number' },
          sensitivity: { nullable: { oneOf: ['public', 'internal', 'confidential', 'restricted'] } },
          untrusted: { nullable: 'boolean' },
          records: { nullable: 'number' },
          effects: {
            list: {
              object: {
                system: 'string',
                kind: 'string',
                ref: 'string',
                reversible: 'boolean',
                undo: { nullable: { object: { tool: 'string', arguments: 'unknown' } } },
              },
            },
          },
          writes: { list: 'string' },
        },
      },
    },
    escalation: { nullable: 'string' },
    deferral: { nullable: 'string' },
    chain: { object: { writer: 'string', seq: 'string', hash: 'string', previous: { nullable: 'string' } } },
    record: 'string',
  },
};

export type DecisionPage = z.output<typeof contract.DecisionPage>;
export const DecisionPage: Shape<DecisionPage> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          at: 'instant',
          agent: 'string',
          task: { nullable: 'string' },
          purpose: { nullable: 'string' },
          tool: 'string',
          actionClass: { nullable: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
          outcome: { oneOf: ['allow', 'modify', 'escalate', 'defer', 'deny'] },
          reason: 'string',
          demo: 'boolean',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
    searchedTo: { nullable: 'instant' },
    totalIsLeast: { optional: 'boolean' },
  },
};

export type HistogramView = z.output<typeof contract.HistogramView>;
export const HistogramView: Shape<HistogramView> = {
  object: {
    from: 'instant',
    to: 'instant',
    bucketSeconds: 'number',
    buckets: {
      list: {
        object: {
          at: 'instant',
          counts: {
            object: {
              allow: 'number',
              modify: 'number',
              escalate: 'number',
              defer: 'number',
              deny: 'number',
            },
          },
          complete: { nullable: 'number' },
        },
      },
    },
    total: 'number',
  },
};
