import fc from 'fast-check';
import { ACTION_CLASSES } from './action-class';
import { AGENT_STATES } from './agent';
import { agent, call, entitlement, facts, grant, inMinutes, scope, task, tool } from './decide.fixture';
import type { ApprovalFacts, Facts } from './facts';
import { RISK_TIERS, SHIPPED_TIERS } from './risk-tier';
import { SENSITIVITIES } from './sensitivity';
import { STOP_KINDS } from './stop';
import { TASK_STATES } from './task';
import { TOOL_STATES } from './tool';

/** Mostly what allows: with everything random, nearly every call would be denied for three reasons. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 12 }, { arbitrary: other, weight: 1 });
const instant = fc.integer({ min: -120, max: 120 }).map(inMinutes);

const aScope = fc.record({
  system: mostly('crm', fc.constant('erp')),
  tools: mostly<string[]>(
    ['contacts.*'],
    fc.subarray(['contacts.search', 'orders.*', '*'], { minLength: 1 }),
  ),
  actionClasses: mostly([...ACTION_CLASSES], fc.subarray([...ACTION_CLASSES], { minLength: 1 })),
  resources: mostly<string[]>([], fc.subarray(['orders/4', 'orders/*'], { minLength: 1 })),
  maxSensitivity: mostly('confidential', fc.constantFrom(...SENSITIVITIES)),
  arguments: mostly<typeof scope.arguments>(
    scope.arguments,
    fc.constant({ limit: { max: 10, otherwise: 'clamp' as const } }),
  ),
});
const anEntitlement = fc.record({
  id: fc.constantFrom('ent_1', 'ent_2'),
  scope: aScope,
  startsAt: mostly(entitlement.startsAt, instant),
  endsAt: mostly(entitlement.endsAt, instant),
  revokedAt: mostly(null, instant),
});
const aGrant = fc.record({
  id: fc.constantFrom('grt_1', 'grt_2', 'grt_3', 'grt_4'),
  entitlementId: fc.constantFrom('ent_1', 'ent_2'),
  scope: aScope,
  startsAt: mostly(grant.startsAt, instant),
  endsAt: mostly(grant.endsAt, instant),
  revokedAt: mostly(null, instant),
  uses: mostly<number | null>(null, fc.integer({ min: 1, max: 3 })),
  spent: fc.integer({ min: 0, max: 3 }),
  approval: mostly<ApprovalFacts | null>(
    null,
    fc.record({
      id: fc.constantFrom('esc_1', 'esc_2'),
      digest: fc.constantFrom('digest-1', 'digest-2', null),
      lifts: fc.subarray(['grant_required', 'class_shift', 'tier_requires_approval', 'grant_exhausted']),
    }),
  ),
});
const uniqueById = <T extends { id: string }>(one: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(one, { selector: ({ id }) => id, maxLength, minLength: 1 });

/** Facts around one call, most of which would allow it. */
export const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    state: mostly('active', fc.constantFrom(...AGENT_STATES)),
    ownerIsEnabled: mostly(true, fc.boolean()),
    tier: fc.constantFrom(...RISK_TIERS),
    entitlements: uniqueById(anEntitlement, 2),
    taskState: mostly('running', fc.constantFrom(...TASK_STATES)),
    taskEndsAt: mostly(task.endsAt, instant),
    declared: mostly([...ACTION_CLASSES], fc.subarray([...ACTION_CLASSES])),
    grants: uniqueById(aGrant, 4),
    toolState: mostly('reviewed', fc.constantFrom(...TOOL_STATES)),
    actionClass: fc.constantFrom(...ACTION_CLASSES),
    sensitivity: fc.constantFrom(...SENSITIVITIES),
    stops: mostly<{ id: string; kind: (typeof STOP_KINDS)[number]; targetId: string | null }[]>(
      [],
      fc.array(
        fc.record({
          id: fc.string(),
          kind: fc.constantFrom(...STOP_KINDS),
          targetId: fc.constantFrom('crm', 'moderate', null),
        }),
      ),
    ),
  })
  .map((random) => ({
    ...facts,
    agent: {
      ...agent,
      state: random.state,
      owner: { id: 'usr_ana', isEnabled: random.ownerIsEnabled },
      backupOwner: null,
      tier: random.tier,
      rules: SHIPPED_TIERS[random.tier],
      entitlements: random.entitlements,
    },
    task: {
      ...task,
      state: random.taskState,
      endsAt: random.taskEndsAt,
      actionClasses: random.declared,
      grants: random.grants,
    },
    tool: {
      ...tool,
      state: random.toolState,
      actionClass: random.actionClass,
      sensitivity: random.sensitivity,
    },
    stops: random.stops,
  }));
export const someCall = fc
  .record({
    limit: fc.integer({ min: 0, max: 20 }),
    resource: fc.constantFrom(null, 'orders/4', 'orders/42'),
    acceptsModify: fc.boolean(),
  })
  .map(({ limit, resource, acceptsModify }) => ({ ...call, resource, acceptsModify, arguments: { limit } }));
