import { createDecipheriv, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openSecret, rewrapSecret, type SealedSecret, sealSecret, VaultError } from './envelope';
import type { Keyring, SecretKey } from './keyring';

const key = (id: string): SecretKey => ({ id, bytes: randomBytes(32) });
const ring = (...keys: SecretKey[]): Keyring => ({
  current: () => keys[0] as SecretKey,
  find: (id) => keys.find((one) => one.id === id) ?? null,
  renew: () => keys[0] as SecretKey,
  forget: () => [],
  ids: () => keys.map(({ id }) => id),
});
const address = { id: 'sec_1', systemId: 'crm', header: 'authorization' };
const first = key('kek_1');
const keyring = ring(first);
const value = 'Bearer s3cret – naïve';
const sealed = sealSecret(first, address, value);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
  return 'opened';
}

test('what was sealed opens again', () => {
  expect(openSecret(keyring, address, sealed)).toBe(value);
});

test('nothing of the value, nor of its length’s kind, repeats: every sealing has a key and a nonce of its own', () => {
  const again = sealSecret(first, address, value);
  expect(Buffer.from(again.sealed)).not.toEqual(Buffer.from(sealed.sealed));
  expect(Buffer.from(again.wrappedKey)).not.toEqual(Buffer.from(sealed.wrappedKey));
  expect(Buffer.from(sealed.sealed).includes(value)).toBe(false);
});

test.each([
  { name: 'the record', moved: { ...address, id: 'sec_2' } },
  { name: 'the system', moved: { ...address, systemId: 'mail' } },
  { name: 'the header', moved: { ...address, header: 'x-api-key' } },
])('it opens only for $name that it was sealed for', ({ moved }) => {
  expect(codeOf(() => openSecret(keyring, moved, sealed))).toBe('damaged');
  expect(codeOf(() => rewrapSecret(keyring, first, moved, sealed))).toBe('damaged');
});

test('two secrets that trade places open nowhere, whole or in parts', () => {
  const other = sealSecret(first, { ...address, id: 'sec_2', systemId: 'mail' }, 'other');
  for (const swapped of [
    other,
    { ...sealed, sealed: other.sealed },
    { ...sealed, wrappedKey: other.wrappedKey },
  ]) {
    expect(codeOf(() => openSecret(keyring, address, swapped))).toBe('damaged');
  }
});

test('every secret has a data key of its own', () => {
  const [one, two] = [sealSecret(first, address, 'one'), sealSecret(first, address, 'two')];
  expect(codeOf(() => openSecret(keyring, address, { ...one, sealed: two.sealed }))).toBe('damaged');
});

test('record, system and header are bound to the key and, once more, to the value', () => {
  const { id, systemId, header } = address;
  const open = (bytes: Buffer, context: unknown[], text: Uint8Array) => {
    const decipher = createDecipheriv('aes-256-gcm', bytes, text.subarray(0, 12))
      .setAAD(Buffer.from(JSON.stringify(context)))
      .setAuthTag(text.subarray(12, 28));
    return Buffer.concat([decipher.update(text.subarray(28)), decipher.final()]);
  };
  const dataKey = open(first.bytes, ['cordon/data-key/1', id, systemId, header, 'kek_1'], sealed.wrappedKey);
  expect(open(dataKey, ['cordon/system-secret/1', id, systemId, header], sealed.sealed).toString()).toBe(
    value,
  );
});

test('a flipped bit anywhere is noticed', () => {
  for (const part of ['sealed', 'wrappedKey'] as const) {
    for (let i = 0; i < sealed[part].length; i += 1) {
      const changed = Uint8Array.from(sealed[part]);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(codeOf(() => openSecret(keyring, address, { ...sealed, [part]: changed }))).toBe('damaged');
    }
    const cut: SealedSecret = { ...sealed, [part]: sealed[part].slice(0, 20) };
    expect(codeOf(() => openSecret(keyring, address, cut))).toBe('damaged');
  }
});

test('under another key the same secret opens with that key alone', () => {
  const second = key('kek_2');
  const moved = { ...sealed, ...rewrapSecret(keyring, second, address, sealed) };
  expect(moved.sealed).toBe(sealed.sealed);
  expect(openSecret(ring(second), address, moved)).toBe(value);
  expect(codeOf(() => openSecret(keyring, address, moved))).toBe('key_unknown');
  expect(codeOf(() => openSecret(ring(second), address, { ...moved, keyId: 'kek_1' }))).toBe('key_unknown');
  expect(codeOf(() => openSecret(ring(first, second), address, { ...moved, keyId: 'kek_1' }))).toBe(
    'damaged',
  );
});

test('a failure tells nothing of what it failed on', () => {
  for (const bad of [{ ...address, id: 'x' }, address]) {
    try {
      openSecret(bad === address ? ring() : keyring, bad, sealed);
    } catch (error) {
      expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toContain('s3cret');
    }
  }
});
