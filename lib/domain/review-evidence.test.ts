import { describe, expect, test } from 'vitest';
import {
  addCalls,
  agentFindings,
  type Calls,
  entitlementEvidence,
  highestSensitivity,
  NO_CALLS,
  ownershipEvidence,
  peersOf,
  reviewedToolEvidence,
  toolEvidence,
} from './review-evidence';

const now = new Date('2026-11-24T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const tool = (
  name: string,
  actionClass: 'read' | 'write' = 'read',
  sensitivity: 'internal' | 'restricted' = 'internal',
) => ({
  id: `crm/${name}`,
  systemId: 'crm',
  name,
  actionClass,
  sensitivity,
  triggers: [],
});
const scope = {
  system: 'crm',
  tools: ['*'],
  actionClasses: ['read', 'write'],
  resources: [],
  maxSensitivity: 'restricted',
  arguments: {},
} as const;
const calls = (more: Partial<Calls>): Calls => ({ ...NO_CALLS, ...more });

describe('of an entitlement', () => {
  const [a, b, c] = [tool('a'), tool('b', 'write'), tool('c', 'write', 'restricted')];
  const of = (more: Partial<Parameters<typeof entitlementEvidence>[0]> = {}) =>
    entitlementEvidence({
      scope,
      startsAt: daysAgo(100),
      reach: [a, b, c],
      elsewhere: [],
      calls: new Map(),
      uses: new Map(),
      findings: [],
      since: daysAgo(90),
      now,
      ...more,
    });
  const uses = (used: Record<string, number>) =>
    new Map(Object.entries(used).map(([name, days]) => [`crm/${name}`, daysAgo(days)]));

  const cases: [
    name: string,
    days: Record<string, number>,
    used: number,
    verb: string,
    findings: string[],
  ][] = [
    ['nothing', {}, 0, 'revoke', ['entitlement_unused']],
    ['nothing since the cadence began', { a: 91 }, 0, 'revoke', ['entitlement_unused']],
    ['a part, not lately', { a: 31 }, 1, 'narrow', ['entitlement_unused']],
    ['a part, lately', { a: 29 }, 1, 'narrow', ['entitlement_broad']],
    ['all', { a: 29, b: 1, c: 1 }, 3, 'keep', []],
  ];
  for (const [name, days, used, verb, findings] of cases) {
    test(`used: ${name}`, () => {
      const { evidence, recommendation } = of({ uses: uses(days) });
      expect(evidence.reach).toMatchObject({ tools: 3, used, changing: 2, highestSensitivity: 'restricted' });
      expect(evidence.tools.filter((row) => row.used)).toHaveLength(used);
      expect(recommendation.verb).toBe(verb);
      expect(evidence.findings).toEqual(findings);
    });
  }
  test('what is young has no findings of its own, and keeps those of its agent', () => {
    const { evidence } = of({ startsAt: daysAgo(29), findings: ['agent_unowned'] });
    expect(evidence.findings).toEqual(['agent_unowned']);
  });
  test('what another one covers does not go, and a narrowing leaves what it names', () => {
    const { evidence } = of({ uses: uses({ a: 1 }), elsewhere: [({ name }) => name === 'b'] });
    expect(evidence.reach).toMatchObject({ wouldGo: 2, wouldGoOnNarrow: 1 });
  });
  test('the last use is the latest of those that count', () => {
    expect(of({ uses: uses({ a: 12, b: 3, c: 91 }) }).evidence.lastUsedAt).toEqual(daysAgo(3));
    expect(of().evidence.lastUsedAt).toBeNull();
  });
  test('calls of its tools count whoever allowed them; used is only what it allowed itself', () => {
    const asked = new Map([['crm/a', calls({ allows: 68, lastUsedAt: daysAgo(1) })]]);
    const { evidence } = of({ calls: asked });
    expect(evidence).toMatchObject({ calls: { allows: 68 }, lastUsedAt: null, reach: { used: 0 } });
  });
});

