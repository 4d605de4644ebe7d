import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChangeToolInput, CreateToolInput, ListToolsInput } from '@/lib/contract/tool';
import { compileArguments } from '@/lib/pdp/compile-arguments';
import { type Inventory, openInventory, toolOf } from '../agent/inventory.fixture';
import { blockTool } from './block';
import { changeTool } from './change';
import { createTool } from './create';
import { listTools } from './list';
import { readTool } from './read';
import { reviewTool } from './review';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

const create = (name: string, more: object = {}) =>
  createTool(world.ctx, CreateToolInput.parse(toolOf('crm', name, more)));
const change = (id: string, more: object) => changeTool(world.ctx, ChangeToolInput.parse({ id, ...more }));
const schema = { type: 'object', properties: { to: { type: 'string', format: 'email' } }, required: ['to'] };

test('a new tool is unreviewed, with the digest of its definition', async () => {
  const tool = await create('mail.send', { inputSchema: schema, sensitiveArguments: ['to', 'cc', 'to'] });
  expect(tool).toMatchObject({
    id: 'crm/mail.send',
    state: 'unreviewed',
    reviewedDigest: null,
    inputSchema: schema,
    sensitiveArguments: ['to', 'cc'],
  });
  expect(tool.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await readTool(world.ctx, { id: tool.id })).toEqual(tool);
  expect(await world.events(tool.id)).toMatchObject([
    { event: 'tool.created', details: { digest: tool.digest } },
  ]);
});

test('a review accepts the definition as it stands, and may correct its class', async () => {
  const tool = await create('reviewed');
  const plain = await reviewTool(world.ctx, { id: tool.id });
  expect(plain).toMatchObject({ state: 'reviewed', digest: tool.digest, reviewedDigest: tool.digest });
  const corrected = await reviewTool(world.ctx, { id: tool.id, actionClass: 'send' });
  expect(corrected).toMatchObject({ state: 'reviewed', actionClass: 'send', sensitivity: 'internal' });
  expect(corrected.digest).not.toBe(tool.digest);
  expect(corrected.reviewedDigest).toBe(corrected.digest);
  expect((await world.events(tool.id)).at(-1)).toMatchObject({
    event: 'tool.reviewed',
    details: { changes: { actionClass: { from: 'read', to: 'send' } }, digest: corrected.digest },
  });
});

const edits = [
  { description: 'does more now' },
  { actionClass: 'write' },
  { sensitivity: 'public' },
  { returnsUntrusted: true },
  { reversible: false },
  { inputSchema: schema },
  { sensitiveArguments: ['to'] },
  { incidentalArguments: ['timeout'] },
];
test('any changed part of the definition makes a reviewed tool unreviewed, and the review is remembered', async () => {
  const { id } = await create('changing');
  for (const edit of edits) {
    const reviewed = await reviewTool(world.ctx, { id });
    const changed = await change(id, edit);
    expect(changed, JSON.stringify(edit)).toMatchObject({
      state: 'unreviewed',
      reviewedDigest: reviewed.digest,
    });
    expect(changed.digest).not.toBe(reviewed.digest);
    expect((await world.events(id)).at(-1)).toMatchObject({
      event: 'tool.changed',
      details: { digest: { from: reviewed.digest, to: changed.digest } },
    });
  }
});

test('a change back to the reviewed definition has the reviewed digest again, but is not reviewed by itself', async () => {
  const { id, digest } = await create('back');
  await reviewTool(world.ctx, { id });
  await change(id, { reversible: false });
  expect(await change(id, { reversible: true })).toMatchObject({
    digest,
    reviewedDigest: digest,
    state: 'unreviewed',
  });
});

test('a change to what already is leaves a review standing', async () => {
  const { id } = await create('same', { inputSchema: { b: 1, a: [1] } });
  const reviewed = await reviewTool(world.ctx, { id });
  expect(await change(id, { inputSchema: { a: [1], b: 1 }, reversible: true })).toEqual(reviewed);
});

test('a blocked tool stays blocked when it changes, and a review lifts the block', async () => {
  const { id } = await create('blocked');
  expect(await blockTool(world.ctx, { id, reason: 'leaks' })).toMatchObject({ state: 'blocked' });
  expect(await change(id, { reversible: false })).toMatchObject({ state: 'blocked' });
  await expect(blockTool(world.ctx, { id, reason: 'again' })).rejects.toMatchObject({ code: 'refused' });
  expect(await reviewTool(world.ctx, { id })).toMatchObject({ state: 'reviewed' });
  expect((await world.events(id)).map(({ event }) => event)).toEqual([
    'tool.created',
    'tool.blocked',
    'tool.changed',
    'tool.reviewed',
  ]);
});

test('refuses who may not', async () => {
  const id = 'crm/contacts.search';
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    const ctx = world.as(role);
    const forbidden = { code: 'forbidden' };
    await expect(createTool(ctx, CreateToolInput.parse(toolOf('crm', 'no')))).rejects.toMatchObject(
      forbidden,
    );
    await expect(changeTool(ctx, { id, reversible: false })).rejects.toMatchObject(forbidden);
    await expect(reviewTool(ctx, { id })).rejects.toMatchObject(forbidden);
    await expect(blockTool(ctx, { id, reason: 'x' })).rejects.toMatchObject(forbidden);
  }
});

