import { expect, test } from 'vitest';
import { accountKey, networkKey } from './sign-in-limit';

test('an account counts once however its address is spelled', () => {
  expect(accountKey(' Ana@Example.com ')).toBe(accountKey('ana@example.com'));
  expect(accountKey('ana@example.com')).not.toBe(accountKey('ana@example.org'));
});

test.each([
  ['10.1.2.3', 'network:10.1.2.3'],
  ['::ffff:10.1.2.3', 'network:10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', 'network:2001:db8:1:2::/64'],
  ['2001:DB8:1:2::7', 'network:2001:db8:1:2::/64'],
  ['::1', 'network:0:0:0:0::/64'],
  ['fe80::1%eth0', 'network:fe80:0:0:0::/64'],
  [null, 'network:unknown'],
  ['not an address', 'network:unknown'],
])('%s counts as %s', (address, key) => {
  expect(networkKey(address)).toBe(key);
});
