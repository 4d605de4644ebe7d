import type { ExportLedgerInput } from '@/lib/contract/ledger';
import { exportBytes } from '@/lib/ledger/write-export';
import { type Ctx, permit } from '../context';
import { readLedger } from './read-ledger';

/** A file by its name and content. */
export type ExportedFile = { name: string; bytes: Buffer<ArrayBuffer> };

/** A part of the ledger in a file that verifies without this service: `cordon verify --export <file>`. */
export async function exportLedger(ctx: Ctx, input: ExportLedgerInput): Promise<ExportedFile> {
  permit(ctx, 'audit.list');
  const { bytes, from, upTo } = await readLedger(input, exportBytes);
  return { name: `cordon-ledger-${from ?? 0}-${upTo ?? 'open'}.ndjson.gz`, bytes };
}
