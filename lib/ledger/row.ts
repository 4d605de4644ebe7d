/**
 * The ledger as a stream of rows: what the verifier walks and an export holds. Values are as the database
 * spells them, so that nothing is lost on the way: instants in UTC to the microsecond
 * (`2026-11-23 10:00:00.12+00`), hashes in hexadecimal.
 */
export type KeyRow = { type: 'key'; id: string; jwk: unknown };

export type CheckpointRow = {
  type: 'checkpoint';
  seq: number;
  at: string;
  record: string;
  hash: string;
  keyId: string;
  signature: string;
};

export type AuditLink = { seq: number; event: string; hash: string };
export type AuditEvent = {
  id: string;
  at: string;
  event: string;
  actorKind: string;
  actorId: string;
  subjectKind: string;
  subjectId: string;
  record: string;
};
export type OutcomeReport = {
  decision: string;
  at: string;
  status: string;
  reportedBy: string;
  record: string;
};
/** A link with its event, and with the outcome report that the event tells of. What is missing is null. */
export type AuditRow = {
  type: 'audit';
  link: AuditLink | null;
  event: AuditEvent | null;
  report: OutcomeReport | null;
};

export type DecisionRow = {
  type: 'decision';
  id: string;
  at: string;
  writer: string;
  seq: number;
  agent: string;
  task: string | null;
  tool: string;
  actionClass: string | null;
  outcome: string;
  reason: string;
  record: string;
  hash: string;
};

export type LedgerRow = KeyRow | CheckpointRow | AuditRow | DecisionRow;

/** An instant of a record (ISO 8601, milliseconds) as the database spells it. */
export function databaseInstant(iso: string): string {
  const fraction = iso.slice(20, 23).replace(/0+$/, '');
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction === '' ? '' : `.${fraction}`}+00`;
}
