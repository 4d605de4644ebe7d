import pg from 'pg';
import type { AuditRow, CheckpointRow, DecisionRow, KeyRow, LedgerRow } from './row';
import type { Sealed } from './verify-checkpoints';

const FETCH = 4000;
const asText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;
type Cells = (string | null)[];

/** Patient, and with one spelling of instants. */
export const SNAPSHOT_OPTIONS =
  '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c timezone=UTC -c datestyle=ISO -c work_mem=64MB';

/** A snapshot of one database, read without its locks and without reading it whole. */
export class LedgerSnapshot {
  readonly #client: pg.Client;

  /** Reads on a connection that is in a transaction already; it must be set up with `SNAPSHOT_OPTIONS`. */
  constructor(client: pg.Client) {
    this.#client = client;
  }

  /** No statement takes longer than `statementTimeoutMs`; 0 is for whoever can wait. */
  static async open(url: string, statementTimeoutMs = 0): Promise<LedgerSnapshot> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'cordon-verify',
      connectionTimeoutMillis: 10_000,
      options: `${SNAPSHOT_OPTIONS} -c statement_timeout=${statementTimeoutMs}`,
    });
    client.on('error', () => {});
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return new LedgerSnapshot(client);
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  keys(): AsyncGenerator<KeyRow[]> {
    return this.#stream('SELECT id, public_jwk FROM signing_keys ORDER BY id', [], ([id, jwk]) => ({
      type: 'key',
      id: id ?? '',
      jwk: JSON.parse(jwk ?? 'null'),
    }));
  }

  /** In their order, up to one of them. */
  checkpoints(upTo: number | null = null): AsyncGenerator<CheckpointRow[]> {
    return this.#stream(
      `SELECT seq, at, record, encode(hash, 'hex'), key_id, signature FROM checkpoints
        WHERE $1::bigint IS NULL OR seq <= $1 ORDER BY seq`,
      [upTo],
      ([seq, at, record, hash, keyId, signature]) => ({
        type: 'checkpoint',
        seq: Number(seq),
        at: at ?? '',
        record: record ?? '',
        hash: hash ?? '',
        keyId: keyId ?? '',
        signature: signature ?? '',
      }),
    );
  }

  /** Links in their order, each with its event and the report it tells of; then what has no link. */
  async *audit(from: number, upTo: number | null): AsyncGenerator<AuditRow[]> {
    const columns = `e.id, e.at, e.event, e.actor_kind, e.actor_id, e.subject_kind, e.subject_id, e.record,
      r.decision_id, r.at, r.status, r.reported_by, r.record`;
    const report = `LEFT JOIN outcome_reports r ON e.event = 'decision.outcome_reported' AND r.decision_id = e.subject_id`;
    yield* this.#stream(
      `SELECT l.seq, l.event_id, encode(l.hash, 'hex'), ${columns}
         FROM audit_links l LEFT JOIN audit_events e ON e.id = l.event_id ${report}
        WHERE l.seq > $1 AND ($2::bigint IS NULL OR l.seq <= $2) ORDER BY l.seq`,
      [from, upTo],
      toAuditRow,
    );
    if (from > 0 || upTo !== null) return;
    yield* this.#stream(
      `SELECT NULL, NULL, NULL, ${columns} FROM audit_events e ${report}
        WHERE NOT EXISTS (SELECT 1 FROM audit_links l WHERE l.event_id = e.id) ORDER BY e.id`,
      [],
      toAuditRow,
    );
    yield* this.#stream(
      `SELECT NULL, NULL, NULL, ${columns}
         FROM outcome_reports r LEFT JOIN audit_events e ON false
        WHERE NOT EXISTS (
          SELECT 1 FROM audit_events o WHERE o.event = 'decision.outcome_reported'
             AND o.subject_kind = 'decision' AND o.subject_id = r.decision_id)
        ORDER BY r.decision_id`,
      [],
      toAuditRow,
    );
  }

  /** As they lie on the disk, which is nearly the order of the chains; or, much slower, in exactly that. */
  decisions(isSorted = false): AsyncGenerator<DecisionRow[]> {
    return this.#stream(`${DECISIONS} ${isSorted ? 'ORDER BY writer, seq' : ''}`, [], toDecisionRow);
  }

  /** Those that lie between two checkpoints. */
  decisionsBetween(
    from: Sealed | null,
    upTo: Sealed | null,
    isSorted = false,
  ): AsyncGenerator<DecisionRow[]> {
    const order = isSorted ? 'ORDER BY writer, seq' : '';
    const starts = from?.decisions ?? new Map<string, { seq: number }>();
    if (upTo === null) {
      return this.#stream(
        `${DECISIONS} LEFT JOIN unnest($1::text[], $2::text[]::bigint[]) AS f (name, after) ON f.name = writer
          WHERE seq > coalesce(f.after, 0) ${order}`,
        [[...starts.keys()], [...starts.values()].map(({ seq }) => seq)],
        toDecisionRow,
      );
    }
    const ends = [...upTo.decisions].filter(([writer, { seq }]) => seq > (starts.get(writer)?.seq ?? 0));
    return this.#stream(
      `${DECISIONS} JOIN unnest($1::text[], $2::text[]::bigint[], $3::text[]::bigint[]) AS f (name, after, last) ON f.name = writer
        WHERE seq > f.after AND seq <= f.last ${order}`,
      [
        ends.map(([writer]) => writer),
        ends.map(([writer]) => starts.get(writer)?.seq ?? 0),
        ends.map(([, { seq }]) => seq),
      ],
      toDecisionRow,
    );
  }

  /** All rows in the order in which they are verified. */
  async *all({ isSorted = false } = {}): AsyncGenerator<LedgerRow[]> {
    yield* this.keys();
    yield* this.checkpoints();
    yield* this.audit(0, null);
    yield* this.decisions(isSorted);
  }

  /** The next rows are on their way while these are worked on. */
  async *#stream<T>(sql: string, values: unknown[], toRow: (cells: Cells) => T): AsyncGenerator<T[]> {
    await this.#client.query(`DECLARE rows NO SCROLL CURSOR FOR ${literal(sql, values)}`);
    const fetchMore = () => {
      const rows = this.#client.query<Cells>({
        text: `FETCH ${FETCH} FROM rows`,
        rowMode: 'array',
        types: asText,
      });
      // Told by the await below; a walk that ends early does not wait for it.
      rows.catch(() => {});
      return rows;
    };
    try {
      let next = fetchMore();
      for (;;) {
        const { rows } = await next;
        if (rows.length === FETCH) next = fetchMore();
        if (rows.length > 0) yield rows.map(toRow);
        if (rows.length < FETCH) break;
      }
    } finally {
      // Fails where reading has failed, and then it changes nothing.
      await this.#client.query('CLOSE rows').catch(() => {});
    }
  }
}

