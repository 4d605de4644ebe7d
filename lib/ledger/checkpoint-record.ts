import { canonicalJson } from './canonical';

/** Where a chain stood: its last record that was committed, and that record's link. */
export type Head = { writer: string; seq: number; hash: string };
export type AuditHead = { seq: number; hash: string };

/**
 * What a checkpoint says. `decisions` holds the heads of the chains that moved since the checkpoint
 * before; every other chain stands where an earlier one says. As `previous` fixes all checkpoints before,
 * one copy of the newest kept elsewhere fixes every head there ever was.
 * INVARIANT (tamper-evident): truncating a chain, dropping one, or computing it anew contradicts a head;
 * doing the same to the checkpoints contradicts the copy.
 */
export type CheckpointRecord = {
  v: 1;
  seq: number;
  at: string;
  /** Made up by the first checkpoint and carried on: chains of two installations do not mix. */
  installation: string;
  previous: string;
  decisions: readonly Head[];
  audit: AuditHead;
  /** Of everything that the checkpoints seal up to this one. */
  counts: { chains: number; decisions: number; audit_events: number };
};

/** How long before a checkpoint a decision may have been dated that was committed only after it. */
export const COMMIT_SLACK_SECONDS = 120;

export const CHECKPOINT_GENESIS = Buffer.alloc(32);

const byWriter = (a: Head, b: Head): number => (a.writer < b.writer ? -1 : 1);

export const checkpointText = (record: CheckpointRecord): string =>
  canonicalJson({ ...record, decisions: [...record.decisions].sort(byWriter) });

const HASH = /^[0-9a-f]{64}$/;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value);

/** The record in a text; null when the text is not exactly one that `checkpointText` makes. */
export function parseCheckpoint(text: string): CheckpointRecord | null {
  let value: CheckpointRecord;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || value.v !== 1 || !Array.isArray(value.decisions))
    return null;
  const { seq, at, installation, previous, audit, counts } = value;
  const isWellFormed =
    isCount(seq) &&
    typeof at === 'string' &&
    typeof installation === 'string' &&
    isHash(previous) &&
    isCount(audit?.seq) &&
    isHash(audit.hash) &&
    isCount(counts?.chains) &&
    isCount(counts.decisions) &&
    isCount(counts.audit_events) &&
    value.decisions.every(
      (head) => typeof head?.writer === 'string' && isCount(head.seq) && isHash(head.hash),
    );
  return isWellFormed && checkpointText(value) === text ? value : null;
}
