import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shippedTexts } from '@/lib/cedar/shipped.fixture';
import { CreateGuardrailInput, ListGuardrailsInput } from '@/lib/contract/guardrail';
import { type Inventory, openInventory } from '../agent/inventory.fixture';
import { changeGuardrail } from './change';
import { createGuardrail } from './create';
import { enforceGuardrail } from './enforce';
import { listGuardrails } from './list';
import { readGuardrail } from './read';
import { retireGuardrail } from './retire';
import { shadowGuardrail } from './shadow';
import { validateGuardrail } from './validate';
import { listGuardrailVersions } from './versions';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

const FORBID = 'forbid (principal, action, resource) when { resource.zone == "external" };';
const HARDER = 'forbid (principal, action, resource);';
const WRONG = 'forbid (principal, action, resource) when { resource.zone == 1 };';
const create = (name: string, text = FORBID) => createGuardrail(world.ctx, { name, text });
const statesOf = async (id: string) => {
  const { items } = await listGuardrailVersions(world.ctx, { id, limit: 50 });
  return items.map(({ version, state }) => `${version} ${state}`);
};
const versions = () => world.prisma.configLive.findUniqueOrThrow({ where: { id: 1 } });

test('what is shipped is there, enforced, and can be read by everybody', async () => {
  const { items, total } = await listGuardrails(
    world.as('auditor'),
    ListGuardrailsInput.parse({ count: 'true' }),
  );
  expect(items.map(({ name }) => name)).toEqual([...shippedTexts.keys()]);
  expect(total).toBe(shippedTexts.size);
  for (const { state, text, name } of items) {
    expect({ state, text }).toEqual({ state: 'enforced', text: shippedTexts.get(name) });
  }
});

test('from a draft over shadow to enforced and retired; every step with its audit row, and decisions take notice', async () => {
  expect(await create('no_export')).toMatchObject({ id: 'no_export', state: 'draft', draftVersion: 1 });
  const moves = [
    [shadowGuardrail, { state: 'shadow', shadowVersion: 1, draftVersion: null }],
    [enforceGuardrail, { state: 'enforced', enforcedVersion: 1, shadowVersion: null }],
    [shadowGuardrail, { state: 'shadow', shadowVersion: 1, enforcedVersion: null }],
    [enforceGuardrail, { state: 'enforced', enforcedVersion: 1 }],
    [retireGuardrail, { state: 'retired', enforcedVersion: null }],
  ] as const;
  for (const [verb, expected] of moves) {
    const before = await versions();
    expect(await verb(world.ctx, { id: 'no_export', reason: 'tried out' })).toMatchObject(expected);
    const after = await versions();
    expect(after.guardrails > before.guardrails && after.version > before.version).toBe(true);
  }
  expect((await world.events('no_export')).map(({ event }) => event)).toEqual([
    'guardrail.created',
    'guardrail.shadowed',
    'guardrail.enforced',
    'guardrail.shadowed',
    'guardrail.enforced',
    'guardrail.retired',
  ]);
  expect((await world.events('no_export'))[2]?.details).toEqual({
    version: 1,
    from: 'shadow',
    to: 'enforced',
    replaced: null,
    reason: 'tried out',
  });
});

test('a changed text is a new draft; what is enforced goes on until the new one takes its place', async () => {
  await create('replaced');
  await enforceGuardrail(world.ctx, { id: 'replaced' });
  expect(await changeGuardrail(world.ctx, { id: 'replaced', text: HARDER })).toMatchObject({
    state: 'enforced',
    enforcedVersion: 1,
    draftVersion: 2,
    text: HARDER,
  });
  await changeGuardrail(world.ctx, { id: 'replaced', text: `${HARDER} // better` });
  expect(await statesOf('replaced')).toEqual(['3 draft', '2 retired', '1 enforced']);
  await shadowGuardrail(world.ctx, { id: 'replaced' });
  expect(await statesOf('replaced')).toEqual(['3 shadow', '2 retired', '1 enforced']);
  await enforceGuardrail(world.ctx, { id: 'replaced' });
  expect(await statesOf('replaced')).toEqual(['3 enforced', '2 retired', '1 retired']);
  const before = await versions();
  await changeGuardrail(world.ctx, { id: 'replaced', text: `${HARDER} // better` });
  expect(await statesOf('replaced')).toHaveLength(3);
  expect(await versions()).toEqual(before);
});

