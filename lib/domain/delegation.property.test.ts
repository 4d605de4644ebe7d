import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from './decide';
import {
  agent,
  ancestor,
  call,
  entitlement,
  facts,
  grant,
  inMinutes,
  now,
  task,
  tool,
} from './decide.fixture';
import { cutToDelegable, type Delegable, delegable, delegationRefusal } from './delegation';
import type { AncestorFacts, EntitlementFacts, Facts, GrantFacts } from './facts';
import { SHIPPED_TIERS } from './risk-tier';
import type { Scope } from './scope';
import { SENSITIVITIES } from './sensitivity';

const CASES = { numRuns: 10_000 };

// ------------------------------------------------------------------------------------------ a small world

const TOOLS = ['a', 'b'];
const RESOURCES = [null, 'x/1', 'x/2', 'y/1'];
const CLASSES = ['read', 'write'] as const;
const LEVELS = SENSITIVITIES.slice(0, 3);

type Deed = {
  tool: string;
  actionClass: (typeof CLASSES)[number];
  resource: string | null;
  sensitivity: (typeof LEVELS)[number];
};
const DEEDS: Deed[] = TOOLS.flatMap((tool) =>
  CLASSES.flatMap((actionClass) =>
    RESOURCES.flatMap((resource) =>
      LEVELS.map((sensitivity) => ({ tool, actionClass, resource, sensitivity })),
    ),
  ),
);

/** Mostly wide: chains of narrow scopes allow nothing at all, and prove nothing. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 12 }, { arbitrary: other, weight: 1 });
const someScope: fc.Arbitrary<Scope> = fc.record({
  system: mostly('crm', fc.constant('erp')),
  tools: mostly<string[]>(['*'], fc.subarray(['a', 'b'], { minLength: 1 })),
  actionClasses: mostly<(typeof CLASSES)[number][]>(
    [...CLASSES],
    fc.subarray([...CLASSES], { minLength: 1 }),
  ),
  resources: mostly<string[]>([], fc.subarray(['x/*', 'x/1', 'y/*'], { minLength: 1 })),
  maxSensitivity: mostly('confidential', fc.constantFrom(...LEVELS)),
  arguments: fc.constant({}),
});
const someEnd = mostly(inMinutes(60), fc.integer({ min: -2, max: 60 }).map(inMinutes));
const someRevocation = mostly<Date | null>(null, fc.constant(inMinutes(-1)));
const someEntitlement = (id: string): fc.Arbitrary<EntitlementFacts> =>
  fc.record({
    id: fc.constant(id),
    scope: someScope,
    startsAt: fc.constant(entitlement.startsAt),
    endsAt: someEnd,
    revokedAt: someRevocation,
  });
const someGrant = (id: string, entitlements: readonly string[]): fc.Arbitrary<GrantFacts> =>
  fc.record({
    id: fc.constant(id),
    entitlementId: fc.constantFrom(...entitlements),
    scope: someScope,
    startsAt: fc.constant(grant.startsAt),
    endsAt: someEnd,
    revokedAt: someRevocation,
    uses: mostly<number | null>(null, fc.constant(2)),
    spent: fc.constant(0),
    approval: fc.constant(null),
  });

/** One task of a chain, `n` steps below the root. */
const someLink = (n: number): fc.Arbitrary<AncestorFacts> =>
  fc
    .record({
      state: mostly<'running' | 'paused' | 'completed'>('running', fc.constantFrom('paused', 'completed')),
      endsAt: someEnd,
      agentState: mostly<'active' | 'quarantined' | 'retired'>(
        'active',
        fc.constantFrom('quarantined', 'retired'),
      ),
      isOwned: mostly(true, fc.boolean()),
      entitlements: fc.tuple(someEntitlement(`e${n}1`), someEntitlement(`e${n}2`)),
      grants: fc.tuple(someGrant(`g${n}1`, [`e${n}1`, `e${n}2`]), someGrant(`g${n}2`, [`e${n}1`, `e${n}2`])),
    })
    .map((random) => ({
      task: {
        ...ancestor.task,
        id: `t${n}`,
        agentId: `agent-${n}`,
        parentTaskId: n === 0 ? null : `t${n - 1}`,
        state: random.state,
        endsAt: random.endsAt,
        actionClasses: CLASSES,
        grants: random.grants,
      },
      agent: {
        ...agent,
        id: `agent-${n}`,
        state: random.agentState,
        owner: { id: 'usr_ana', isEnabled: random.isOwned },
        backupOwner: null,
        rules: SHIPPED_TIERS.low,
        entitlements: random.entitlements,
      },
    }));
