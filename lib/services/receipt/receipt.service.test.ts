import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CheckpointStatus, CheckpointView, ReceiptView } from '@/lib/contract/ledger';
import { LedgerMaker } from '@/lib/ledger/made-ledger.fixture';
import { type Receipt, signReceipt, verifyReceipt } from '@/lib/ledger/receipt';
import { listCheckpoints } from '../checkpoint/list';
import { newSigner, openSealedLedger, type SealedLedger } from '../checkpoint/sealed-ledger.fixture';
import { readCheckpointStatus } from '../checkpoint/status';
import { readPublicKeys } from './keys';
import { readReceipt } from './read';

let ledger: SealedLedger;
/** In the order of one chain: two sealed by the first checkpoint, two by the second, one by none. */
const ids: string[] = [];

beforeAll(async () => {
  ledger = await openSealedLedger();
  const { maker, seal } = ledger;
  const state = LedgerMaker.writer();
  for (let i = 0; i < 2; i += 1) {
    ids.push(...(await maker.decide(state, 2)));
    await seal();
  }
  ids.push(...(await maker.decide(state, 1)));
  await maker.report(ids[0] ?? '');
});
afterAll(() => ledger.close());

const receiptOf = async (index: number): Promise<Receipt> =>
  readReceipt(ledger.ctx, { id: ids[index] ?? '' }, ledger.signer);
const keys = () => readPublicKeys(ledger.database.prisma);

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
    const forged = signReceipt(ledger.signer, { ...content, record });
    expect(verifyReceipt(forged, jwks).ok).toBe(false);
    const { checkpoint } = content;
    if (checkpoint === null) throw new Error('there is no checkpoint');
    const longer = signReceipt(ledger.signer, { ...content, checkpoint: { ...checkpoint, path: [] } });
    expect(verifyReceipt(longer, jwks).ok).toBe(false);
    expect(verifyReceipt(signReceipt(newSigner(), content), jwks).ok).toBe(false);
  });

  test('is for those who may read decisions, of decisions that exist', async () => {
    const stranger = { ...ledger.ctx, actor: { ...ledger.ctx.actor, roles: ['pep'] as const } };
    await expect(readReceipt(stranger, { id: ids[0] ?? '' }, ledger.signer)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const id = `dec_${'0'.repeat(26)}`;
    await expect(readReceipt(ledger.ctx, { id }, ledger.signer)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('checkpoints', () => {
  test('are listed newest first, page by page', async () => {
    const first = await listCheckpoints(ledger.ctx, { limit: 1, count: 'true' });
    expect(first.items.map((item) => CheckpointView.parse(item).seq)).toEqual([2]);
    expect(first.total).toBe(2);
    const second = await listCheckpoints(ledger.ctx, { limit: 1, cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ seq }) => seq)).toEqual([1]);
    expect(second.nextCursor).toBeNull();
    const reviewer = { ...ledger.ctx, actor: { ...ledger.ctx.actor, roles: ['reviewer'] as const } };
    await expect(listCheckpoints(reviewer, { limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('show the window that is not sealed yet', async () => {
    const status = CheckpointStatus.parse(await readCheckpointStatus(ledger.ctx));
    expect(status).toMatchObject({ last: { seq: 2 }, unsealed: { decisions: 1, auditEvents: 1 } });
    const pep = { ...ledger.ctx, actor: { ...ledger.ctx.actor, roles: ['pep'] as const } };
    await expect(readCheckpointStatus(pep)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('INVARIANT (expiry-by-evaluation): raise the mark of the clock, and never lower it', async () => {
    const mark = async () =>
      (await ledger.maker.pool.query('SELECT clock_high_water AS at FROM config_live')).rows[0]?.at as Date;
    const before = await mark();
    await ledger.maker.pool.query(
      `UPDATE config_live SET clock_high_water = clock_timestamp() + interval '1 second'`,
    );
    const raised = await mark();
    expect(raised > before).toBe(true);
    await ledger.seal();
    expect(await mark()).toEqual(raised);
  });
});