test('what changed while it was being reviewed is not accepted', async () => {
  const { id } = await create('race');
  const lost = world.meanwhile(
    `UPDATE tools SET revision = revision + 1, digest = 'other', reversible = false WHERE id = '${id}'`,
    () => reviewTool(world.ctx, { id }),
  );
  await expect(lost).rejects.toMatchObject({ code: 'changed_meanwhile' });
  expect(await readTool(world.ctx, { id })).toMatchObject({ state: 'unreviewed' });
  await expect(reviewTool(world.seen(1), { id })).rejects.toMatchObject({ code: 'changed_meanwhile' });
  const blocked = world.meanwhile(
    `UPDATE tools SET revision = revision + 1, state = 'blocked' WHERE id = '${id}'`,
    () => blockTool(world.ctx, { id, reason: 'x' }),
  );
  await expect(blocked).rejects.toMatchObject({ code: 'conflict' });
  expect(await world.events(id)).toHaveLength(1);
});

const deep = (levels: number): object => (levels === 0 ? {} : { not: deep(levels - 1) });
const bad = [
  { name: 'no object', inputSchema: [] },
  { name: 'a type that there is not', inputSchema: { type: 'text' } },
  { name: 'a reference to elsewhere', inputSchema: { $ref: 'https://elsewhere.example/schema' } },
  { name: 'an asynchronous schema', inputSchema: { $async: true } },
  { name: 'too deep', inputSchema: deep(64) },
  { name: 'far too deep', inputSchema: deep(5000) },
  { name: 'too large', inputSchema: { description: 'x'.repeat(65 * 1024) } },
  { name: 'NUL', inputSchema: { description: 'a\u0000b' } },
  { name: 'a lone surrogate', inputSchema: { properties: { '\ud800': {} } } },
];
for (const { name, inputSchema } of bad) {
  test(`an input schema is refused: ${name}`, async () => {
    const parsed = CreateToolInput.safeParse(toolOf('crm', 'bad', { inputSchema }));
    if (!parsed.success) expect(parsed.error.issues[0]?.path).toEqual(['inputSchema']);
    else {
      await expect(createTool(world.ctx, parsed.data)).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ field: 'inputSchema' }],
      });
    }
    await expect(readTool(world.ctx, { id: 'crm/bad' })).rejects.toMatchObject({ code: 'not_found' });
  });
}

test('what is accepted, the live path can compile', async () => {
  const tool = await create('compiled', { inputSchema: schema });
  const refusal = compileArguments(tool.inputSchema);
  expect(refusal({ to: 'ana@example.com' })).toBeNull();
  expect(refusal({ to: 'ana' })).not.toBeNull();
});

test('a name is plain and its system exists', async () => {
  for (const name of ['', '*', 'contacts.*', 'a b', '../up', 'a//b', 'a/', '-x', 'ä']) {
    expect(CreateToolInput.safeParse(toolOf('crm', name)).success, name).toBe(false);
  }
  for (const name of ['a', 'contacts.search', 'files/read-all', '$batch', 'a:b@c+d~e']) {
    expect(CreateToolInput.safeParse(toolOf('crm', name)).success, name).toBe(true);
  }
  await expect(createTool(world.ctx, CreateToolInput.parse(toolOf('nowhere', 'a')))).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ field: 'system' }],
  });
  await create('once');
  await expect(create('once')).rejects.toMatchObject({ code: 'conflict' });
});

test('lists by id with filters, without the schemas', async () => {
  const list = (more: object) => listTools(world.ctx, ListToolsInput.parse(more));
  const page = await list({ actionClass: 'delete,admin', sensitivity: 'restricted', count: 'true' });
  expect(page).toMatchObject({ items: [{ id: 'crm/contacts.delete' }], nextCursor: null, total: 1 });
  expect(page.items[0]).not.toHaveProperty('inputSchema');
  const first = await list({ system: 'crm', state: 'unreviewed', limit: '1' });
  const second = await list({
    system: 'crm',
    state: 'unreviewed',
    limit: '1',
    cursor: first.nextCursor ?? '',
  });
  expect((first.items[0]?.id ?? '') < (second.items[0]?.id ?? '')).toBe(true);
  expect((await list({ q: 'CONTACTS.s' })).items).toHaveLength(1);
});

test('no argument is both sensitive and incidental, by whatever verb', async () => {
  const refused = { code: 'invalid_input', fields: [{ field: 'incidentalArguments' }] };
  const both = { sensitiveArguments: ['mail.to'], incidentalArguments: ['mail'] };
  await expect(create('both', both)).rejects.toMatchObject(refused);
  const tool = await create('either', { sensitiveArguments: ['mail.to'], incidentalArguments: ['timeout'] });
  await expect(change(tool.id, { incidentalArguments: ['mail.to'] })).rejects.toMatchObject(refused);
  await expect(change(tool.id, { sensitiveArguments: ['timeout'] })).rejects.toMatchObject(refused);
  await expect(
    reviewTool(world.ctx, { id: tool.id, incidentalArguments: ['mail.to.name'] }),
  ).rejects.toMatchObject(refused);
});

test('a tool that names none is digested as it was before there were any', async () => {
  const plain = await create('plain.digest');
  const named = await change(plain.id, { incidentalArguments: ['timeout'] });
  expect(named.digest).not.toBe(plain.digest);
  expect((await change(plain.id, { incidentalArguments: [] })).digest).toBe(plain.digest);
});
