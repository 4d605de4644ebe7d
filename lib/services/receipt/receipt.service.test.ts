import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CheckpointStatus, CheckpointView, ReceiptView } from '@/lib/contract/ledger';
import { type Database, openDatabase } from '@/lib/db/client';
import { LedgerMaker } from '@/lib/ledger/made-ledger.fixture';
import { type Receipt, signReceipt, verifyReceipt } from '@/lib/ledger/receipt';
import { signerFromPem } from '@/lib/ledger/signing';
import { writeCheckpoint } from '@/lib/ledger/write-checkpoint';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { listCheckpoints } from '../checkpoint/list';
import { readCheckpointStatus } from '../checkpoint/status';
import { type Ctx, systemActor } from '../context';
import { readPublicKeys } from './keys';
import { readReceipt } from './read';

const newSigner = () =>
  signerFromPem(
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  );
const signer = newSigner();
const folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-receipt-'));
let fresh: FreshDatabase;
let database: Database;
let maker: LedgerMaker;
let ctx: Ctx;
/** In the order of one chain: two sealed by the first checkpoint, two by the second, one by none. */
const ids: string[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  database = await openDatabase(fresh.url);
  maker = new LedgerMaker(fresh.url);
  ctx = {
    actor: systemActor('test'),
    prisma: database.prisma,
    requestId: 'r',
    ifMatch: null,
    publicUrl: 'http://127.0.0.1',
  };
  const state = LedgerMaker.writer();
  for (let i = 0; i < 2; i += 1) {
    ids.push(...(await maker.decide(state, 2)));
    await writeCheckpoint(maker.pool, signer, folder);
  }
  ids.push(...(await maker.decide(state, 1)));
  await maker.report(ids[0] ?? '');
});
afterAll(async () => {
  await maker.close();
  await database.close();
  await fresh.drop();
  rmSync(folder, { recursive: true, force: true });
});

const receiptOf = async (index: number): Promise<Receipt> =>
  readReceipt(ctx, { id: ids[index] ?? '' }, signer);
const keys = () => readPublicKeys(database.prisma);

describe('a receipt', () => {
  test('verifies with nothing but the published keys, and says how much it proves', async () => {
    const proofs = [];
    for (const index of ids.keys()) {
      const receipt = await receiptOf(index);
      expect(ReceiptView.parse(JSON.parse(JSON.stringify(receipt)))).toEqual(receipt);
      proofs.push([
        verifyReceipt(receipt, await keys()),
        receipt.checkpoint?.seq ?? null,
        receipt.checkpoint?.path?.length ?? null,
      ]);
    }
    const sealed = { ok: true, proof: 'sealed' };
    expect(proofs).toEqual([
      [sealed, 1, 1],
      [sealed, 1, 0],
      [sealed, 2, 1],
      [sealed, 2, 0],
      [{ ok: true, proof: 'recorded' }, null, null],
    ]);
  });

  test('carries the outcome report', async () => {
    expect(JSON.parse((await receiptOf(0)).report?.record ?? '{}')).toMatchObject({ decision: ids[0] });
    expect((await receiptOf(1)).report).toBeNull();
  });

  test('INVARIANT (tamper-evident): no value in it can be changed', async () => {
    const receipt = await receiptOf(0);
    const jwks = await keys();
    const text = JSON.stringify(receipt);
    for (let at = 1; at < text.length - 1; at += 7) {
      const changed = text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1);
      let value: Receipt;
      try {
        value = JSON.parse(changed);
      } catch {
        continue;
      }
      // A path that is spelled otherwise, or not there any more, proves less; nothing false is believed.
      const verdict = verifyReceipt(value, jwks);
      if (verdict.ok) expect({ ...value, v: 1 }, changed).toEqual(receipt);
    }
    expect(verifyReceipt({ ...receipt, checkpoint: null }, jwks).ok).toBe(false);
    expect(verifyReceipt({ ...receipt, report: null }, jwks).ok).toBe(false);
    expect(verifyReceipt(null as never, jwks).ok).toBe(false);
  });

  test('a forger with the signing key still meets the checkpoint', async () => {
    const jwks = await keys();
    const { signature: _, keyId: __, ...content } = await receiptOf(0);
    const record = content.record
      .replace('"ratio":', '"ratiO":')
      .replace('"outcome":"deny"', '"outcome":"allow"');
    const forged = signReceipt(signer, { ...content, record });
    expect(verifyReceipt(forged, jwks).ok).toBe(false);
    const { checkpoint } = content;
    if (checkpoint === null) throw new Error('there is no checkpoint');
    const longer = signReceipt(signer, { ...content, checkpoint: { ...checkpoint, path: [] } });
    expect(verifyReceipt(longer, jwks).ok).toBe(false);
    expect(verifyReceipt(signReceipt(newSigner(), content), jwks).ok).toBe(false);
  });

  test('is for those who may read decisions, of decisions that exist', async () => {
    const stranger = { ...ctx, actor: { ...ctx.actor, roles: ['pep'] as const } };
    await expect(readReceipt(stranger, { id: ids[0] ?? '' }, signer)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const id = `dec_${'0'.repeat(26)}`;
    await expect(readReceipt(ctx, { id }, signer)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('checkpoints', () => {
  test('are listed newest first, page by page', async () => {
    const first = await listCheckpoints(ctx, { limit: 1, count: 'true' });
    expect(first.items.map((item) => CheckpointView.parse(item).seq)).toEqual([2]);
    expect(first.total).toBe(2);
    const second = await listCheckpoints(ctx, { limit: 1, cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ seq }) => seq)).toEqual([1]);
    expect(second.nextCursor).toBeNull();
    const reviewer = { ...ctx, actor: { ...ctx.actor, roles: ['reviewer'] as const } };
    await expect(listCheckpoints(reviewer, { limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('show the window that is not sealed yet', async () => {
    const status = CheckpointStatus.parse(await readCheckpointStatus(ctx));
    expect(status).toMatchObject({ last: { seq: 2 }, unsealed: { decisions: 1, auditEvents: 1 } });
    const pep = { ...ctx, actor: { ...ctx.actor, roles: ['pep'] as const } };
    await expect(readCheckpointStatus(pep)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('INVARIANT (expiry-by-evaluation): raise the mark of the clock, and never lower it', async () => {
    const mark = async () =>
      (await maker.pool.query('SELECT clock_high_water AS at FROM config_live')).rows[0]?.at as Date;
    const before = await mark();
    await maker.pool.query(
      `UPDATE config_live SET clock_high_water = clock_timestamp() + interval '1 second'`,
    );
    const raised = await mark();
    expect(raised > before).toBe(true);
    await writeCheckpoint(maker.pool, signer, folder);
    expect(await mark()).toEqual(raised);
  });
});