test('all open versions are retired together, or the named one alone', async () => {
  await create('ended');
  await enforceGuardrail(world.ctx, { id: 'ended' });
  await changeGuardrail(world.ctx, { id: 'ended', text: HARDER });
  await shadowGuardrail(world.ctx, { id: 'ended' });
  await changeGuardrail(world.ctx, { id: 'ended', text: FORBID });
  await retireGuardrail(world.ctx, { id: 'ended', version: 3 });
  expect(await statesOf('ended')).toEqual(['3 retired', '2 shadow', '1 enforced']);
  await retireGuardrail(world.ctx, { id: 'ended' });
  expect(await statesOf('ended')).toEqual(['3 retired', '2 retired', '1 retired']);
  await expect(retireGuardrail(world.ctx, { id: 'ended' })).rejects.toMatchObject({ code: 'refused' });
});

test('a wrong text may be a draft, and is asked by no decision before it is mended', async () => {
  await create('mended', WRONG);
  const { valid, problems } = await validateGuardrail(world.ctx, { id: 'mended' });
  expect(valid).toBe(false);
  expect(problems[0]).toMatchObject({ line: 1, column: 45, severity: 'error' });
  for (const verb of [shadowGuardrail, enforceGuardrail]) {
    await expect(verb(world.ctx, { id: 'mended' })).rejects.toMatchObject({ reason: 'not_valid' });
  }
  expect(await validateGuardrail(world.ctx, { id: 'mended', text: FORBID })).toMatchObject({
    valid: true,
    problems: [],
    formatted: expect.stringContaining('forbid'),
  });
  await changeGuardrail(world.ctx, { id: 'mended', text: FORBID });
  expect(await enforceGuardrail(world.ctx, { id: 'mended' })).toMatchObject({ enforcedVersion: 2 });
});

test('a text that was never saved can be validated', async () => {
  expect(await validateGuardrail(world.ctx, { id: 'unheard_of', text: WRONG })).toMatchObject({
    valid: false,
  });
  await expect(validateGuardrail(world.ctx, { id: 'unheard_of' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

describe('refused', () => {
  test('the last permit is not taken away by mistake', async () => {
    for (const verb of [retireGuardrail, shadowGuardrail]) {
      await expect(verb(world.ctx, { id: 'default_permit' })).rejects.toMatchObject({
        reason: 'last_permit',
      });
    }
    expect(await readGuardrail(world.ctx, { id: 'default_permit' })).toMatchObject({
      state: 'enforced',
      revision: 1,
    });
    await create('only_reads', 'permit (principal, action == Action::"read", resource);');
    await enforceGuardrail(world.ctx, { id: 'only_reads' });
    expect(await shadowGuardrail(world.ctx, { id: 'default_permit' })).toMatchObject({ state: 'shadow' });
    expect(await enforceGuardrail(world.ctx, { id: 'default_permit' })).toMatchObject({ state: 'enforced' });
  });

  test('a name that is taken, or that is the code of a hard rule', async () => {
    await expect(create('class_shift')).rejects.toMatchObject({ reason: 'already_exists' });
    for (const name of ['stopped', 'granted', 'guardrail_error', 'not_permitted']) {
      await expect(create(name)).rejects.toMatchObject({ fields: [{ field: 'name' }] });
    }
    for (const name of ['No', 'a', '1a', 'a-b', 'a"b', 'x'.repeat(64)]) {
      expect(CreateGuardrailInput.safeParse({ name, text: FORBID }).success).toBe(false);
    }
  });

  test('who may not', async () => {
    for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
      const ctx = world.as(role);
      const input = { id: 'class_shift', text: FORBID };
      const verbs = [
        createGuardrail,
        changeGuardrail,
        validateGuardrail,
        shadowGuardrail,
        enforceGuardrail,
        retireGuardrail,
      ];
      for (const verb of verbs) {
        await expect(verb(ctx, { ...input, name: 'mine' })).rejects.toMatchObject({ code: 'forbidden' });
      }
    }
  });

  test('who saw an older one, and who loses the race', async () => {
    await create('raced');
    await expect(enforceGuardrail(world.seen(9), { id: 'raced' })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    });
    const lost = world.meanwhile(`UPDATE guardrails SET revision = revision + 1 WHERE name = 'raced'`, () =>
      enforceGuardrail(world.ctx, { id: 'raced' }),
    );
    await expect(lost).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await statesOf('raced')).toEqual(['1 draft']);
    await expect(enforceGuardrail(world.ctx, { id: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(enforceGuardrail(world.ctx, { id: 'raced', version: 7 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('the text of a version can be neither changed nor deleted, whoever tries', async () => {
  for (const change of [
    `UPDATE guardrail_versions SET text = 'permit (principal, action, resource);' WHERE guardrail = 'class_shift'`,
    `UPDATE guardrail_versions SET version = 9 WHERE guardrail = 'class_shift'`,
    `DELETE FROM guardrail_versions WHERE guardrail = 'class_shift'`,
  ]) {
    await expect(world.prisma.$executeRawUnsafe(change)).rejects.toThrow('kept as they were written');
  }
});
