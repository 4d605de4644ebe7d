import { z } from 'zod';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { SETUP_STEPS, STEP_STATES } from '@/lib/domain/setup';
import { TIER_PRESETS } from '@/lib/domain/tier-preset';
import { Instant } from './common';
import { operation } from './operation';

const Count = z.int();
const Preset = z.enum(TIER_PRESETS);

export const DemoCounts = z.object({
  agents: Count.describe('not retired'),
  people: Count.describe('enabled, and nobody who can sign in'),
  systems: Count,
  keys: Count.describe('live'),
  tasks: Count.describe('running'),
});
export type DemoCounts = z.output<typeof DemoCounts>;

export const SetupView = z.object({
  steps: z.array(z.object({ step: z.enum(SETUP_STEPS), state: z.enum(STEP_STATES) })),
  isDone: z.boolean(),
  dismissedAt: Instant.nullable(),
  people: z.object({ admins: Count.describe('enabled'), canSignIn: Count.describe('of these') }),
  inventory: z.object({ agents: Count, systems: Count }).describe('with what the demo brought'),
  preset: z.object({
    chosen: Preset.nullable(),
    chosenAt: Instant.nullable(),
    current: Preset.nullable().describe('whose rules all four tiers have now; null: edited'),
  }),
  channelTest: z
    .object({ channel: z.string(), at: Instant })
    .nullable()
    .describe('the last test of a channel that has arrived'),
  demoRun: z.object({ task: z.string(), agent: z.string(), endedAt: Instant }).nullable(),
  demo: DemoCounts,
});
export type SetupView = z.output<typeof SetupView>;

export const ChoosePresetInput = z.object({
  preset: Preset,
  revisions: z
    .record(z.enum(RISK_TIERS), z.int().min(1))
    .describe('the revision of each tier that was seen; refused with 412 when one has moved on'),
});
export type ChoosePresetInput = z.output<typeof ChoosePresetInput>;

export const DismissSetupInput = z.object({ dismissed: z.boolean().default(true) });
export type DismissSetupInput = z.output<typeof DismissSetupInput>;

/** What the run needs. The key asks for the demo agent at its system alone, and for minutes only. */
export const DemoRunView = z.object({
  agent: z.string(),
  system: z.string(),
  task: z.string(),
  purpose: z.string(),
  grants: Count,
  key: z.string(),
  keyId: z.string(),
  keyExpiresAt: Instant,
});
export type DemoRunView = z.output<typeof DemoRunView>;

const Kept = z.object({ kind: z.enum(['person', 'system']), id: z.string(), why: z.string() });
export const RemovedDemoView = z.object({
  removed: DemoCounts.describe(
    'agents retired, people disabled, systems deleted, keys revoked, tasks cancelled',
  ),
  kept: z.array(Kept).describe('what somebody uses beyond the demo'),
});
export type RemovedDemoView = z.output<typeof RemovedDemoView>;

export const setupOperations = {
  read: operation({
    id: 'readSetup',
    method: 'GET',
    path: '/api/v1/setup',
    summary: 'Read how far the installation is set up, from what is there',
    permission: 'setup.read',
    input: z.object({}),
    output: SetupView,
  }),
  choosePreset: operation({
    id: 'choosePreset',
    method: 'POST',
    path: '/api/v1/setup/choose-preset',
    summary: 'Give all four tiers the rules of a preset, in one change',
    permission: 'setup.change',
    input: ChoosePresetInput,
    output: SetupView,
  }),
  dismiss: operation({
    id: 'dismissSetup',
    method: 'POST',
    path: '/api/v1/setup/dismiss',
    summary: 'Take the wizard off the overview for everybody, or bring it back',
    permission: 'setup.change',
    input: DismissSetupInput,
    output: SetupView,
  }),
  demoRun: operation({
    id: 'startDemoRun',
    answersSecret: ['key'],
    method: 'POST',
    path: '/api/v1/setup/demo-run',
    summary: 'Open a task of the demo agent, with a key that asks for it for some minutes',
    permission: 'setup.change',
    input: z.object({}),
    output: DemoRunView,
    status: 201,
  }),
  removeDemo: operation({
    id: 'removeDemo',
    method: 'POST',
    path: '/api/v1/setup/remove-demo',
    summary: 'Remove all that the demo brought: its agents, people, systems and keys. History stays',
    permission: 'setup.change',
    input: z.object({}),
    output: RemovedDemoView,
  }),
};
