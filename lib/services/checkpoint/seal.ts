import type pg from 'pg';
import { loadSigner } from '@/lib/ledger/load-signer';
import { type WrittenCheckpoint, writeCheckpoint } from '@/lib/ledger/write-checkpoint';

export type SealOptions = {
  dataDir: string;
  /** The secret that instances share; null where each has its own. */
  secret: string | null;
  /** Looks at decisions however old they are dated: after a seed or an import. */
  everything?: boolean;
};

/** Writes a checkpoint with this instance's key. Says so when the copy does not continue the database's. */
export async function sealLedger(
  pool: pg.Pool,
  { dataDir, secret, everything = false }: SealOptions,
): Promise<WrittenCheckpoint> {
  const written = await writeCheckpoint(pool, loadSigner(dataDir, secret), dataDir, { everything });
  if (written.copy === 'forked') {
    console.error(
      `checkpoint ${written.seq}: the copy in ${dataDir} holds checkpoints that the database does not have. ` +
        'It was set back, or is another one. Keep the copy; `cordon verify` says where they part.',
    );
  }
  return written;
}
