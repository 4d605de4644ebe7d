import type pg from 'pg';

/** The columns of a batch, as the SQL function takes them (prisma/migrations, `record_decisions_1`). */
export type DecisionColumns = {
  id: string[];
  at: Date[];
  agent: string[];
  task: (string | null)[];
  tool: string[];
  class: (string | null)[];
  outcome: string[];
  reason: string[];
  record: string[];
  until: (Date | null)[];
};
export type AgentColumns = { id: string[]; version: (string | null)[]; calls: number[]; limit: number[] };
export type TaskColumns = {
  id: string[];
  agent: string[];
  version: string[];
  calls: number[];
  minuteCalls: number[];
};
export type GrantColumns = { id: string[]; spent: number[] };
export type EscalationColumns = {
  /** Index of the decision in the batch, from 1. */
  row: number[];
  id: string[];
  digest: string[];
  resource: (string | null)[];
  arguments: string[];
  reasons: string[];
  until: Date[];
};

export type Batch = {
  writer: string;
  seq: bigint;
  head: Buffer;
  configVersion: string;
  /** Minutes since 1970 in which the budgets are counted. */
  minute: number;
  decisions: DecisionColumns;
  agents: AgentColumns;
  tasks: TaskColumns;
  grants: GrantColumns;
  escalations: EscalationColumns;
};

/** What a batch holds apart from its place in a chain. */
export type UnchainedBatch = Omit<Batch, 'writer' | 'seq' | 'head'>;

export const emptyBatch = (configVersion: string, minute: number): UnchainedBatch => ({
  configVersion,
  minute,
  decisions: {
    id: [],
    at: [],
    agent: [],
    task: [],
    tool: [],
    class: [],
    outcome: [],
    reason: [],
    record: [],
    until: [],
  },
  agents: { id: [], version: [], calls: [], limit: [] },
  tasks: { id: [], agent: [], version: [], calls: [], minuteCalls: [] },
  grants: { id: [], spent: [] },
  escalations: { row: [], id: [], digest: [], resource: [], arguments: [], reasons: [], until: [] },
});

/** What became of a batch. */
export type Recorded = {
  decidedAt: Date;
  configVersion: string;
  seq: bigint;
  head: Buffer;
  /** Agents whose decisions of this batch were built on facts that no longer hold: nothing was written. */
  refused: string[];
  /** Ids that were recorded before: the same `call_id` was asked again. Their agents are refused too. */
  known: string[];
  /** Each agent's calls of the minute before this batch, in the order of `agents`. */
  callCounts: number[];
  /** The pending escalation of each entry of `escalations`; null when its agent was refused. */
  escalations: (string | null)[];
};

type Row = {
  decided_at: Date;
  config: string;
  seq: string;
  head: Buffer;
  refused: string[];
  known: string[];
  call_counts: number[];
  escalations: (string | null)[];
};

/** Between the records of a batch. JSON escapes control characters, so no record holds one. */
const RECORD_SEPARATOR = '\u001e';

const SQL = `SELECT * FROM record_decisions_1(
  $1, $2, $3, $4, $5,
  $6::text[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
  string_to_array($14, '${RECORD_SEPARATOR}'), $15::timestamptz[],
  $16::text[], $17::bigint[], $18::int[], $19::int[],
  $20::text[], $21::text[], $22::bigint[], $23::int[], $24::int[],
  $25::text[], $26::int[],
  $27::int[], $28::text[], $29::text[], $30::text[], $31::text[], $32::text[], $33::timestamptz[])`;

/**
 * Sends a batch in one statement. When this resolves, what was not refused is durable.
 * INVARIANT (recorded-before-answered): the connection commits synchronously (lib/db/client.ts), and the
 * answer comes after the commit. An error leaves it open whether the batch was written.
 */
export async function recordDecisions(client: pg.ClientBase, batch: Batch): Promise<Recorded> {
  const { decisions: d, agents: a, tasks: t, grants: g, escalations: e } = batch;
  const { rows } = await client.query<Row>({
    name: 'record-decisions',
    text: SQL,
    values: [
      batch.writer,
      batch.seq,
      batch.head,
      batch.configVersion,
      batch.minute,
      d.id,
      d.at,
      d.agent,
      d.task,
      d.tool,
      d.class,
      d.outcome,
      d.reason,
      d.record.join(RECORD_SEPARATOR),
      d.until,
      a.id,
      a.version,
      a.calls,
      a.limit,
      t.id,
      t.agent,
      t.version,
      t.calls,
      t.minuteCalls,
      g.id,
      g.spent,
      e.row,
      e.id,
      e.digest,
      e.resource,
      e.arguments,
      e.reasons,
      e.until,
    ],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('record_decisions answered nothing');
  return {
    decidedAt: row.decided_at,
    configVersion: row.config,
    seq: BigInt(row.seq),
    head: row.head,
    refused: row.refused,
    known: row.known,
    callCounts: row.call_counts ?? [],
    escalations: row.escalations,
  };
}
