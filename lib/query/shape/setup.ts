// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/setup';
import type { Shape } from '../shape';

export type SetupView = z.output<typeof contract.SetupView>;
export const SetupView: Shape<SetupView> = {
  object: {
    steps: {
      list: {
        object: {
          step: { oneOf: ['account', 'inventory', 'preset', 'notification', 'demo_run'] },
          state: { oneOf: ['done', 'open', 'not_yet'] },
        },
      },
    },
    isDone: 'boolean',
    dismissedAt: { nullable: 'instant' },
    people: { object: { admins: 'number', canSignIn: 'number' } },
    inventory: { object: { agents: 'number', systems: 'number' } },
    preset: {
      object: {
        chosen: { nullable: { oneOf: ['careful', 'balanced', 'observe_first'] } },
        chosenAt: { nullable: 'instant' },
        current: { nullable: { oneOf: ['careful', 'balanced', 'observe_first'] } },
      },
    },
    channelTest: { nullable: { object: { channel: 'string', at: 'instant' } } },
    demoRun: { nullable: { object: { task: 'string', agent: 'string', endedAt: 'instant' } } },
    demo: {
      object: { agents: 'number', people: 'number', systems: 'number', keys: 'number', tasks: 'number' },
    },
  },
};

export type DemoRunView = z.output<typeof contract.DemoRunView>;
export const DemoRunView: Shape<DemoRunView> = {
  object: {
    agent: 'string',
    system: 'string',
    task: 'string',
    purpose: 'string',
    grants: 'number',
    key: 'string',
    keyId: 'string',
    keyExpiresAt: 'instant',
  },
};

export type RemovedDemoView = z.output<typeof contract.RemovedDemoView>;
export const RemovedDemoView: Shape<RemovedDemoView> = {
  object: {
    removed: {
      object: { agents: 'number', people: 'number', systems: 'number', keys: 'number', tasks: 'number' },
    },
    kept: { list: { object: { kind: { oneOf: ['person', 'system'] }, id: 'string', why: 'string' } } },
  },
};
