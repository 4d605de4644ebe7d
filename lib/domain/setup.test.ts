import { expect, test } from 'vitest';
import { isSetUp, type SetupFacts, setupSteps } from './setup';

const done: SetupFacts = {
  adminsWhoCanSignIn: 1,
  agents: 1,
  hasChosenPreset: true,
  hasTestedChannel: true,
  hasRunDemo: true,
};

test('with every fact there the installation is set up', () => {
  const steps = setupSteps(done);
  expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done']);
  expect(isSetUp(steps)).toBe(true);
});

const missing = [
  { step: 'account', facts: { adminsWhoCanSignIn: 0 } },
  { step: 'inventory', facts: { agents: 0 } },
  { step: 'preset', facts: { hasChosenPreset: false } },
  { step: 'notification', facts: { hasTestedChannel: false } },
  { step: 'demo_run', facts: { hasRunDemo: false } },
];
for (const { step, facts } of missing) {
  test(`${step} is open by its own fact alone`, () => {
    const steps = setupSteps({ ...done, ...facts });
    expect(steps.filter(({ state }) => state === 'open')).toEqual([{ step, state: 'open' }]);
    expect(isSetUp(steps)).toBe(false);
  });
}
