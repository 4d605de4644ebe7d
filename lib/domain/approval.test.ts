import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agreedTerms,
  approvalLimits,
  type Bounds,
  brokenGlassTerms,
  ceilingFor,
  hiddenPaths,
  latestEnd,
  liftsOf,
  recommendedTerms,
  scopeOfCall,
  type Terms,
  termsRefusal,
} from './approval';
import { inMinutes, now, scope } from './decide.fixture';
import { BROKEN_GLASS_SECONDS } from './escalation';
import { REASON_CODES } from './reason';
import { containsScope, coversCall, type ScopedCall } from './scope';

const call: ScopedCall = {
  systemId: 'crm',
  toolName: 'contacts.remove',
  actionClass: 'delete',
  sensitivity: 'internal',
  resource: null,
};
const ceiling = { id: 'ent_1', scope, endsAt: inMinutes(600), maxTtlSeconds: 7200 };
const bounds: Bounds = {
  call,
  ceilings: [ceiling],
  taskEndsAt: inMinutes(60),
  delegatedUntil: null,
  delegable: null,
  rules: { maxGrantSeconds: 8 * 3600, maxApprovalUses: 25 },
};
const terms: Terms = { scope: null, ttlSeconds: 600, uses: 1 };

describe('what is recommended', () => {
  test('is the call, once, until its task ends', () => {
    expect(recommendedTerms(bounds, now)).toMatchObject({ scope: null, ttlSeconds: 3600, uses: 1 });
  });

  const shorter: [string, Partial<Bounds>, number][] = [
    ['the task ends', { taskEndsAt: inMinutes(10) }, 600],
    ['the tier says so', { rules: { ...bounds.rules, maxGrantSeconds: 900 } }, 900],
    ['the entitlement says so', { ceilings: [{ ...ceiling, maxTtlSeconds: 300 }] }, 300],
    ['the entitlement ends', { ceilings: [{ ...ceiling, endsAt: inMinutes(2) }] }, 120],
    ['a task above ends', { delegatedUntil: inMinutes(3), delegable: [] }, 180],
  ];
  for (const [name, change, seconds] of shorter) {
    test(`is shorter where ${name}, and never refused`, () => {
      const recommended = recommendedTerms({ ...bounds, ...change }, now);
      expect(recommended?.ttlSeconds).toBe(seconds);
      expect(recommended && termsRefusal(recommended, { ...bounds, ...change }, now)).toBeNull();
    });
  }

  test('is nothing where nothing may be given', () => {
    expect(recommendedTerms({ ...bounds, ceilings: [] }, now)).toBeNull();
    expect(recommendedTerms({ ...bounds, taskEndsAt: now }, now)).toBeNull();
    expect(approvalLimits({ ...bounds, call: { ...call, sensitivity: 'restricted' } }, now)).toBeNull();
  });

  test('for one admin alone is shorter still', () => {
    expect(brokenGlassTerms(bounds, now)).toEqual({ scope: null, ttlSeconds: BROKEN_GLASS_SECONDS, uses: 1 });
    expect(brokenGlassTerms({ ...bounds, taskEndsAt: inMinutes(1) }, now)?.ttlSeconds).toBe(60);
  });
});

