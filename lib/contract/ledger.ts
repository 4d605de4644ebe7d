import { z } from 'zod';
import { Id, Instant, Page, PageQuery } from './common';
import { operation } from './operation';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Head = z.object({ writer: z.string(), seq: z.int(), hash: Hash });

export const CheckpointView = z.object({
  seq: z.int(),
  at: Instant,
  installation: z.string(),
  previous: Hash,
  hash: Hash,
  decisions: z.array(Head).describe('the heads of the chains that moved since the checkpoint before'),
  audit: z.object({ seq: z.int(), hash: Hash }),
  counts: z.object({ chains: z.int(), decisions: z.int(), auditEvents: z.int() }),
  record: z.string().describe('the exact text that is signed'),
  keyId: z.string(),
  signature: z.string().describe('a compact JWS whose payload, left out, is `record`'),
});
export type CheckpointView = z.output<typeof CheckpointView>;

const BadRecord = z.object({ table: z.string(), id: z.string(), what: z.string() });

/** What came of verifying, and by whom. */
const LedgerCheckView = z.object({
  at: Instant,
  by: z.string(),
  ok: z.boolean(),
  first: BadRecord.nullable().describe('the first bad record'),
  problemCount: z.int(),
  from: z.int().nullable().describe('the checkpoint after which the part began; null for the beginning'),
  upTo: z.int().nullable().describe('the checkpoint with which it ended; null for everything there was'),
  records: z.int(),
});
export type LedgerCheckView = z.output<typeof LedgerCheckView>;

export const CheckpointStatus = z.object({
  last: z.object({ seq: z.int(), at: Instant, hash: Hash }).nullable(),
  ageSeconds: z.number().nullable().describe('how long ago the last checkpoint was written'),
  unsealed: z
    .object({ decisions: z.int(), auditEvents: z.int() })
    .describe('records that are linked, but covered by no checkpoint yet'),
  lastCheck: LedgerCheckView.nullable().describe('the last time that a part was verified'),
  broken: LedgerCheckView.nullable().describe('what was found broken, until all of it is found sound again'),
});
export type CheckpointStatus = z.output<typeof CheckpointStatus>;

export const ListCheckpointsInput = PageQuery;
export type ListCheckpointsInput = z.output<typeof ListCheckpointsInput>;

/** A span of the ledger. It is widened to the checkpoints around it, so that both of its ends are signed. */
const LedgerSpan = z.object({
  from: Instant.optional().describe('records from then on; the beginning when absent'),
  to: Instant.optional().describe('records until then; everything there is when absent'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200_000)
    .default(50_000)
    .describe('refused when there are more records than this'),
});

export const VerifyLedgerInput = LedgerSpan;
export type VerifyLedgerInput = z.output<typeof VerifyLedgerInput>;
export const ExportLedgerInput = LedgerSpan;
export type ExportLedgerInput = z.output<typeof ExportLedgerInput>;

export const VerificationView = z.object({
  ok: z.boolean().describe('whether everything is as it was written'),
  first: BadRecord.nullable().describe('the first bad record'),
  problems: z.array(BadRecord).describe('the first of them, in the order of the chains'),
  problemCount: z.int(),
  from: z.int().nullable().describe('the checkpoint after which the part begins; null for the beginning'),
  upTo: z.int().nullable().describe('the checkpoint with which it ends; null for everything there is'),
  counts: z.object({
    checkpoints: z.int(),
    auditEvents: z.int(),
    outcomeReports: z.int(),
    decisions: z.int(),
    chains: z.int(),
  }),
  unsealed: z
    .object({ decisions: z.int(), auditEvents: z.int() })
    .describe('records that are linked, but covered by no checkpoint yet'),
  lastCheckpoint: z.object({ seq: z.int(), at: z.string(), hash: z.string() }).nullable(),
  compared: z
    .int()
    .nullable()
    .describe('checkpoints compared with this instance’s copy; null without one, and for a part with an end'),
  seconds: z.number(),
});
export type VerificationView = z.output<typeof VerificationView>;

export const ReceiptView = z.object({
  v: z.literal(1),
  decision: z.string(),
  record: z.string().describe('the exact canonical text that was recorded'),
  chain: z.object({ writer: z.string(), seq: z.int(), previous: Hash, hash: Hash }),
  report: z.object({ record: z.string() }).nullable(),
  checkpoint: z
    .object({
      seq: z.int(),
      record: z.string(),
      keyId: z.string(),
      signature: z.string(),
      path: z
        .array(Hash)
        .nullable()
        .describe('digests of the records up to the head that the checkpoint names; null when too many'),
    })
    .nullable()
    .describe('the first checkpoint that covers the decision; null until there is one'),
  keyId: z.string(),
  signature: z.string().describe('a detached JWS over the canonical JSON of the digests of all of this'),
});
export type ReceiptView = z.output<typeof ReceiptView>;

export const checkpointOperations = {
  list: operation({
    id: 'listCheckpoints',
    method: 'GET',
    path: '/api/v1/checkpoints',
    summary: 'List checkpoints, newest first',
    permission: 'audit.list',
    input: ListCheckpointsInput,
    output: Page(CheckpointView),
  }),
  status: operation({
    id: 'readCheckpointStatus',
    method: 'GET',
    path: '/api/v1/checkpoints/status',
    summary: 'Read how far the ledger is sealed',
    permission: 'decision.list',
    input: z.object({}),
    output: CheckpointStatus,
  }),
  verify: operation({
    id: 'verifyLedger',
    method: 'POST',
    path: '/api/v1/checkpoints/verify',
    summary: 'Verify a part of the ledger: every record, chain and signature',
    permission: 'audit.verify',
    input: VerifyLedgerInput,
    output: VerificationView,
  }),
  export: operation({
    id: 'exportLedger',
    method: 'GET',
    path: '/api/v1/checkpoints/export',
    summary: 'Export a part of the ledger as a file that verifies without this service',
    permission: 'audit.list',
    input: ExportLedgerInput,
    output: z.string(),
    mediaType: 'application/gzip',
  }),
};

export const receiptOperations = {
  read: operation({
    id: 'readReceipt',
    method: 'GET',
    path: '/api/v1/decisions/{id}/receipt',
    summary: 'Read the signed receipt of a decision, which verifies without this service',
    permission: 'decision.list',
    input: z.object({ id: Id }),
    output: ReceiptView,
  }),
};