const DECISIONS = `SELECT id, at, writer, seq, agent_id, task_id, tool_id, action_class, outcome, reason, record,
  encode(hash, 'hex') FROM decisions`;

/** DECLARE takes no parameters. */
const literal = (sql: string, values: readonly unknown[]): string =>
  sql.replace(/\$(\d)/g, (_, index: string) => {
    const value = values[Number(index) - 1] ?? null;
    if (value === null) return 'NULL';
    if (!Array.isArray(value)) return pg.escapeLiteral(String(value));
    return `ARRAY[${value.map((one) => pg.escapeLiteral(String(one))).join(',')}]::text[]`;
  });

function toAuditRow(cells: Cells): AuditRow {
  const [seq, linked, hash, ...rest] = cells;
  const [id, at, event, actorKind, actorId, subjectKind, subjectId, record, ...report] = rest;
  const [decision, reportedAt, status, reportedBy, reportRecord] = report;
  return {
    type: 'audit',
    link: seq == null ? null : { seq: Number(seq), event: linked ?? '', hash: hash ?? '' },
    event:
      id == null
        ? null
        : {
            id,
            at: at ?? '',
            event: event ?? '',
            actorKind: actorKind ?? '',
            actorId: actorId ?? '',
            subjectKind: subjectKind ?? '',
            subjectId: subjectId ?? '',
            record: record ?? '',
          },
    report:
      decision == null
        ? null
        : {
            decision,
            at: reportedAt ?? '',
            status: status ?? '',
            reportedBy: reportedBy ?? '',
            record: reportRecord ?? '',
          },
  };
}

const toDecisionRow = (cells: Cells): DecisionRow => ({
  type: 'decision',
  id: cells[0] ?? '',
  at: cells[1] ?? '',
  writer: cells[2] ?? '',
  seq: Number(cells[3]),
  agent: cells[4] ?? '',
  task: cells[5] ?? null,
  tool: cells[6] ?? '',
  actionClass: cells[7] ?? null,
  outcome: cells[8] ?? '',
  reason: cells[9] ?? '',
  record: cells[10] ?? '',
  hash: cells[11] ?? '',
});
