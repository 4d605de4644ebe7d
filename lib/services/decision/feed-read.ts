import type { DecisionSummary } from '@/lib/contract/decision';
import type { Prisma } from '@/lib/db/client';
import { advance, type FeedPosition, hasHole, inOrder, LOOK_BACK_MS } from './feed-position';
import type { DecisionRow } from './search';
import { taskWordsOf, toDecisionSummary } from './view';

type FeedRow = Omit<DecisionRow, 'atText'> & { writer: string; seq: bigint };

/** A decision in the feed, with its place in its writer's chain. */
export type FedDecision = { writer: string; seq: bigint; at: Date; view: DecisionSummary };
/** That something changed, by noun: whoever shows it reads it again. */
export type Change = { noun: string; ids: string[] };

/** What came since a position. `isWhole` is false when it was too much to tell. */
export type FeedBatch = {
  now: Date;
  decisions: FedDecision[];
  changes: Change[];
  isWhole: boolean;
  position: FeedPosition;
};

const MOST_DECISIONS = 20_000;
const MOST_CHANGES = 2000;
const MOST_IDS = 20;
const WIDER_LOOK_BACK_MS = 10 * 60_000;

/** Where the feed stands now: from here on nothing is missed. */
export async function currentPosition(client: Prisma): Promise<FeedPosition> {
  const [head] = await client.$queryRaw<{ now: Date; audit: bigint }[]>`
    SELECT clock_timestamp() AS now, coalesce(max(seq), 0) AS audit FROM audit_links`;
  if (head === undefined) throw new Error('the database told no time');
  const recent = new Date(head.now.getTime() - 3 * LOOK_BACK_MS);
  const writers = await client.$queryRaw<{ writer: string; seq: bigint; at: Date }[]>`
    SELECT d.writer, max(d.seq) AS seq, max(d.at) AS at
      FROM decisions d WHERE d.at >= ${recent} GROUP BY d.writer`;
  const start = { atMs: head.now.getTime(), audit: head.audit, writers: new Map() };
  return advance(start, writers, head.audit);
}

/** Reads what was committed since `position`, whatever the order of the commits. */
export async function readFeed(client: Prisma, position: FeedPosition): Promise<FeedBatch> {
  const [head] = await client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const now = head?.now ?? new Date(position.atMs);
  let rows = await readRows(client, position, LOOK_BACK_MS);
  if (hasHole(position, rows)) rows = await readRows(client, position, WIDER_LOOK_BACK_MS);
  const { changes, audit, isAll } = await readChanges(client, position.audit);
  if (rows.length > MOST_DECISIONS || !isAll || hasHole(position, rows)) return startAnew(client, now);
  const tasks = await taskWordsOf(client, rows);
  const decisions = inOrder(rows).map((row) => ({
    writer: row.writer,
    seq: row.seq,
    at: row.at,
    view: toDecisionSummary(row, tasks),
  }));
  if (rows.some(({ outcome }) => outcome === 'escalate')) addChange(changes, 'escalation', null);
  return {
    now,
    decisions,
    changes: [...changes].map(([noun, ids]) => ({ noun, ids: [...ids] })),
    isWhole: true,
    position: advance(position, decisions, audit),
  };
}

const startAnew = async (client: Prisma, now: Date): Promise<FeedBatch> => ({
  now,
  decisions: [],
  changes: [],
  isWhole: false,
  position: await currentPosition(client),
});

async function readRows(client: Prisma, position: FeedPosition, backMs: number): Promise<FeedRow[]> {
  const writers = [...position.writers.keys()];
  const seqs = [...position.writers.values()].map(({ seq }) => seq.toString());
  return client.$queryRaw<FeedRow[]>`
    SELECT d.id, d.at, d.writer, d.seq, d.agent_id AS "agentId", d.task_id AS "taskId", d.tool_id AS "toolId",
           d.action_class::text AS "actionClass", d.outcome::text AS outcome, d.reason
      FROM decisions d
      LEFT JOIN unnest(${writers}::text[], ${seqs}::bigint[]) AS known (writer, seq) ON known.writer = d.writer
     WHERE d.at >= ${new Date(position.atMs - backMs)} AND d.seq > coalesce(known.seq, 0)
     LIMIT ${MOST_DECISIONS + 1}`;
}

function addChange(changes: Map<string, Set<string>>, noun: string, id: string | null): void {
  const ids = changes.get(noun) ?? new Set();
  if (id !== null && ids.size < MOST_IDS) ids.add(id);
  changes.set(noun, ids);
}

/** Links are numbered in the order in which their transactions committed, without gaps. */
async function readChanges(client: Prisma, after: bigint) {
  const rows = await client.$queryRaw<{ seq: bigint; noun: string; id: string }[]>`
    SELECT l.seq, e.subject_kind AS noun, e.subject_id AS id
      FROM audit_links l JOIN audit_events e ON e.id = l.event_id
     WHERE l.seq > ${after} ORDER BY l.seq LIMIT ${MOST_CHANGES + 1}`;
  const changes = new Map<string, Set<string>>();
  for (const { noun, id } of rows) addChange(changes, noun, id);
  return { changes, audit: rows.at(-1)?.seq ?? after, isAll: rows.length <= MOST_CHANGES };
}
