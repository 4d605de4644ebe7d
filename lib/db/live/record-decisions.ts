import type pg from 'pg';

/** The columns of a batch, as the SQL function takes them (prisma/migrations, `record_decisions_2`). */
export type DecisionColumns = {
  id: string[];
  /** As ISO 8601, like every instant of a batch: thousands of dates are costly to write in local time. */
  at: string[];
  agent: string[];
  task: (string | null)[];
  tool: string[];
  class: (string | null)[];
  outcome: string[];
  reason: string[];
  record: string[];
  until: (string | null)[];
};
export type AgentColumns = { id: string[]; version: (string | null)[]; calls: number[]; limit: number[] };
export type TaskColumns = {
  id: string[];
  agent: string[];
  version: string[];
  calls: number[];
  minuteCalls: number[];
  /** The version that it leaves, which nobody else leaves. */
  next: string[];
  /** The labels after these calls; null where they are as before. Lists are joined by commas. */
  sensitivity: (string | null)[];
  untrusted: (string | null)[];
  systems: (string | null)[];
  agents: (string | null)[];
  drift: (number | null)[];
};
/** The contexts that an agent's calls read, at the versions that were believed. */
export type ContextColumns = { id: string[]; agent: string[]; version: string[] };
export type GrantColumns = { id: string[]; spent: number[] };
export type EscalationColumns = {
  /** Index of the decision in the batch, from 1. */
  row: number[];
  id: string[];
  digest: string[];
  resource: (string | null)[];
  arguments: string[];
  reasons: string[];
  until: string[];
};

/** A batch's place in a chain: where it stood when its writer last heard of it. */
export type ChainHead = { writer: string; seq: bigint; head: Buffer };

/** What is recorded together. */
export type Batch = {
  configVersion: string;
  /** Minutes since 1970 in which the budgets are counted. */
  minute: number;
  decisions: DecisionColumns;
  agents: AgentColumns;
  tasks: TaskColumns;
  contexts: ContextColumns;
  grants: GrantColumns;
  escalations: EscalationColumns;
};

export const emptyBatch = (configVersion: string, minute: number): Batch => ({
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
  tasks: {
    id: [],
    agent: [],
    version: [],
    calls: [],
    minuteCalls: [],
    next: [],
    sensitivity: [],
    untrusted: [],
    systems: [],
    agents: [],
    drift: [],
  },
  contexts: { id: [], agent: [], version: [] },
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

/**
 * A one-dimensional array as PostgreSQL reads it. The client's own way quotes and escapes every element by
 * two regular expressions, which was a fifth of the time of a batch.
 */
function arrayText(values: readonly (string | number | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? null;
    if (i > 0) text += ',';
    if (value === null) text += 'NULL';
    else if (typeof value === 'number') text += value;
    else text += NEEDS_ESCAPE.test(value) ? `"${value.replace(ESCAPED, '\\$&')}"` : `"${value}"`;
  }
  return `${text}}`;
}
const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;

const SQL = `SELECT * FROM record_decisions_2(
  $1, $2, $3, $4, $5,
  $6::text[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
  string_to_array($14, '${RECORD_SEPARATOR}'), $15::timestamptz[],
  $16::text[], $17::bigint[], $18::int[], $19::int[],
  $20::text[], $21::text[], $22::bigint[], $23::int[], $24::int[],
  $25::text[], $26::boolean[], $27::text[], $28::text[], $29::int[],
  $30::text[], $31::text[], $32::bigint[],
  $33::text[], $34::int[],
  $35::int[], $36::text[], $37::text[], $38::text[], $39::text[], $40::text[], $41::timestamptz[],
  $42::bigint[])`;

/** A batch as it goes over the wire: made while another one is being recorded. */
export type EncodedBatch = readonly (string | number)[];

export function encodeBatch(batch: Batch): EncodedBatch {
  const { decisions: d, agents: a, tasks: t, contexts: c, grants: g, escalations: e } = batch;
  return [
    batch.configVersion,
    batch.minute,
    ...[d.id, d.at, d.agent, d.task, d.tool, d.class, d.outcome, d.reason].map(arrayText),
    d.record.join(RECORD_SEPARATOR),
    arrayText(d.until),
    ...[a.id, a.version, a.calls, a.limit].map(arrayText),
    ...[t.id, t.agent, t.version, t.calls, t.minuteCalls].map(arrayText),
    ...[t.sensitivity, t.untrusted, t.systems, t.agents, t.drift].map(arrayText),
    ...[c.id, c.agent, c.version].map(arrayText),
    ...[g.id, g.spent].map(arrayText),
    ...[e.row, e.id, e.digest, e.resource, e.arguments, e.reasons, e.until].map(arrayText),
    arrayText(t.next),
  ];
}

/**
 * Sends a batch in one statement. When this resolves, what was not refused is durable.
 * INVARIANT (recorded-before-answered): the connection commits synchronously (lib/db/client.ts), and the
 * answer comes after the commit. An error leaves it open whether the batch was written.
 */
export async function recordDecisions(
  client: pg.ClientBase,
  { writer, seq, head }: ChainHead,
  batch: EncodedBatch,
): Promise<Recorded> {
  const { rows } = await client.query<Row>({
    name: 'record-decisions',
    text: SQL,
    values: [writer, seq, head, ...batch],
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
