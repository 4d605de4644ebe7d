import fc from 'fast-check';
import { ACTION_CLASSES } from './action-class';
import type { BlastSystem, BlastTool, HeldEntitlement } from './blast-inventory';
import { SENSITIVITIES } from './sensitivity';
import { ZONES } from './system';

export const NOW = new Date('2026-06-01T12:00:00Z');
const LATER = new Date('2026-07-01T12:00:00Z');

export type RandomWorld = { tools: BlastTool[]; systems: BlastSystem[]; entitlements: HeldEntitlement[] };

const SYSTEMS = ['crm', 'erp', 'flows', 'mail', 'payroll'];
const NAMES = ['a.read', 'a.write', 'b.read', 'b.run'];
export const AGENTS = ['ada', 'bo', 'cy', 'di'];

const system = fc.record({
  zone: fc.constantFrom(...ZONES),
  sensitivity: fc.constantFrom(...SENSITIVITIES),
  beyond: fc.subarray(['*', 'dump']),
});
const tool = fc.record({
  actionClass: fc.constantFrom(...ACTION_CLASSES),
  sensitivity: fc.constantFrom(...SENSITIVITIES),
  reversible: fc.boolean(),
  triggers: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray(SYSTEMS, { maxLength: 2 })),
});
const entitlement = fc.record({
  agentId: fc.constantFrom(...AGENTS),
  scope: fc.record({
    system: fc.constantFrom(...SYSTEMS),
    tools: fc.subarray(['*', 'a.*', 'b.run', 'a.read'], { minLength: 1, maxLength: 2 }),
    actionClasses: fc.subarray([...ACTION_CLASSES], { minLength: 1 }),
    resources: fc.constantFrom([], ['eu/*'], ['us/*']),
    maxSensitivity: fc.constantFrom(...SENSITIVITIES),
    arguments: fc.constant({}),
  }),
  endsAt: fc.constantFrom(LATER, LATER, LATER, NOW),
  revokedAt: fc.constantFrom(null, null, null, NOW),
});

/** A small inventory with tools that set systems in motion, also in circles. */
export const randomWorld: fc.Arbitrary<RandomWorld> = fc
  .record({
    systems: fc.array(system, { minLength: SYSTEMS.length, maxLength: SYSTEMS.length }),
    tools: fc.array(fc.option(tool, { nil: null }), {
      minLength: SYSTEMS.length * NAMES.length,
      maxLength: SYSTEMS.length * NAMES.length,
    }),
    entitlements: fc.array(entitlement, { maxLength: 8 }),
  })
  .map(({ systems, tools, entitlements }) => ({
    systems: systems.map((one, i) => ({ ...one, id: SYSTEMS[i] ?? '' })),
    tools: tools.flatMap((one, i) => {
      const systemId = SYSTEMS[Math.floor(i / NAMES.length)] ?? '';
      const name = NAMES[i % NAMES.length] ?? '';
      return one === null ? [] : [{ ...one, id: `${systemId}/${name}`, systemId, name }];
    }),
    entitlements: entitlements.map((one, i) => ({ ...one, id: `ent_${i}`, startsAt: NOW })),
  }));
