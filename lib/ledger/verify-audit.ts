import { canonicalJson, sha256Hex } from './canonical';
import { linkHash } from './chain';
import type { LedgerTable, Problems } from './problem';
import { type AuditEvent, type AuditRow, databaseInstant, type OutcomeReport } from './row';
import type { Sealed, SealedHead } from './verify-checkpoints';

/** The event that tells of an outcome report; `details.reportDigest` is the sha-256 of the report's record. */
export const REPORTED_EVENT = 'decision.outcome_reported';

type EventRecord = {
  id?: unknown;
  at?: unknown;
  event?: unknown;
  actor?: { kind?: unknown; id?: unknown };
  subject?: { kind?: unknown; id?: unknown };
  details?: { reportDigest?: unknown };
};

/** Walks the audit chain in its order: links and events one to one, reports as their events tell. */
export class AuditWalk {
  events = 0;
  reports = 0;
  readonly #problems: Problems;
  readonly #heads: ReadonlyMap<number, SealedHead>;
  readonly #end: number;
  readonly #isBounded: boolean;
  #seq: number;
  #hash: string;

  /** `from` and `upTo` are where the walk begins and ends; null is the beginning, and whatever is there. */
  constructor(
    problems: Problems,
    bounds: {
      heads: ReadonlyMap<number, SealedHead>;
      latest: Sealed;
      from: Sealed | null;
      upTo: Sealed | null;
    },
  ) {
    this.#problems = problems;
    this.#heads = bounds.heads;
    this.#end = (bounds.upTo ?? bounds.latest).audit.seq;
    this.#isBounded = bounds.upTo !== null;
    this.#seq = bounds.from?.audit.seq ?? 0;
    this.#hash = bounds.from?.audit.hash ?? '00'.repeat(32);
  }

  /** How far the chain was walked. */
  get seq(): number {
    return this.#seq;
  }

  audit({ link, event, report }: AuditRow): void {
    if (event === null && link === null) {
      const id = report?.decision ?? '';
      this.#problems.add('outcome_reports', id, 0, 'no audit event tells of it');
      return;
    }
    const place = link?.seq ?? this.#seq + 1;
    const say = (table: LedgerTable, id: string, what: string) => this.#problems.add(table, id, place, what);
    if (event !== null) {
      this.events += 1;
      this.#checkEvent(event, report, say);
    }
    if (link === null) {
      say('audit_events', event?.id ?? '', 'it has no link in the chain');
      return;
    }
    if (event !== null && link.event !== event.id) {
      say('audit_links', String(link.seq), `it is the link of ${link.event}, not of ${event.id}`);
    }
    if (link.seq !== this.#seq + 1) {
      this.#missing(link.seq - 1, `before ${link.event}`);
      this.#hash = '';
    }
    if (event === null) {
      say('audit_links', String(link.seq), `its event ${link.event} is missing`);
    } else if (
      this.#hash !== '' &&
      linkHash(Buffer.from(this.#hash, 'hex'), event.record).toString('hex') !== link.hash
    ) {
      say('audit_links', String(link.seq), `its hash does not follow from ${event.id} and the link before`);
    }
    const head = this.#heads.get(link.seq);
    if (head !== undefined && head.hash !== link.hash) {
      say(
        'audit_links',
        String(link.seq),
        `its hash is not the one that checkpoint ${head.checkpoint} sealed`,
      );
    }
    this.#seq = link.seq;
    this.#hash = link.hash;
  }

  finish(): void {
    if (this.#seq < this.#end) this.#missing(this.#end, 'before the head that a checkpoint sealed');
    if (this.#isBounded && this.#seq > this.#end) {
      const what = 'it is beyond the checkpoint with which the export ends';
      this.#problems.add('audit_links', String(this.#seq), this.#seq, what);
    }
  }

  #missing(last: number, where: string): void {
    const first = this.#seq + 1;
    const what = last > first ? `links ${first} to ${last} are missing, ${where}` : `it is missing, ${where}`;
    this.#problems.add('audit_links', String(first), first, what);
  }

  #checkEvent(
    event: AuditEvent,
    report: OutcomeReport | null,
    say: (table: LedgerTable, id: string, what: string) => void,
  ): void {
    const record = parseCanonical<EventRecord>(event.record);
    if (record === null) {
      say('audit_events', event.id, 'its record is not in canonical form');
      return;
    }
    const columns = {
      id: [event.id, record.id],
      at: [event.at, typeof record.at === 'string' ? databaseInstant(record.at) : undefined],
      event: [event.event, record.event],
      actor_kind: [event.actorKind, record.actor?.kind],
      actor_id: [event.actorId, record.actor?.id],
      subject_kind: [event.subjectKind, record.subject?.kind],
      subject_id: [event.subjectId, record.subject?.id],
    };
    for (const [column, [value, told]] of Object.entries(columns)) {
      if (value !== told) say('audit_events', event.id, `column ${column} differs from its record`);
    }
    if (record.event !== REPORTED_EVENT) return;
    const decision = String(record.subject?.id);
    if (report === null) {
      say('outcome_reports', decision, `it is missing; ${event.id} tells of it`);
      return;
    }
    this.reports += 1;
    checkReport(report, decision, record.details?.reportDigest, (what) =>
      say('outcome_reports', decision, what),
    );
  }
}

function checkReport(
  report: OutcomeReport,
  decision: string,
  digest: unknown,
  say: (what: string) => void,
): void {
  if (sha256Hex(report.record) !== digest) say('its record is not the one that was reported');
  const record = parseCanonical<Record<string, unknown>>(report.record);
  if (record === null) {
    say('its record is not in canonical form');
    return;
  }
  const columns = {
    decision_id: [report.decision, record.decision],
    at: [report.at, typeof record.at === 'string' ? databaseInstant(record.at) : undefined],
    status: [report.status, record.status],
    reported_by: [report.reportedBy, record.reported_by],
  };
  for (const [column, [value, told]] of Object.entries(columns)) {
    if (value !== told) say(`column ${column} differs from its record`);
  }
  if (report.decision !== decision) say('it is a report of another decision');
}

/** The value of a text in canonical form; null for any other text. */
function parseCanonical<T>(text: string): T | null {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && canonicalJson(value) === text ? value : null;
  } catch {
    return null;
  }
}
