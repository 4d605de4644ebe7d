import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateSystemInput, ListSystemsInput, RotateSecretInput } from '@/lib/contract/system';
import { revealSecret } from '@/lib/secret/reveal';
import { type Keyring, openKeyring, provideKeyring } from '@/lib/vault/keyring';
import { type Inventory, openInventory, systemOf } from '../agent/inventory.fixture';
import { createSystem } from './create';
import { listSystems } from './list';
import { readSystem } from './read';
import { removeSecret } from './remove-secret';
import { rotateSecret } from './rotate-secret';
import { rotateSecretKey } from './rotate-secret-key';

let folder: string;
let world: Inventory;
let keyring: Keyring;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-system-secret-'));
  keyring = openKeyring({ dataDir: path.join(folder, 'data'), secret: null, secretKeys: null });
  provideKeyring(keyring);
  world = await openInventory();
  for (const id of ['mail', 'files', 'race', 'moved']) {
    await createSystem(world.ctx, CreateSystemInput.parse(systemOf(id)));
  }
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const rotate = (id: string, value: string, more: object = {}, ctx = world.ctx) =>
  rotateSecret(ctx, RotateSecretInput.parse({ id, value, ...more }));
const reveal = (id: string) => revealSecret(world.prisma, id);

test('a system without a secret reveals none', async () => {
  expect(await reveal('mail')).toBeNull();
  expect((await readSystem(world.ctx, { id: 'mail' })).secret).toBeNull();
});

test('a secret is set, revealed to the gateway, and told of without the secret', async () => {
  const more = { header: 'X-Api-Key', rotateAfterDays: 90, reach: ['contacts.search', '*'] };
  const view = await rotate('crm', 'hunter2 canary', more);
  expect(view.secret).toMatchObject({
    header: 'x-api-key',
    rotateAfterDays: 90,
    reach: ['contacts.search', '*'],
  });
  const { rotatedAt, dueAt } = view.secret ?? {};
  expect((dueAt?.getTime() ?? 0) - (rotatedAt?.getTime() ?? 0)).toBe(90 * 86_400_000);
  expect(await reveal('crm')).toEqual({ header: 'x-api-key', value: 'hunter2 canary' });

  const [event] = (await world.events('crm')).slice(-1);
  expect(event).toMatchObject({
    event: 'system.secret-set',
    details: { header: 'x-api-key', rotateAfterDays: 90, key: keyring.current().id },
  });
  const told = [view, event, await listSystems(world.ctx, ListSystemsInput.parse({}))];
  expect(JSON.stringify(told)).not.toMatch(/hunter2|sealed|wrapped/i);
});

test('a rotation replaces the value and keeps what it does not name', async () => {
  const before = await world.prisma.systemSecret.findUniqueOrThrow({ where: { systemId: 'crm' } });
  const view = await rotate('crm', 'second');
  expect(view.secret).toMatchObject({ header: 'x-api-key', rotateAfterDays: 90 });
  expect(await reveal('crm')).toEqual({ header: 'x-api-key', value: 'second' });
  const after = await world.prisma.systemSecret.findUniqueOrThrow({ where: { systemId: 'crm' } });
  expect(after.id).not.toBe(before.id);
  expect(await rotate('crm', 'third', { rotateAfterDays: null, reach: [] })).toMatchObject({
    secret: { rotateAfterDays: null, dueAt: null, reach: [] },
  });
  expect((await world.events('crm')).at(-1)?.event).toBe('system.secret-rotated');
});

