import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKeyring } from './keyring';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-keyring-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => ({ dataDir: path.join(folder, name), secret: null, secretKeys: null });
const fileOf = (name: string) => path.join(folder, name, 'secrets', 'secret-keys');

test('a key is made once, for this user only, and every process finds the same', () => {
  const one = openKeyring(inFolder('once')).current();
  expect(openKeyring(inFolder('once')).current()).toEqual(one);
  expect(one.bytes).toHaveLength(32);
  expect(statSync(fileOf('once')).mode & 0o777).toBe(0o600);
});

test('a renewed key seals, the ones before still open, also for a process that began earlier', () => {
  const earlier = openKeyring(inFolder('renewed'));
  const before = earlier.current();
  const renewed = openKeyring(inFolder('renewed')).renew();
  expect(renewed.id).not.toBe(before.id);
  expect(earlier.find(renewed.id)).toEqual(renewed);
  expect(earlier.find(before.id)).toEqual(before);
  expect(earlier.current()).toEqual(renewed);
  expect(statSync(fileOf('renewed')).mode & 0o777).toBe(0o600);
});

test('keys are forgotten when nothing needs them, never the one in use', () => {
  const keyring = openKeyring(inFolder('forgotten'));
  const [first, second, third] = [keyring.current(), keyring.renew(), keyring.renew()];
  expect(keyring.ids()).toEqual([third.id, second.id, first.id]);
  expect(keyring.forget((id) => id === first.id)).toEqual([second.id]);
  expect(openKeyring(inFolder('forgotten')).ids()).toEqual([third.id, first.id]);
  expect(keyring.forget(() => false)).toEqual([first.id]);
  expect(keyring.current().id).toBe(third.id);
});

test('keys of the environment come first, in their order, and need no folder', () => {
  const [a, b, shared] = ['a'.repeat(32), 'b'.repeat(32), 's'.repeat(32)];
  const both = openKeyring({ ...inFolder('given'), secretKeys: [a, b], secret: shared });
  expect(both.current().id).toBe(openKeyring({ ...inFolder('x'), secretKeys: [a] }).current().id);
  expect(both.ids()).toHaveLength(3);
  expect(openKeyring({ ...inFolder('y'), secret: shared }).current().id).toBe(both.ids()[2]);
  expect(both.renew().id).toBe(both.current().id);
  expect(both.find('kek_0000000000000000')).toBeNull();
  expect(statSync(fileOf('given'), { throwIfNoEntry: false })).toBeUndefined();
});

test('what a folder held is found also after the environment names keys', () => {
  const before = openKeyring(inFolder('moved')).current();
  const after = openKeyring({ ...inFolder('moved'), secretKeys: ['n'.repeat(32)] });
  expect(after.find(before.id)).toEqual(before);
  expect(after.current().id).not.toBe(before.id);
});

test('a key file that others can read is refused', () => {
  openKeyring(inFolder('open')).current();
  writeFileSync(fileOf('open'), readFileSync(fileOf('open')));
  rmSync(fileOf('open'));
  writeFileSync(fileOf('open'), 'x\n', { mode: 0o644 });
  expect(() => openKeyring(inFolder('open')).current()).toThrow('mode 0600');
});
