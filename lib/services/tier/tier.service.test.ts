import { afterAll, beforeAll, expect, test } from 'vitest';
import { ReplaceTierInput } from '@/lib/contract/tier';
import { RISK_TIERS, SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { type Inventory, openInventory } from '../agent/inventory.fixture';
import { listTiers } from './list';
import { readTier } from './read';
import { replaceTier } from './replace';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

const strict = { ...SHIPPED_TIERS.high, approvals: 2 };
const versions = () => world.prisma.configLive.findUniqueOrThrow({ where: { id: 1 } });

test('a new database has the shipped rules, lowest tier first', async () => {
  const { items } = await listTiers(world.as('auditor'));
  expect(items.map(({ id }) => id)).toEqual(RISK_TIERS);
  expect(Object.fromEntries(items.map(({ id, rules }) => [id, rules]))).toEqual(SHIPPED_TIERS);
});

test('rules are replaced as a whole, with what was before in the audit row, and decisions take notice', async () => {
  const before = await versions();
  const after = await replaceTier(world.seen(1), { id: 'high', rules: strict });
  expect(after).toMatchObject({ id: 'high', revision: 2, updatedBy: 'test' });
  expect(await readTier(world.ctx, { id: 'high' })).toEqual(after);
  expect(after.rules).toEqual(strict);
  expect(await world.events('high')).toEqual([
    { event: 'tier.replaced', details: { before: SHIPPED_TIERS.high, after: strict } },
  ]);
  const now = await versions();
  expect(now.tiers > before.tiers && now.version > before.version).toBe(true);
});

test('refused without the revision that was seen, or with an old one', async () => {
  const input = { id: 'low', rules: strict } as const;
  await expect(replaceTier(world.ctx, input)).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ field: 'if-match' }],
  });
  await expect(replaceTier(world.seen(7), input)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  const lost = world.meanwhile(`UPDATE tiers SET revision = revision + 1 WHERE id = 'low'`, () =>
    replaceTier(world.seen(1), input),
  );
  await expect(lost).rejects.toMatchObject({ code: 'changed_meanwhile' });
  expect(await readTier(world.ctx, { id: 'low' })).toMatchObject({ rules: SHIPPED_TIERS.low });
  expect(await world.events('low')).toEqual([]);
});

test('refuses who may not', async () => {
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    const ctx = { ...world.as(role), ifMatch: 1 };
    await expect(replaceTier(ctx, { id: 'low', rules: strict })).rejects.toMatchObject({ code: 'forbidden' });
  }
});

const { read: _read, ...withoutReads } = strict.matrix;
const bad = [
  { field: 'rules.matrix.read', rules: { ...strict, matrix: withoutReads } },
  {
    field: 'rules.matrix.send.restricted',
    rules: { ...strict, matrix: { ...strict.matrix, send: { ...strict.matrix.send, restricted: 'ask' } } },
  },
  { field: 'rules.approvals', rules: { ...strict, approvals: 0 } },
  { field: 'rules.maxTaskSeconds', rules: { ...strict, maxTaskSeconds: 40 * 24 * 3600 } },
  { field: 'rules.callsPerMinutePerTask', rules: { ...strict, callsPerMinutePerTask: 0.5 } },
  { field: 'rules', rules: { ...strict, surprise: true } },
];
for (const { field, rules } of bad) {
  test(`rules are refused for their ${field}`, () => {
    const parsed = ReplaceTierInput.safeParse({ id: 'low', rules });
    expect(parsed.error?.issues[0]?.path.join('.')).toBe(field);
  });
}