test('a removed secret is gone', async () => {
  await rotate('files', 'Bearer f');
  expect(await removeSecret(world.ctx, { id: 'files', reason: 'leaked' })).toMatchObject({ secret: null });
  expect(await reveal('files')).toBeNull();
  expect((await world.events('files')).at(-1)).toMatchObject({
    event: 'system.secret-removed',
    details: { reason: 'leaked' },
  });
  await expect(removeSecret(world.ctx, { id: 'files', reason: 'again' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('only an admin sets, removes, or moves secrets', async () => {
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    const ctx = world.as(role);
    await expect(rotate('mail', 'x', {}, ctx)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(removeSecret(ctx, { id: 'crm', reason: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(rotateSecretKey(ctx, { forget: true })).rejects.toMatchObject({ code: 'forbidden' });
  }
});

test('of two rotations at once the second loses', async () => {
  await expect(rotate('race', 'x', {}, world.seen(7))).rejects.toMatchObject({ code: 'changed_meanwhile' });
  const lost = world.meanwhile(`UPDATE systems SET revision = revision + 1 WHERE id = 'race'`, () =>
    rotate('race', 'second'),
  );
  await expect(lost).rejects.toMatchObject({ code: 'changed_meanwhile' });
  expect(await reveal('race')).toBeNull();
});

test.each([
  { name: 'no value', sent: { value: '' } },
  { name: 'a line break', sent: { value: 'a\r\nx-admin: 1' } },
  { name: 'a space at its end', sent: { value: 'a ' } },
  { name: 'a letter that headers do not carry', sent: { value: 'naïve' } },
  { name: 'too much', sent: { value: 'x'.repeat(8193) } },
  { name: 'the host’s header', sent: { value: 'x', header: 'Host' } },
  { name: 'the length’s header', sent: { value: 'x', header: 'content-length' } },
  { name: 'the protocol’s header', sent: { value: 'x', header: 'MCP-Session-Id' } },
  { name: 'two headers', sent: { value: 'x', header: 'a: b' } },
  { name: 'an age of nothing', sent: { value: 'x', rotateAfterDays: 0 } },
])('a secret with $name is refused, and not repeated', ({ sent }) => {
  const { error } = RotateSecretInput.safeParse({ id: 'crm', ...sent });
  expect(error).toBeDefined();
  expect(JSON.stringify(error?.issues)).not.toContain('x-admin');
});

test('secrets that trade places in the database open nowhere', async () => {
  await rotate('mail', 'of mail');
  await rotate('crm', 'of crm', { header: 'authorization' });
  const swap = (column: string) =>
    world.prisma.$executeRawUnsafe(
      `UPDATE system_secrets a SET ${column} = b.${column} FROM system_secrets b
        WHERE (a.system_id, b.system_id) IN (('crm', 'mail'), ('mail', 'crm'))`,
    );
  for (const column of ['sealed', 'wrapped_key']) {
    await swap(column);
    for (const id of ['crm', 'mail']) await expect(reveal(id)).rejects.toMatchObject({ code: 'damaged' });
    await swap(column);
  }
  // The whole row, under the other system's name.
  await world.prisma.$executeRaw`DELETE FROM system_secrets WHERE system_id = 'crm'`;
  await world.prisma.$executeRaw`UPDATE system_secrets SET system_id = 'crm' WHERE system_id = 'mail'`;
  await expect(reveal('crm')).rejects.toMatchObject({ code: 'damaged' });
  await world.prisma.$executeRaw`UPDATE system_secrets SET system_id = 'mail' WHERE system_id = 'crm'`;
  expect(await reveal('mail')).toMatchObject({ value: 'of mail' });
  await rotate('crm', 'of crm', { header: 'authorization' });
});

test('nothing unsealed can be written', async () => {
  const write = world.prisma
    .$executeRaw`UPDATE system_secrets SET wrapped_key = 'plain' WHERE system_id = 'mail'`;
  await expect(write).rejects.toThrow('system_secrets_key_wrapped');
});

test('a new key takes over every secret while they stay readable, and the old one is kept or forgotten', async () => {
  await rotate('moved', 'of moved');
  const before = keyring.current().id;
  // A server that knows only the key from before.
  const server = openKeyring({ dataDir: path.join(folder, 'data'), secret: null, secretKeys: null });
  server.current();

  let isMoving = true;
  const reads: Promise<unknown>[] = [];
  const reading = (async () => {
    provideKeyring(server);
    while (isMoving) {
      reads.push(reveal('moved').then((one) => expect(one?.value).toBe('of moved')));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  const kept = await rotateSecretKey(world.ctx, { forget: false });
  isMoving = false;
  await reading;
  await Promise.all(reads);
  expect(reads.length).toBeGreaterThan(2);

  expect(kept).toMatchObject({ moved: 3, kept: [before], forgotten: [] });
  expect(await world.prisma.systemSecret.count({ where: { keyId: { not: kept.key } } })).toBe(0);
  expect(await reveal('crm')).toMatchObject({ value: 'of crm' });
  const [event] = (await world.events(kept.key)).slice(-1);
  expect(event).toMatchObject({ event: 'secret-key.rotated', details: { secrets: 3, before: [before] } });

  const forgotten = await rotateSecretKey(world.ctx, { forget: true });
  expect(forgotten.kept).toEqual([]);
  expect([...forgotten.forgotten].sort()).toEqual([before, kept.key].sort());
  expect(await reveal('mail')).toMatchObject({ value: 'of mail' });
});

test('a secret is never left under a key that is just being replaced', async () => {
  const { rotation } = await world.prisma.$transaction(async (tx) => {
    await rotate('race', 'in between', {}, { ...world.ctx, tx });
    const rotation = rotateSecretKey(world.ctx, { forget: true });
    // It waits for us; if it did not, it would be done by now.
    await Promise.race([rotation, sleep(1000)]);
    return { rotation };
  });
  expect((await rotation).kept).toEqual([]);
  expect(await reveal('race')).toMatchObject({ value: 'in between' });
});

test('a secret whose key is not here cannot be opened, and says by which it could', async () => {
  provideKeyring(
    openKeyring({ dataDir: path.join(folder, 'elsewhere'), secret: null, secretKeys: ['k'.repeat(32)] }),
  );
  await expect(reveal('mail')).rejects.toMatchObject({ code: 'key_unknown' });
  await expect(reveal('mail')).rejects.toThrow(keyring.current().id);
  provideKeyring(keyring);
});
