import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AUDIT_GENESIS, genesisHash, linkHash } from './chain';

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const chainOf = (genesis: Uint8Array, records: readonly string[]): string[] => {
  let head: Uint8Array = genesis;
  return records.map((record) => {
    head = linkHash(head, record);
    return Buffer.from(head).toString('hex');
  });
};

const records = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 20 });

describe('a chain of records', () => {
  test('begins at a point of its writer and links as the database does', () => {
    expect(genesisHash('wrt_a')).toEqual(sha256('cordon chain wrt_a'));
    expect(genesisHash('wrt_a')).not.toEqual(genesisHash('wrt_b'));
    expect(AUDIT_GENESIS).toHaveLength(32);
    expect(linkHash(genesisHash('w'), 'ä')).toEqual(sha256(sha256('cordon chain w'), sha256('ä')));
  });

  test('INVARIANT (tamper-evident): any other record changes its link and every later one', () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.string({ unit: 'grapheme' }), (original, at, other) => {
        const index = at % original.length;
        fc.pre(original[index] !== other);
        const before = chainOf(genesisHash('w'), original);
        const after = chainOf(genesisHash('w'), original.with(index, other));
        expect(after.slice(0, index)).toEqual(before.slice(0, index));
        for (let i = index; i < original.length; i += 1) expect(after[i]).not.toBe(before[i]);
      }),
    );
  });

  test('INVARIANT (tamper-evident): dropping, inserting or swapping records changes the head', () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.nat(), (original, a, b) => {
        const head = chainOf(AUDIT_GENESIS, original).at(-1);
        const first = a % original.length;
        const second = b % original.length;
        const dropped = original.toSpliced(first, 1);
        if (dropped.length > 0) expect(chainOf(AUDIT_GENESIS, dropped).at(-1)).not.toBe(head);
        expect(chainOf(AUDIT_GENESIS, original.toSpliced(first, 0, 'foreign')).at(-1)).not.toBe(head);
        if (original[first] !== original[second]) {
          const swapped = original
            .with(first, original[second] as string)
            .with(second, original[first] as string);
          expect(chainOf(AUDIT_GENESIS, swapped).at(-1)).not.toBe(head);
        }
      }),
    );
  });
});