const someChain = (least: number): fc.Arbitrary<AncestorFacts[]> =>
  fc
    .integer({ min: least, max: 4 })
    .chain((length) => fc.tuple(...Array.from({ length }, (_, n) => someLink(n))));
const someDeed = fc.constantFrom(...DEEDS);

// ------------------------------------------------------------------------------------------ the reference

// What a task can do by itself, said again without a line of the rules it is compared with.
const rank = (level: string): number => ['public', 'internal', 'confidential', 'restricted'].indexOf(level);
const admits = (scope: Scope, { tool: name, actionClass, resource, sensitivity }: Deed): boolean => {
  if (scope.system !== 'crm' || !scope.actionClasses.includes(actionClass)) return false;
  if (!scope.tools.includes('*') && !scope.tools.includes(name)) return false;
  if (rank(sensitivity) > rank(scope.maxSensitivity)) return false;
  if (scope.resources.length === 0) return true;
  return (
    resource !== null &&
    (scope.resources.includes(resource) || scope.resources.includes(`${resource.slice(0, 1)}/*`))
  );
};
const lives = (span: { endsAt: Date; revokedAt: Date | null }): boolean =>
  span.revokedAt === null && span.endsAt.getTime() > now.getTime();
function can(
  { task: { state, endsAt, grants }, agent: whose }: AncestorFacts,
  deed: Deed,
  isSelf: boolean,
): boolean {
  if (state !== 'running' || endsAt.getTime() <= now.getTime()) return false;
  if (whose.state !== 'active' || !whose.owner.isEnabled) return false;
  return grants.some((one) => {
    const ceiling = whose.entitlements.find(({ id }) => id === one.entitlementId);
    if (ceiling === undefined || !lives(one) || !lives(ceiling)) return false;
    return (isSelf || one.uses === null) && admits(one.scope, deed) && admits(ceiling.scope, deed);
  });
}

/** The call of the last task of a chain, with all that stands above it. */
function ask(chain: readonly AncestorFacts[], deed: Deed) {
  const own = chain.at(-1);
  if (own === undefined) throw new Error('a chain has a last task');
  const given: Facts = {
    ...facts,
    agent: own.agent,
    task: { ...task, ...own.task },
    tool: {
      ...tool,
      id: `crm/${deed.tool}`,
      name: deed.tool,
      actionClass: deed.actionClass,
      sensitivity: deed.sensitivity,
    },
    ancestors: chain.slice(0, -1),
  };
  return decide({ ...call, agentId: own.agent.id, taskId: own.task.id, resource: deed.resource }, given, now);
}
const allows = (chain: readonly AncestorFacts[], deed: Deed): boolean => ask(chain, deed).outcome === 'allow';

// ------------------------------------------------------------------------------------------ the promises

test('the random chains allow often enough to mean something', () => {
  const cases = fc.sample(fc.tuple(someChain(2), someDeed), 3000);
  expect(cases.filter(([chain, deed]) => allows(chain, deed)).length).toBeGreaterThan(100);
});

test('INVARIANT (attenuation): a task is allowed exactly what it and every task above it can do', () => {
  fc.assert(
    fc.property(someChain(1), someDeed, (chain, deed) => {
      const expected = chain.every((link, n) => can(link, deed, n === chain.length - 1));
      expect(allows(chain, deed)).toBe(expected);
    }),
    CASES,
  );
});

test('taking anything away above never adds an allow', () => {
  fc.assert(
    fc.property(someChain(2), someDeed, fc.nat(3), fc.nat(5), (chain, deed, which, how) => {
      const index = which % (chain.length - 1);
      const less = chain.map((link, n) => (n === index ? lessened(link, how) : link));
      if (allows(less, deed)) expect(allows(chain, deed)).toBe(true);
    }),
    CASES,
  );
});

