import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from './canonical';
import { genesisHash, linkHash } from './chain';
import { Problems } from './problem';
import { type DecisionRow, databaseInstant } from './row';
import type { Sealed, SealedHead } from './verify-checkpoints';
import { DecisionWalk } from './verify-decisions';

const AT = '2026-11-23T10:00:00.120Z';

function chainOf(writer: string, length: number): DecisionRow[] {
  let head = genesisHash(writer);
  return Array.from({ length }, (_, index) => {
    const id = `dec_${writer}_${index + 1}`;
    const fields = {
      agent: 'a',
      task: null,
      tool: 's/t',
      action_class: 'read',
      outcome: 'deny',
      reason: 'stopped',
    };
    const record = canonicalJson({ v: 1, id, at: AT, ...fields, secret: `${writer} ${index}` });
    head = linkHash(head, record);
    return {
      type: 'decision',
      id,
      at: databaseInstant(AT),
      writer,
      seq: index + 1,
      agent: 'a',
      task: null,
      tool: 's/t',
      actionClass: 'read',
      outcome: 'deny',
      reason: 'stopped',
      record,
      hash: head.toString('hex'),
    };
  });
}

const ledger = [...chainOf('one', 12), ...chainOf('two', 5)];
const heads = new Map<string, Map<number, SealedHead>>();
const latest: Sealed = {
  decisions: new Map([
    ['one', { seq: 10, hash: ledger[9]?.hash ?? '' }],
    ['two', { seq: 5, hash: ledger[16]?.hash ?? '' }],
  ]),
  audit: { seq: 0, hash: '' },
};
for (const [writer, { seq, hash }] of latest.decisions)
  heads.set(writer, new Map([[seq, { hash, checkpoint: 1 }]]));

function walk(rows: readonly DecisionRow[]) {
  const problems = new Problems();
  const decisions = new DecisionWalk(problems, {
    heads,
    latest,
    from: null,
    upTo: null,
    oldestUnsealed: null,
  });
  for (const row of rows) decisions.decision(row);
  decisions.finish();
  return problems.list();
}

const anyOrder = fc.shuffledSubarray(ledger, { minLength: ledger.length });
const anyRow = fc.nat({ max: ledger.length - 1 });

describe('the walk over decisions', () => {
  test('finds nothing to blame, in whatever order the rows lie', () => {
    fc.assert(
      fc.property(anyOrder, (rows) => {
        expect(walk(rows)).toEqual([]);
      }),
    );
  });

  test('counts what is sealed', () => {
    const problems = new Problems();
    const decisions = new DecisionWalk(problems, {
      heads,
      latest,
      from: null,
      upTo: null,
      oldestUnsealed: null,
    });
    for (const row of ledger) decisions.decision(row);
    expect([decisions.count, decisions.sealed, decisions.chains]).toEqual([17, 15, 2]);
  });

  test('INVARIANT (tamper-evident): in whatever order, one changed row is found', () => {
    const changes: ((row: DecisionRow) => DecisionRow)[] = [
      (row) => ({ ...row, record: row.record.replace(row.writer, 'eve') }),
      (row) => ({ ...row, hash: row.hash.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
      (row) => ({ ...row, seq: row.seq + 1 }),
      (row) => ({ ...row, seq: row.seq + 100 }),
      (row) => ({ ...row, writer: row.writer === 'one' ? 'two' : 'one' }),
      (row) => ({ ...row, writer: 'eve' }),
      (row) => ({ ...row, at: row.at.replace('10:', '11:') }),
      (row) => ({ ...row, task: '' }),
    ];
    fc.assert(
      fc.property(anyOrder, anyRow, fc.constantFrom(...changes), (rows, at, change) => {
        expect(walk(rows.with(at, change(rows[at] as DecisionRow)))).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('INVARIANT (tamper-evident): a row that is missing or doubled is found, save at an unsealed end', () => {
    fc.assert(
      fc.property(anyOrder, anyRow, (rows, at) => {
        const row = rows[at] as DecisionRow;
        expect(walk([...rows, { ...row }])).not.toEqual([]);
        const isUnsealedEnd = row.writer === 'one' && row.seq === 12;
        if (!isUnsealedEnd) expect(walk(rows.toSpliced(at, 1))).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
