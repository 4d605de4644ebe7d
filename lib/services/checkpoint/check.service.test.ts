import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { CheckpointStatus, VerifyLedgerInput } from '@/lib/contract/ledger';
import { provideDatabase } from '@/lib/db/runtime';
import { LedgerMaker } from '@/lib/ledger/made-ledger.fixture';
import { openSealedLedger, type SealedLedger } from './sealed-ledger.fixture';
import { readCheckpointStatus } from './status';
import { verifyLedger } from './verify';

let ledger: SealedLedger;
const sealedAt: Date[] = [];
beforeAll(async () => {
  ledger = await openSealedLedger();
  provideDatabase(ledger.database);
  const state = LedgerMaker.writer();
  for (let i = 0; i < 3; i += 1) {
    await ledger.maker.decide(state, 5);
    await ledger.maker.audit('task.opened', { kind: 'task', id: `tsk_${i}` });
    await ledger.seal();
    sealedAt.push(await ledger.maker.now());
  }
});
beforeEach(() => {
  vi.stubEnv('CORDON_DATA_DIR', ledger.folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await ledger.close();
});

const verify = (input: object = {}) => verifyLedger(ledger.ctx, VerifyLedgerInput.parse(input));
const status = async () => CheckpointStatus.parse(await readCheckpointStatus(ledger.ctx));

/** Changes what must not be changed, as somebody could who owns the database. */
async function tamper(from: string, to: string) {
  await ledger.maker.pool.query('ALTER TABLE audit_events DISABLE TRIGGER append_only');
  await ledger.maker.pool.query(`UPDATE audit_events SET record = replace(record, $1, $2)`, [from, to]);
  await ledger.maker.pool.query('ALTER TABLE audit_events ENABLE TRIGGER append_only');
}

test('before anybody has verified there is nothing to tell', async () => {
  expect(await status()).toMatchObject({ lastCheck: null, broken: null, last: { seq: 3 } });
});

test('a broken record is named to everybody until all of what was looked at is found sound', async () => {
  await verify();
  expect(await status()).toMatchObject({ lastCheck: { ok: true, by: 'test', records: 21 }, broken: null });

  await tamper('tsk_2', 'tsk_9');
  const found = await verify();
  const { broken } = await status();
  expect(found.ok).toBe(false);
  expect(broken).toMatchObject({ ok: false, first: found.first, problemCount: found.problemCount });
  expect(broken?.first).toMatchObject({ table: 'audit_links', id: '3' });

  // That another part is sound takes nothing back.
  expect((await verify({ to: sealedAt[0] })).ok).toBe(true);
  expect(await status()).toMatchObject({ lastCheck: { ok: true }, broken: { first: found.first } });

  await tamper('tsk_9', 'tsk_2');
  expect((await verify()).ok).toBe(true);
  expect(await status()).toMatchObject({ lastCheck: { ok: true }, broken: null });
});
