import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { VerificationView, VerifyLedgerInput } from '@/lib/contract/ledger';
import { provideDatabase } from '@/lib/db/runtime';
import type { Role } from '@/lib/domain/role';
import { LedgerMaker } from '@/lib/ledger/made-ledger.fixture';
import { verifyExport } from '@/lib/ledger/verify-export';
import type { Ctx } from '../context';
import { exportLedger } from './export';
import { openSealedLedger, type SealedLedger } from './sealed-ledger.fixture';
import { verifyLedger } from './verify';

let ledger: SealedLedger;
/** When each of the three checkpoints was written. */
const sealedAt: Date[] = [];

beforeAll(async () => {
  ledger = await openSealedLedger();
  provideDatabase(ledger.database);
  const { maker, seal } = ledger;
  const state = LedgerMaker.writer();
  for (let i = 0; i < 3; i += 1) {
    await maker.decide(state, 300);
    await maker.audit('task.opened', { kind: 'task', id: `tsk_${i}` });
    await seal();
    sealedAt.push(await maker.now());
  }
  await maker.decide(state, 1);
});
beforeEach(() => {
  vi.stubEnv('CORDON_DATA_DIR', ledger.folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await ledger.close();
});

const as = (role: Role): Ctx => ({
  ...ledger.ctx,
  actor: { ...ledger.ctx.actor, kind: 'user', roles: [role] },
});
const verify = async (input: object = {}, who = ledger.ctx) =>
  VerificationView.parse(await verifyLedger(who, VerifyLedgerInput.parse(input)));
const part = () => ({ from: sealedAt[0], to: sealedAt[1] });

test('everything is verified, and compared with this instance’s copy of the checkpoints', async () => {
  expect(await verify()).toMatchObject({
    ok: true,
    first: null,
    from: null,
    upTo: null,
    counts: { decisions: 901, auditEvents: 3, checkpoints: 3, chains: 1 },
    unsealed: { decisions: 1 },
    compared: 3,
  });
});

test('a span is verified between the checkpoints around it', async () => {
  expect(await verify(part())).toMatchObject({
    ok: true,
    from: 1,
    upTo: 3,
    counts: { decisions: 600, auditEvents: 2 },
    compared: null,
  });
  expect(await verify({ from: sealedAt[2] })).toMatchObject({ ok: true, from: 3, counts: { decisions: 1 } });
});

test('more than the limit is refused, naming what to narrow', async () => {
  const tooMany = { code: 'invalid_input', fields: [{ field: 'from' }] };
  await expect(verify({ limit: 900 })).rejects.toMatchObject(tooMany);
  await expect(exportLedger(ledger.ctx, { limit: 900 })).rejects.toMatchObject(tooMany);
  expect(await verify({ ...part(), limit: 602 })).toMatchObject({ ok: true });
  await expect(verify({ ...part(), limit: 601 })).rejects.toMatchObject(tooMany);
  const backwards = { from: sealedAt[1], to: sealedAt[0] };
  await expect(verify(backwards)).rejects.toMatchObject({ fields: [{ field: 'to' }] });
});

test('one reads at a time, and a failed reading makes room', async () => {
  const results = await Promise.allSettled([verify(), verify(), exportLedger(ledger.ctx, { limit: 10_000 })]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  for (const result of results.slice(1)) {
    expect(result).toMatchObject({ reason: { code: 'too_many_requests' } });
  }
  await expect(verify({ limit: 1 })).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await verify()).toMatchObject({ ok: true });
});

test('an export verifies by itself, whole or in part', async () => {
  for (const [span, name, decisions] of [
    [{}, 'cordon-ledger-0-open.ndjson.gz', 901],
    [part(), 'cordon-ledger-1-3.ndjson.gz', 600],
  ] as const) {
    const exported = await exportLedger(ledger.ctx, { ...span, limit: 10_000 });
    expect(exported.name).toBe(name);
    const file = path.join(ledger.folder, name);
    writeFileSync(file, exported.bytes);
    expect(await verifyExport(file)).toMatchObject({ ok: true, counts: { decisions } });
  }
});

test('only who may read the audit may verify and export', async () => {
  for (const role of ['approver', 'reviewer', 'pep'] as const) {
    await expect(verify({}, as(role))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(exportLedger(as(role), { limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect(await verify({}, as('auditor'))).toMatchObject({ ok: true });
});

test('a record that was changed is named', async () => {
  const client = await ledger.maker.pool.connect();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM decisions WHERE seq = 400');
  const [{ id } = { id: '' }] = rows;
  await client.query(`SET session_replication_role = 'replica'`);
  await client.query(`UPDATE decisions SET outcome = 'allow', reason = 'forged' WHERE id = $1`, [id]);
  client.release(true);
  expect(await verify(part())).toMatchObject({ ok: false, first: { table: 'decisions', id } });
  expect(await verify({ from: sealedAt[1] })).toMatchObject({ ok: true });
});
