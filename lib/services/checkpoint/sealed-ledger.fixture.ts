import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openDatabase } from '@/lib/db/client';
import { LedgerMaker } from '@/lib/ledger/made-ledger.fixture';
import { signerFromPem } from '@/lib/ledger/signing';
import { writeCheckpoint } from '@/lib/ledger/write-checkpoint';
import { freshDatabase } from '@/tests/setup/database';
import { type Ctx, systemActor } from '../context';

export const newSigner = () =>
  signerFromPem(
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  );

export type SealedLedger = Awaited<ReturnType<typeof openSealedLedger>>;

/** An empty ledger in a database of its own, with somebody who writes it and a folder for its copy. */
export async function openSealedLedger() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-sealed-'));
  const signer = newSigner();
  const fresh = await freshDatabase();
  const database = await openDatabase(fresh.url);
  const maker = new LedgerMaker(fresh.url);
  const ctx: Ctx = {
    actor: systemActor('test'),
    prisma: database.prisma,
    requestId: 'r',
    ifMatch: null,
    publicUrl: 'http://127.0.0.1',
  };
  return {
    folder,
    signer,
    database,
    maker,
    ctx,
    seal: () => writeCheckpoint(maker.pool, signer, folder),
    async close() {
      await maker.close();
      await database.close();
      await fresh.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
