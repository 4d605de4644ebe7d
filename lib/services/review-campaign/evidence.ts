import { csvLine } from '@/lib/csv/write';
import type { Tx } from '@/lib/db/client';
import { canonicalJson } from '@/lib/ledger/canonical';
import { processSigner } from '@/lib/ledger/load-signer';
import type { Receipt } from '@/lib/ledger/receipt';
import { type PackedCheckpoint, packReview } from '@/lib/ledger/review-package';
import type { Signer } from '@/lib/ledger/signing';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { readReceipt } from '../receipt/read';
import { inTransaction, reader } from '../transaction';
import { loadCampaign } from './load';
import { readReviewCampaign } from './read';
import { readReviewReport } from './report';

/** So many decisions are proven by receipts: those behind what was not kept come first. */
const MOST_RECEIPTS = 200;

/**
 * The evidence of a campaign in one archive: what was shown, what was said by whom and when, what came of it,
 * receipts of decisions that were counted, the newest checkpoint, and a signed list of it all. That somebody took it
 * is an audit event.
 */
export async function exportReviewEvidence(
  ctx: Ctx,
  { id }: { id: string },
  signer: Signer = processSigner(),
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  permit(ctx, 'review-campaign.export');
  const db = reader(ctx);
  await loadCampaign(db, id);
  const [campaign, report] = [await readReviewCampaign(ctx, { id }), await readReviewReport(ctx, { id })];
  const items = await loadItems(db, id);
  const log = await loadLog(db, id);
  const proven = await loadReceipts(ctx, items, signer);
  const checkpoint = await newestCheckpoint(db);
  const keys = await db.signingKey.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  const now = await inTransaction(ctx, async (tx, at) => {
    await writeAudit(tx, ctx, at, {
      event: 'review-campaign.exported',
      subject: { kind: 'review-campaign', id },
      details: { items: items.length, receipts: proven.receipts.length },
    });
    return at;
  });
  const bytes = packReview(
    {
      campaign: id,
      madeAt: now,
      texts: {
        'campaign.json': canonicalJson(
          plain({ campaign, report, receipts: { kept: proven.receipts.length, leftOut: proven.leftOut } }),
        ),
        'items.csv': itemsCsv(items),
        'items.json': canonicalJson(plain(items)),
        'reviewer-log.csv': logCsv(log),
      },
      receipts: proven.receipts,
      checkpoint,
      keys: keys.map((key) => ({ id: key.id, jwk: key.publicJwk })),
    },
    signer,
  );
  return { name: `cordon-review-${id}.zip`, bytes };
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function loadItems(db: Tx, campaignId: string) {
  return db.reviewItem.findMany({
    where: { campaignId },
    orderBy: [{ tier: 'desc' }, { id: 'asc' }],
    include: {
      reviewer: { select: { email: true } },
      owner: { select: { email: true } },
      decidedBy: { select: { email: true } },
      signedOffBy: { select: { email: true } },
    },
  });
}
type Item = Awaited<ReturnType<typeof loadItems>>[number];

function loadLog(db: Tx, campaignId: string) {
  return db.reviewVerdict.findMany({
    where: { campaignId },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    include: { user: { select: { email: true } } },
  });
}

async function newestCheckpoint(db: Tx): Promise<PackedCheckpoint | null> {
  const row = await db.checkpoint.findFirst({ orderBy: { seq: 'desc' } });
  return row === null
    ? null
    : { seq: Number(row.seq), record: row.record, keyId: row.keyId, signature: row.signature };
}

async function loadReceipts(
  ctx: Ctx,
  items: readonly Item[],
  signer: Signer,
): Promise<{ receipts: Receipt[]; leftOut: number }> {
  const weight = ({ verb }: Item): number => (verb === null || verb === 'keep' || verb === 'skip' ? 1 : 0);
  const ids = new Set(
    [...items]
      .sort((a, b) => weight(a) - weight(b))
      .flatMap(({ evidence }) => (evidence as { decisions?: string[] }).decisions ?? []),
  );
  const receipts: Receipt[] = [];
  for (const decision of [...ids].slice(0, MOST_RECEIPTS)) {
    receipts.push(await readReceipt(ctx, { id: decision }, signer));
  }
  return { receipts, leftOut: ids.size - receipts.length };
}

const ITEM_COLUMNS = [
  'id',
  'kind',
  'subject',
  'agent',
  'system',
  'tier',
  'state',
  'snapshot_at',
  'tools',
  'tools_used',
  'allows',
  'denials',
  'escalations',
  'last_used_at',
  'recommendation',
  'rule',
  'reviewer',
  'verb',
  'comment',
  'handed_to',
  'decided_by',
  'decided_at',
  'seen_ms',
  'bulk',
  'silence',
  'signed_off_by',
  'signed_off_at',
  'applied_at',
  'effect',
] as const;

type Evidence = {
  reach: { tools: number; used: number };
  calls: { allows: number; denials: number; escalations: number };
  lastUsedAt: string | null;
};

function itemsCsv(items: readonly Item[]): string {
  const lines = items.map((row) => {
    const { reach, calls, lastUsedAt } = row.evidence as Evidence;
    return csvLine([
      row.id,
      row.kind,
      row.subjectId,
      row.agentId,
      row.systemId,
      row.tier,
      row.state,
      row.snapshotAt,
      reach.tools,
      reach.used,
      calls.allows,
      calls.denials,
      calls.escalations,
      lastUsedAt,
      row.recommendation,
      row.recommendationRule,
      row.reviewer?.email,
      row.verb,
      row.comment,
      row.owner?.email,
      row.decidedBy?.email,
      row.decidedAt,
      row.seenMs,
      row.isBulk,
      row.bySilence,
      row.signedOffBy?.email,
      row.signedOffAt,
      row.appliedAt,
      (row.effect as { what?: string } | null)?.what,
    ]);
  });
  return [csvLine(ITEM_COLUMNS), ...lines].join('');
}

function logCsv(log: Awaited<ReturnType<typeof loadLog>>): string {
  const header = csvLine(['at', 'who', 'item', 'stage', 'said', 'seen_ms', 'bulk', 'details']);
  const lines = log.map((row) =>
    csvLine([
      row.at,
      row.user?.email ?? '',
      row.itemId,
      row.stage,
      row.said,
      row.seenMs,
      row.isBulk,
      canonicalJson(row.details),
    ]),
  );
  return [header, ...lines].join('');
}
