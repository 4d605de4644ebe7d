import { expect, test } from 'vitest';
import {
  countVerdicts,
  type ImportFacts,
  type ImportRow,
  type ImportTarget,
  planImport,
} from './agent-import';

const fields = {
  id: 'ledger',
  name: 'Ledger bot',
  purpose: 'Keeps the books',
  owner: 'ana@example.com',
  backupOwner: null,
  riskTier: 'moderate',
  autonomy: 'supervised',
  environment: 'production',
} as const;
const ledger: ImportTarget = { revision: 3, isRetired: false, floor: 'moderate', fields };
const facts: ImportFacts = {
  agents: new Map([
    ['ledger', ledger],
    ['gone', { ...ledger, isRetired: true, fields: { ...fields, id: 'gone' } }],
  ]),
  people: new Map([
    ['ana@example.com', { isEnabled: true }],
    ['ben@example.com', { isEnabled: true }],
    ['eve@example.com', { isEnabled: false }],
  ]),
};
const fresh = { ...fields, id: 'fresh', backupOwner: 'ben@example.com' };
const plan = (row: ImportRow['fields'], defaults = {}) =>
  planImport([{ line: 2, fields: row }], defaults, facts)[0];

test('a new agent with all that it needs is created', () => {
  expect(plan(fresh)).toMatchObject({
    line: 2,
    id: 'fresh',
    verdict: 'create',
    revision: null,
    problems: [],
  });
  expect(plan(fresh)?.fields).toContainEqual({ field: 'riskTier', from: null, to: 'moderate' });
});

test('what the file does not say of a new agent comes from the defaults, and of a known one stays', () => {
  const { owner: _owner, riskTier: _tier, ...rest } = fresh;
  const defaults = { owner: 'ben@example.com', riskTier: 'high' };
  expect(plan({ ...rest, backupOwner: 'ana@example.com' }, defaults)?.fields).toEqual(
    expect.arrayContaining([
      { field: 'owner', from: null, to: 'ben@example.com' },
      { field: 'riskTier', from: null, to: 'high' },
    ]),
  );
  expect(plan({ id: 'ledger' }, defaults)).toMatchObject({ verdict: 'same', fields: [] });
});

test('a known agent changes in what differs alone', () => {
  expect(plan({ id: 'ledger', name: 'Ledger bot', riskTier: 'high' })).toEqual({
    line: 2,
    id: 'ledger',
    verdict: 'change',
    revision: 3,
    fields: [{ field: 'riskTier', from: 'moderate', to: 'high' }],
    problems: [],
  });
});

// Each row breaks one thing in an agent that would be created or changed.
const broken = [
  { name: 'no id', row: { ...fresh, id: undefined }, field: 'id' },
  { name: 'an id that is none', row: { ...fresh, id: 'No Slug' }, field: 'id' },
  { name: 'an id that is a word of the API', row: { ...fresh, id: 'export' }, field: 'id' },
  { name: 'no name', row: { ...fresh, name: undefined }, field: 'name' },
  { name: 'a purpose that is too long', row: { ...fresh, purpose: 'x'.repeat(2001) }, field: 'purpose' },
  { name: 'characters that cannot be stored', row: { ...fresh, name: 'a\u0000b' }, field: 'name' },
  { name: 'no owner', row: { ...fresh, owner: undefined }, field: 'owner' },
  { name: 'an owner whom nobody knows', row: { ...fresh, owner: 'x@example.com' }, field: 'owner' },
  { name: 'an owner who is disabled', row: { ...fresh, owner: 'eve@example.com' }, field: 'owner' },
  { name: 'one person as both owners', row: { ...fresh, backupOwner: fresh.owner }, field: 'backupOwner' },
  {
    name: 'the owner of now as backup',
    row: { id: 'ledger', backupOwner: 'ana@example.com' },
    field: 'backupOwner',
  },
  { name: 'a tier that is none', row: { ...fresh, riskTier: 'huge' }, field: 'riskTier' },
  { name: 'a tier below the floor', row: { id: 'ledger', riskTier: 'low' }, field: 'riskTier' },
  { name: 'an agent that is retired', row: { id: 'gone', name: 'x' }, field: 'id' },
] as const;
for (const { name, row, field } of broken) {
  test(`refused for ${name}`, () => {
    const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
    expect(plan(said)).toMatchObject({ verdict: 'refused', fields: [], problems: [{ field }] });
  });
}

test('the second line of the same agent is refused, and told where the first one is', () => {
  const rows = [2, 7].map((line) => ({ line, fields: { id: 'ledger', name: `Name ${line}` } }));
  const planned = planImport(rows, {}, facts);
  expect(planned.map(({ verdict }) => verdict)).toEqual(['change', 'refused']);
  expect(planned[1]?.problems[0]?.message).toContain('line 2');
  expect(countVerdicts(planned)).toEqual({ create: 0, change: 1, same: 0, refused: 1 });
});