function lessened({ task: one, agent: whose }: AncestorFacts, how: number): AncestorFacts {
  switch (how) {
    case 0:
      return { task: { ...one, grants: one.grants.slice(1) }, agent: whose };
    case 1:
      return { task: one, agent: { ...whose, entitlements: whose.entitlements.slice(1) } };
    case 2:
      return { task: { ...one, state: 'paused' }, agent: whose };
    case 3:
      return { task: one, agent: { ...whose, state: 'quarantined' } };
    case 4:
      return { task: { ...one, grants: one.grants.map((g) => ({ ...g, revokedAt: now })) }, agent: whose };
    default:
      return { task: { ...one, endsAt: now }, agent: whose };
  }
}

test('an allow stands no longer than anything above it', () => {
  fc.assert(
    fc.property(someChain(2), someDeed, (chain, deed) => {
      const { outcome, until } = ask(chain, deed);
      if (outcome !== 'allow') return;
      for (const link of chain) expect(until?.getTime()).toBeLessThanOrEqual(link.task.endsAt.getTime());
    }),
    CASES,
  );
});

/** A tree, opened task by task: each under one of those before it, as far as that is not refused. */
const someTree = fc.tuple(
  someLink(0),
  fc.array(
    fc.record({
      under: fc.nat(7),
      ceilings: fc.tuple(someEntitlement('c1'), someEntitlement('c2')),
      endsAt: someEnd,
      // Whether the root has lost a grant since what stands below it was opened.
      loses: fc.boolean(),
    }),
    { minLength: 1, maxLength: 7 },
  ),
);

test('INVARIANT (attenuation): in a tree, what a child is given lies within every task above it, and ends no later', () => {
  let given = 0;
  fc.assert(
    fc.property(someTree, ([root, wishes]) => {
      const chains: AncestorFacts[][] = [[root]];
      wishes.forEach(({ under, ceilings, endsAt: asked, loses }, i) => {
        const chain = chains[under % chains.length] ?? [];
        const above = chain.map((link, n) => (loses && n === 0 ? lessened(link, 0) : link));
        const id = `agent-n${i}`;
        const child = { agentId: id, maxDelegationDepth: 4, actionClasses: CLASSES };
        if (delegationRefusal(above, child, [], now) !== null) return;
        const live = ceilings.filter(lives);
        const parts = live.flatMap((one) => cutToDelegable({ ...one }, delegable(above, now)));
        for (const part of parts) {
          given += 1;
          const covered = DEEDS.filter((one) => admits(part.scope, one));
          // Asked once for all: an expectation for each of millions would take minutes.
          const isWithin = above.every((link) =>
            covered.every((deed) => holdsUntil(link, deed) >= +part.endsAt),
          );
          expect(isWithin).toBe(true);
        }
        const endsAt = new Date(
          Math.min(asked.getTime(), ...above.map((link) => link.task.endsAt.getTime())),
        );
        chains.push([...above, opened(id, above, parts, live, endsAt)]);
      });
      for (const chain of chains) expect(chain.length).toBeLessThanOrEqual(5);
    }),
    CASES,
  );
  expect(given).toBeGreaterThan(5000);
});

/** Until when the longest grant of a task that admits a deed lasts; before everything when none does. */
function holdsUntil({ task: one, agent: whose }: AncestorFacts, deed: Deed): number {
  const ends = one.grants.flatMap((g) => {
    const ceiling = whose.entitlements.find(({ id }) => id === g.entitlementId);
    if (ceiling === undefined || g.uses !== null || !lives(g) || !lives(ceiling)) return [];
    return admits(g.scope, deed) && admits(ceiling.scope, deed) ? [Math.min(+g.endsAt, +ceiling.endsAt)] : [];
  });
  return Math.max(Number.NEGATIVE_INFINITY, ...ends);
}

function opened(
  id: string,
  above: readonly AncestorFacts[],
  parts: readonly (Delegable & { id: string })[],
  entitlements: EntitlementFacts[],
  endsAt: Date,
): AncestorFacts {
  const grants = parts.map((part, n) => ({
    ...grant,
    id: `${id}-${n}`,
    entitlementId: part.id,
    scope: part.scope,
    endsAt: part.endsAt,
  }));
  return {
    task: {
      ...task,
      id: `t-${id}`,
      agentId: id,
      parentTaskId: above.at(-1)?.task.id ?? null,
      actionClasses: CLASSES,
      grants,
      endsAt,
    },
    agent: { ...agent, id, rules: SHIPPED_TIERS.low, entitlements },
  };
}
