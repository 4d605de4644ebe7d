import { isIP } from 'node:net';

/**
 * `global`: somebody on the public internet. `private`: this machine and the networks around it. `special`:
 * everything else that no server should be sent to, such as link-local addresses, where clouds hand out
 * credentials to whoever asks.
 */
export type AddressKind = 'global' | 'private' | 'special';

/** Addresses with a common beginning. */
export type Range = { bytes: readonly number[]; bits: number };

/** The bytes of an address: 4 or 16; null when it is none, or is bound to an interface (`fe80::1%eth0`). */
export function addressBytes(address: string): readonly number[] | null {
  if (address.includes('%')) return null;
  switch (isIP(address)) {
    case 4:
      return address.split('.').map(Number);
    case 6:
      return sixteenBytes(address);
    default:
      return null;
  }
}

function sixteenBytes(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const before = groupBytes(head);
  if (tail === undefined) return before;
  const after = groupBytes(tail);
  return [...before, ...Array<number>(16 - before.length - after.length).fill(0), ...after];
}

function groupBytes(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Reads `10.0.0.0/8` or `fd00::/8`; null when it is neither, or when bits are set behind the prefix. */
export function parseRange(text: string): Range | null {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const bytes = addressBytes(address);
  if (bytes === null || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return null;
  const bits = Number(prefix);
  if (bits > bytes.length * 8) return null;
  const range = { bytes, bits };
  const start = bytes.map((byte, i) => byte & maskAt(bits, i));
  return start.every((byte, i) => byte === bytes[i]) ? range : null;
}

const maskAt = (bits: number, i: number): number =>
  (0xff << (8 - Math.min(8, Math.max(0, bits - 8 * i)))) & 0xff;

export function isInRange(bytes: readonly number[], range: Range): boolean {
  if (bytes.length !== range.bytes.length) return false;
  return bytes.every((byte, i) => (byte & maskAt(range.bits, i)) === range.bytes[i]);
}

const range = (text: string): Range => {
  const parsed = parseRange(text);
  if (parsed === null) throw new Error(`\`${text}\` is no range of addresses`);
  return parsed;
};

const PRIVATE = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
].map(range);

/** The registries of special-purpose addresses (RFC 6890), as far as they are not private. */
const SPECIAL = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
].map(range);

/** The only part of IPv6 from which public addresses are given out. */
const UNICAST = range('2000::/3');

/** IPv6 addresses that lead to an IPv4 address, and where in them it stands. */
const WRAPPED = [
  { range: range('::ffff:0:0/96'), at: 12 },
  { range: range('64:ff9b::/96'), at: 12 },
  { range: range('2002::/16'), at: 2 },
] as const;

/** The address that is reached in the end: mapped, NAT64 and 6to4 forms are opened. */
export function unwrapped(bytes: readonly number[]): readonly number[] {
  const form = WRAPPED.find((one) => isInRange(bytes, one.range));
  return form === undefined ? bytes : bytes.slice(form.at, form.at + 4);
}

/** What kind of address this is, of its unwrapped bytes. */
export function addressKind(bytes: readonly number[]): AddressKind {
  if (PRIVATE.some((one) => isInRange(bytes, one))) return 'private';
  if (SPECIAL.some((one) => isInRange(bytes, one))) return 'special';
  return bytes.length === 4 || isInRange(bytes, UNICAST) ? 'global' : 'special';
}