describe('tools', () => {
  test('stand by use, then by calls, then what changes something, then by name; bounded, with the rest counted', () => {
    const many = Array.from({ length: 30 }, (_, n) => tool(`t${String(n).padStart(2, '0')}`));
    const seen = toolEvidence(
      [...many, tool('busy'), tool('used'), tool('write', 'write')],
      new Map([['crm/busy', calls({ denials: 5 })]]),
      new Map([['crm/used', daysAgo(1)]]),
    );
    expect(seen.tools.map((row) => row.tool).slice(0, 4)).toEqual([
      'crm/used',
      'crm/busy',
      'crm/write',
      'crm/t00',
    ]);
    expect(seen.tools).toHaveLength(25);
    expect(seen.moreTools).toBe(8);
    expect(seen.calls).toEqual({ allows: 0, denials: 5, escalations: 0 });
  });
  test('name three decisions, the newest, none twice', () => {
    const seen = toolEvidence(
      [tool('a'), tool('b')],
      new Map([
        ['crm/a', calls({ samples: ['dec_1', 'dec_4', 'dec_4'] })],
        ['crm/b', calls({ samples: ['dec_3', 'dec_2'] })],
      ]),
      new Map(),
    );
    expect(seen.decisions).toEqual(['dec_2', 'dec_3', 'dec_4']);
  });
  test('one by itself: what was asked of it, and what is open about it', () => {
    const of = (more: { isChanged?: boolean; isUnreviewed?: boolean }, allows = 0) =>
      reviewedToolEvidence(
        { ...tool('a', 'write'), isChanged: false, isUnreviewed: false, ...more },
        calls({ allows }),
        daysAgo(365),
        now,
      );
    expect(of({}, 3)).toMatchObject({ reach: { tools: 1, used: 1, changing: 1, wouldGo: 1 }, findings: [] });
    expect(of({}).reach.used).toBe(0);
    expect(of({ isChanged: true, isUnreviewed: true }).findings).toEqual(['tool_changed']);
    expect(of({ isUnreviewed: true }).findings).toEqual(['tool_unreviewed']);
  });
});

test('of an ownership: what was used by whichever entitlement', () => {
  const seen = ownershipEvidence({
    tools: [tool('a'), tool('b', 'write')],
    calls: new Map([
      ['crm/a', calls({ allows: 2, lastUsedAt: daysAgo(2) })],
      ['crm/b', calls({ denials: 1 })],
    ]),
    lastCallAt: daysAgo(1),
    findings: ['tier_below_floor'],
    since: daysAgo(90),
    now,
  });
  expect(seen).toMatchObject({
    lastUsedAt: daysAgo(1),
    reach: { tools: 2, used: 1, wouldGo: 2, wouldGoOnNarrow: 0 },
    calls: { allows: 2, denials: 1, escalations: 0 },
    findings: ['tier_below_floor'],
  });
});

test('calls of two counts add up; the later use stands', () => {
  const sum = addCalls(
    calls({ allows: 1, denials: 2, lastUsedAt: daysAgo(1), samples: ['x'] }),
    calls({ allows: 3, escalations: 4, lastUsedAt: daysAgo(2), samples: ['y'] }),
  );
  expect(sum).toEqual({ allows: 4, denials: 2, escalations: 4, lastUsedAt: daysAgo(1), samples: ['x', 'y'] });
  expect(addCalls(NO_CALLS, calls({ lastUsedAt: daysAgo(3) })).lastUsedAt).toEqual(daysAgo(3));
});

test('the highest sensitivity of nothing is none', () => {
  expect(highestSensitivity([])).toBeNull();
  expect(highestSensitivity([tool('a'), tool('b', 'read', 'restricted'), tool('c')])).toBe('restricted');
});

describe('about the agent itself', () => {
  const agent = {
    ownership: 'accepted',
    isOwnerEnabled: true,
    isBackupEnabled: true,
    isBelowFloor: false,
  } as const;
  const cases = [
    ['all is well', {}, []],
    [
      'nobody answers',
      { ownership: 'unowned', isOwnerEnabled: false, isBackupEnabled: false },
      ['agent_unowned'],
    ],
    ['only the owner', { isBackupEnabled: false }, ['agent_single_owner']],
    ['only the backup owner', { ownership: 'left', isOwnerEnabled: false }, ['agent_single_owner']],
    ['below its floor', { isBelowFloor: true }, ['tier_below_floor']],
  ] as const;
  for (const [name, more, findings] of cases)
    test(name, () => expect(agentFindings({ ...agent, ...more })).toEqual(findings));
});

describe('peers', () => {
  const found = { agents: new Set(['me', 'a', 'b', 'c', 'd', 'e', 'f']), count: 12, using: 4 };
  test('are the others, some by name, counted without oneself', () => {
    expect(peersOf(found, 'me', true, new Map([['a', 'Anna']]))).toEqual({
      count: 11,
      using: 3,
      agents: [{ id: 'a', name: 'Anna' }, ...['b', 'c', 'd', 'e'].map((id) => ({ id, name: id }))],
    });
    expect(peersOf(found, 'me', false, new Map()).using).toBe(4);
  });
  test('nobody has it, not even oneself any more', () =>
    expect(peersOf(null, 'me', false, new Map())).toEqual({ count: 0, agents: [], using: 0 }));
});
