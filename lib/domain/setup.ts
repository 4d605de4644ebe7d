export const SETUP_STEPS = ['account', 'inventory', 'preset', 'notification', 'demo_run'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

export const STEP_STATES = ['done', 'open', 'not_yet'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** What is true of the installation, as far as setting it up goes. */
export type SetupFacts = {
  /** Enabled admins who can sign in: with a password of their own, or by single sign-on. */
  adminsWhoCanSignIn: number;
  /** Agents that are not retired, the demo's among them. */
  agents: number;
  hasChosenPreset: boolean;
  /** A test of a channel has arrived. */
  hasTestedChannel: boolean;
  hasRunDemo: boolean;
};

/** Where every step stands. Nothing is counted up: what is done is read off the facts, and can come undone. */
export function setupSteps(facts: SetupFacts): { step: SetupStep; state: StepState }[] {
  const states: Record<SetupStep, StepState> = {
    account: facts.adminsWhoCanSignIn > 0 ? 'done' : 'open',
    inventory: facts.agents > 0 ? 'done' : 'open',
    preset: facts.hasChosenPreset ? 'done' : 'open',
    notification: facts.hasTestedChannel ? 'done' : 'open',
    demo_run: facts.hasRunDemo ? 'done' : 'open',
  };
  return SETUP_STEPS.map((step) => ({ step, state: states[step] }));
}

/** Whether nothing is left that could be done. */
export const isSetUp = (steps: readonly { state: StepState }[]): boolean =>
  steps.every(({ state }) => state !== 'open');
