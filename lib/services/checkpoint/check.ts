import { z } from 'zod';
import type { LedgerCheckView, VerificationView } from '@/lib/contract/ledger';
import type { Tx } from '@/lib/db/client';
import { brokenAfter } from '@/lib/domain/ledger-check';

/** Read leniently: an old row must not keep the status from being told. */
const Result = z.object({
  first: z.object({ table: z.string(), id: z.string(), what: z.string() }).nullable(),
  problemCount: z.int(),
  from: z.int().nullable(),
  upTo: z.int().nullable(),
  records: z.int(),
});

type Row = { at: Date; actorName: string; ok: boolean; result: unknown };

function toView(row: Row | undefined): LedgerCheckView | null {
  const parsed = Result.safeParse(row?.result);
  return row === undefined || !parsed.success
    ? null
    : { at: row.at, by: row.actorName, ok: row.ok, ...parsed.data };
}

/** What came of verifying: the last time, and what is known to be broken. */
export async function loadLedgerChecks(
  db: Tx,
): Promise<{ lastCheck: LedgerCheckView | null; broken: LedgerCheckView | null }> {
  const rows = await db.ledgerCheck.findMany();
  const of = (kind: string) => toView(rows.find((row) => row.kind === kind));
  return { lastCheck: of('last'), broken: of('broken') };
}

/** Remembers what came of verifying a part, for everybody who looks at the status. */
export async function keepLedgerCheck(
  tx: Tx,
  actor: { id: string; name: string },
  now: Date,
  { ok, first, problemCount, from, upTo, counts }: VerificationView,
): Promise<void> {
  // Two at once must not each decide on what the other has not written yet.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('cordon.ledger-check', 0))`;
  const records = counts.decisions + counts.auditEvents + counts.outcomeReports + counts.checkpoints;
  const result = { first, problemCount, from, upTo, records };
  const row = { at: now, actorId: actor.id, actorName: actor.name, ok, result };
  const { broken: known } = await loadLedgerChecks(tx);
  const write = (kind: 'last' | 'broken') =>
    tx.ledgerCheck.upsert({ where: { kind }, create: { kind, ...row }, update: row });
  await write('last');
  const broken = brokenAfter(known, { at: now, by: actor.name, ok, ...result });
  if (broken === null) await tx.ledgerCheck.deleteMany({ where: { kind: 'broken' } });
  else if (broken !== known) await write('broken');
}