describe('terms', () => {
  const refused: [string, Partial<Terms>, Partial<Bounds>][] = [
    ['above_tier', { uses: 26 }, {}],
    ['above_limit', { ttlSeconds: 3601 }, {}],
    ['no_time_left', {}, { taskEndsAt: now }],
    ['outside_entitlement', {}, { ceilings: [] }],
    ['outside_entitlement', { scope: { ...scope, maxSensitivity: 'restricted' } }, {}],
    ['outside_entitlement', { scope: { ...scope, tools: ['*'] } }, {}],
    ['scope_misses_call', { scope: { ...scope, tools: ['contacts.change'] } }, {}],
    ['scope_misses_call', { scope: { ...scope, actionClasses: ['read'] } }, {}],
    ['scope_misses_call', { scope: { ...scope, maxSensitivity: 'public' } }, {}],
    ['exceeds_delegator', { scope }, { delegable: [] }],
    ['above_limit', { scope, ttlSeconds: 120 }, { delegable: [{ scope, endsAt: inMinutes(1) }] }],
  ];
  for (const [code, change, of] of refused) {
    test(`that are too wide are refused: ${code} ${JSON.stringify(change).slice(0, 60)}`, () => {
      expect(termsRefusal({ ...terms, ...change }, { ...bounds, ...of }, now)?.code).toBe(code);
    });
  }

  test('that fit are not', () => {
    for (const fitting of [
      terms,
      { ...terms, scope: scopeOfCall(call) },
      { scope, ttlSeconds: 3600, uses: 25 },
    ]) {
      expect(termsRefusal(fitting, bounds, now)).toBeNull();
    }
  });

  test('are taken from the entitlement that ends last', () => {
    const ceilings = [
      { id: 'ent_1', scope, endsAt: inMinutes(10), maxTtlSeconds: 7200 },
      { id: 'ent_2', scope, endsAt: inMinutes(20), maxTtlSeconds: 7200 },
    ];
    expect(ceilingFor(null, { ...bounds, ceilings })?.id).toBe('ent_2');
  });

  const someTerms = fc.record({
    scope: fc.option(fc.constantFrom(scope, scopeOfCall(call), { ...scope, tools: ['contacts.remove'] })),
    ttlSeconds: fc.integer({ min: 1, max: 20_000 }),
    uses: fc.integer({ min: 1, max: 60 }),
  });
  const someBounds = fc.record({
    taskEndsAt: fc.integer({ min: -5, max: 600 }).map(inMinutes),
    maxGrantSeconds: fc.integer({ min: 60, max: 30_000 }),
    maxTtlSeconds: fc.integer({ min: 60, max: 30_000 }),
    until: fc.option(fc.integer({ min: -5, max: 300 }).map(inMinutes)),
  });

  // INVARIANT (task-bound), INVARIANT (attenuation)
  test('that are not refused never last longer than task, tier, entitlement and delegators', () => {
    fc.assert(
      fc.property(someTerms, someBounds, (asked, { taskEndsAt, maxGrantSeconds, maxTtlSeconds, until }) => {
        const of: Bounds = {
          ...bounds,
          taskEndsAt,
          rules: { maxGrantSeconds, maxApprovalUses: 25 },
          ceilings: [{ ...ceiling, maxTtlSeconds }],
          delegatedUntil: until,
          delegable: until === null ? null : [{ scope, endsAt: until }],
        };
        if (termsRefusal(asked, of, now) !== null) return;
        const from = ceilingFor(asked.scope, of);
        if (from === null) throw new Error('not refused, and from nothing');
        const end = now.getTime() + asked.ttlSeconds * 1000;
        for (const most of [
          taskEndsAt.getTime(),
          from.endsAt.getTime(),
          now.getTime() + maxGrantSeconds * 1000,
          now.getTime() + maxTtlSeconds * 1000,
          until?.getTime() ?? Number.POSITIVE_INFINITY,
          latestEnd(asked.scope, from, of, now).getTime(),
        ]) {
          expect(end).toBeLessThanOrEqual(most);
        }
        if (asked.scope !== null) {
          expect(containsScope(from.scope, asked.scope)).toBe(true);
          expect(coversCall(asked.scope, call)).toBe(true);
        }
      }),
    );
  });

  test('of several people are the narrowest of all, in whatever order they said it', () => {
    const exactly = { scope: null, ttlSeconds: 900, uses: 3 };
    const wide = { scope, ttlSeconds: 600, uses: 5 };
    expect(agreedTerms([exactly, wide])).toEqual({ scope: null, ttlSeconds: 600, uses: 3 });
    const narrow = { scope: { ...scope, tools: ['contacts.remove'] }, ttlSeconds: 1200, uses: 9 };
    expect(agreedTerms([wide, narrow])).toMatchObject({ ttlSeconds: 600, uses: 5 });
    expect(agreedTerms([wide, narrow])?.scope?.tools).toEqual(['contacts.remove']);
    expect(agreedTerms([wide, { ...narrow, scope: { ...scope, system: 'erp' } }])).toBeNull();
    expect(agreedTerms([])).toBeNull();
    fc.assert(
      fc.property(fc.array(someTerms, { minLength: 1, maxLength: 4 }), (all) => {
        const agreed = agreedTerms(all);
        const reversed = agreedTerms([...all].reverse());
        expect(reversed?.uses).toEqual(agreed?.uses);
        for (const one of all) {
          expect(agreed?.uses).toBeLessThanOrEqual(one.uses);
          expect(agreed?.ttlSeconds).toBeLessThanOrEqual(one.ttlSeconds);
          if (one.scope !== null && agreed?.scope != null) {
            expect(containsScope(one.scope, agreed.scope)).toBe(true);
          }
          // Exactly the call is the least: who said so gave nobody a scope.
          if (one.scope === null) expect(agreed?.scope).toBeNull();
        }
      }),
    );
  });
});

test('what rests on the values of one call is not answered for others', () => {
  expect(liftsOf(REASON_CODES, null)).toEqual(REASON_CODES);
  const inScope = liftsOf([...REASON_CODES, 'a guardrail of ours'], scope);
  for (const code of ['untrusted_argument', 'exfiltration_path', 'intent_drift', 'a guardrail of ours']) {
    expect(inScope).not.toContain(code);
  }
  expect(inScope).toContain('grant_required');
});

test('what nobody can read whole is named', () => {
  const long = 'x'.repeat(20_001);
  expect(hiddenPaths({ a: 'short', b: { c: long, d: [long] } })).toEqual(['b.c', 'b.d.0']);
  expect(hiddenPaths({ list: Array.from({ length: 2001 }, () => 1) })).toEqual(['(too many parts)']);
  expect(hiddenPaths({})).toEqual([]);
});
