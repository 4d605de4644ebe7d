import { expect, test } from 'vitest';
import { addressBytes, addressKind, isInRange, parseRange, unwrapped } from './address';

function kindOf(address: string) {
  const bytes = addressBytes(address);
  if (bytes === null) throw new Error(`${address} was not read`);
  return addressKind(unwrapped(bytes));
}

test.each([
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.1',
  '198.20.0.1',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:82f::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '2002:808:808::1',
])('%s is global', (address) => {
  expect(kindOf(address)).toBe('global');
});

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '::1',
  'fd00::1',
  'fc00::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::FFFF:10.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::10.0.0.1',
  '2002:7f00:1::',
  '2002:c0a8:101::1',
])('%s is private', (address) => {
  expect(kindOf(address)).toBe('private');
});

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '169.254.169.254',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.9',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b:1::7f00:1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  '2001::1',
  '2001:db8::1',
  '3fff::1',
  '100::1',
  '5f00::1',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
])('%s is special', (address) => {
  expect(kindOf(address)).toBe('special');
});

test.each(['', 'localhost', '1.2.3', '01.2.3.4', '1.2.3.4.5', 'fe80::1%eth0', '1::2::3', ':::', '12345::'])(
  '%j is no address',
  (text) => {
    expect(addressBytes(text)).toBeNull();
  },
);

test.each([
  { range: '10.0.0.0/8', holds: ['10.0.0.0', '10.255.255.255'], not: ['11.0.0.0', '::ffff:10.0.0.1'] },
  { range: '10.1.2.3/32', holds: ['10.1.2.3'], not: ['10.1.2.2', '10.1.2.4'] },
  { range: '10.128.0.0/9', holds: ['10.128.0.0', '10.255.0.1'], not: ['10.127.255.255'] },
  { range: '0.0.0.0/0', holds: ['8.8.8.8'], not: ['::1'] },
  { range: 'fd00::/8', holds: ['fdff::1'], not: ['fc00::1'] },
])('$range holds exactly what it says', ({ range: text, holds, not }) => {
  const range = parseRange(text);
  if (range === null) throw new Error('was not read');
  for (const one of holds) expect(isInRange(addressBytes(one) ?? [], range), one).toBe(true);
  for (const one of not) expect(isInRange(addressBytes(one) ?? [], range), one).toBe(false);
});

test.each([
  '10.0.0.1/8',
  '10.0.0.0',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  'fd00::/129',
  'x/8',
  '1.2.3.4/-1',
])('%j is no range', (text) => {
  expect(parseRange(text)).toBeNull();
});
