import { expect, test } from 'vitest';
import { explainFloor, type ReachedTool, type ReachingEntitlement, reachOf } from './reach';
import { tierFloor } from './risk-tier';

const now = new Date('2026-06-01T12:00:00Z');
const later = new Date('2026-06-02T12:00:00Z');

const tools: Record<string, ReachedTool[]> = {
  crm: [
    { name: 'contacts.search', actionClass: 'read', sensitivity: 'internal', triggers: [] },
    { name: 'contacts.export', actionClass: 'read', sensitivity: 'restricted', triggers: [] },
    { name: 'contacts.delete', actionClass: 'delete', sensitivity: 'restricted', triggers: [] },
    { name: 'notes.read', actionClass: 'read', sensitivity: 'internal', triggers: [] },
  ],
  mail: [{ name: 'send', actionClass: 'send', sensitivity: 'confidential', triggers: [] }],
};
const toolsOf = (systemId: string) => tools[systemId] ?? [];

const entitlement = (
  scope: Partial<ReachingEntitlement['scope']> = {},
  more: Partial<ReachingEntitlement> = {},
): ReachingEntitlement => ({
  scope: {
    system: 'crm',
    tools: ['*'],
    actionClasses: ['read', 'write', 'delete', 'execute', 'send', 'admin'],
    resources: [],
    maxSensitivity: 'restricted',
    arguments: {},
    ...scope,
  },
  startsAt: new Date('2026-05-01T00:00:00Z'),
  endsAt: later,
  revokedAt: null,
  ...more,
});
const reached = (...entitlements: ReachingEntitlement[]) =>
  reachOf(entitlements, toolsOf, now)
    .map(({ actionClass, sensitivity }) => `${actionClass} ${sensitivity}`)
    .sort();

test('an entitlement reaches the tools that its scope covers, each pair once', () => {
  expect(reached(entitlement())).toEqual(['delete restricted', 'read internal', 'read restricted']);
});

const rows = [
  {
    name: 'a tool above its ceiling',
    of: [entitlement({ maxSensitivity: 'internal' })],
    is: ['read internal'],
  },
  { name: 'another action class', of: [entitlement({ actionClasses: ['write'] })], is: [] },
  { name: 'a tool it does not name', of: [entitlement({ tools: ['notes.*'] })], is: ['read internal'] },
  { name: 'an unknown system', of: [entitlement({ system: 'erp' })], is: [] },
  { name: 'anything after its end', of: [entitlement({}, { endsAt: now })], is: [] },
  { name: 'anything once revoked', of: [entitlement({}, { revokedAt: now })], is: [] },
];
for (const { name, of, is } of rows) {
  test(`an entitlement does not reach ${name}`, () => expect(reached(...of)).toEqual(is));
}

test('what begins later counts already', () => {
  expect(
    reached(entitlement({ system: 'mail' }, { startsAt: later, endsAt: new Date('2027-01-01') })),
  ).toEqual(['send confidential']);
});

test('a call that sets a system in motion reaches all of it, through others, and in no circle', () => {
  const chained: Record<string, ReachedTool[]> = {
    tickets: [{ name: 'note', actionClass: 'write', sensitivity: 'internal', triggers: ['flows'] }],
    flows: [{ name: 'run', actionClass: 'execute', sensitivity: 'internal', triggers: ['payroll', 'flows'] }],
    payroll: [{ name: 'pay', actionClass: 'send', sensitivity: 'restricted', triggers: ['tickets'] }],
  };
  const of = (system: string) => chained[system] ?? [];
  const narrow = entitlement({ system: 'tickets', actionClasses: ['write'], maxSensitivity: 'internal' });
  expect(reachOf([narrow], of, now).map(({ actionClass }) => actionClass)).toEqual([
    'write',
    'execute',
    'send',
  ]);
  const { floor, causes } = explainFloor([narrow], of, now);
  expect(floor).toBe(tierFloor(reachOf([narrow], of, now)));
  expect(causes.map(({ tool }) => tool.name)).toEqual(['pay']);
  const elsewhere = entitlement({ system: 'tickets', actionClasses: ['read'] });
  expect(reachOf([elsewhere], of, now)).toEqual([]);
});

test('the floor is explained by exactly what sets it, and agrees with the live path’s', () => {
  const all = [entitlement(), entitlement({ system: 'mail' }), entitlement({ tools: ['contacts.*'] })];
  const { floor, causes } = explainFloor(all, toolsOf, now);
  expect(floor).toBe('critical');
  expect(floor).toBe(tierFloor(reachOf(all, toolsOf, now)));
  expect(causes.map(({ tool }) => tool.name)).toEqual(['contacts.delete', 'contacts.delete']);
  expect(causes.map((cause) => cause.entitlement)).toEqual([all[0], all[2]]);
});

test('an agent that reaches nothing grave has the lowest floor and no cause', () => {
  expect(explainFloor([entitlement({ tools: ['notes.*'] })], toolsOf, now)).toEqual({
    floor: 'low',
    causes: [],
  });
  expect(explainFloor([], toolsOf, now)).toEqual({ floor: 'low', causes: [] });
});
