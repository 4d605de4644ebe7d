import type { PoolClient } from 'pg';
import type { Database } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ReplayModel } from '@/lib/db/generated/models';
import type { ActionClass } from '@/lib/domain/action-class';
import { idAt } from '@/lib/domain/id';
import { type ReplayFound, ReplayTally } from '@/lib/domain/replay';
import { REPLAY_MOVES } from '@/lib/domain/replay-state';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { loadInventory } from '../guardrail/inventory';
import { replayedDecision } from '../guardrail/recorded-call';
import { enforcedRules, rulesOfText } from '../guardrail/rules';
import { loadTierRules } from '../tier/rules';
import { inTransaction } from '../transaction';

const BATCH = 2000;
const TELL_EACH_MS = 1000;
/** Whoever has said nothing for so long runs it no more. */
const SILENT_SECONDS = 30;
const MOST_ATTEMPTS = 3;
const LONGEST_TASK_MS = 31 * 24 * 3600 * 1000;

/** Somebody cancelled it, or took it over after a silence: whatever was counted is worth nothing. */
class NoLongerOurs extends Error {}

/** The replay that is to be run next: one that waits, or whose runner has fallen silent. */
export async function nextReplay({ prisma }: Pick<Ctx, 'prisma'>): Promise<string | null> {
  const [row] = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM replays
     WHERE state = 'queued'
        OR (state = 'running' AND alive_at < clock_timestamp() - make_interval(secs => ${SILENT_SECONDS}))
     ORDER BY requested_at LIMIT 1`;
  return row?.id ?? null;
}

/**
 * Judges every decision of a replay's days again and keeps what it found. Reads only, apart from its own row: a
 * cursor over one snapshot, so that it holds no locks and as many decisions as one batch. Any number of instances
 * may ask for the same one; one gets it. Broken off three times, it has failed.
 */
export async function runReplay(ctx: Ctx, database: Pick<Database, 'pool'>, id: string): Promise<void> {
  const claimed = await claim(ctx, id);
  if (claimed === null) return;
  try {
    await finish(ctx, claimed, await judgeAll(ctx, database, claimed));
  } catch (error) {
    if (error instanceof NoLongerOurs) return;
    await fail(ctx, claimed, error instanceof Error ? error.message : 'unknown');
    throw error;
  }
}

/** Takes it by a conditional update; `attempts` then names this run, and nobody else writes under it. */
async function claim(ctx: Ctx, id: string): Promise<ReplayModel | null> {
  const taken = await ctx.prisma.$executeRaw`
    UPDATE replays SET state = 'running', started_at = coalesce(started_at, clock_timestamp()),
                       alive_at = clock_timestamp(), attempts = attempts + 1, looked = 0
     WHERE id = ${id}
       AND (state = 'queued'
            OR (state = 'running' AND alive_at < clock_timestamp() - make_interval(secs => ${SILENT_SECONDS})))`;
  if (taken === 0) return null;
  const row = await ctx.prisma.replay.findUniqueOrThrow({ where: { id } });
  if (row.attempts <= MOST_ATTEMPTS) return row;
  await fail(ctx, row, `it was broken off ${MOST_ATTEMPTS} times`);
  return null;
}

async function judgeAll(
  ctx: Ctx,
  { pool }: Pick<Database, 'pool'>,
  replay: ReplayModel,
): Promise<ReplayFound> {
  const { prisma } = ctx;
  const { guardrail } = replay;
  const tally = new ReplayTally({
    guardrail,
    enforced: await enforcedRules(prisma),
    draft: await rulesOfText(guardrail, replay.text),
    rulesOf: await loadTierRules(prisma),
  });
  const known = await loadInventory(prisma);
  const refused = await refusedSince(ctx, replay.since);
  const isRefused = (decision: string) => refused.has(decision);
  const client = await pool.connect();
  try {
    // An id begins with the time at which its task began, so older months need not be opened.
    const begins = idAt('dec', replay.since.getTime() - LONGEST_TASK_MS);
    const range = [begins, replay.since, replay.requestedAt];
    const { rows } = await client.query<{ total: number }>(
      'SELECT count(*)::int AS total FROM decisions d WHERE d.id >= $1 AND d.at >= $2 AND d.at < $3',
      range,
    );
    await tell(ctx, replay, { looked: 0, total: rows[0]?.total ?? 0 });
    let looked = 0;
    let toldMs = Date.now();
    for await (const batch of recordsOf(client, range)) {
      for (const { record, classes } of batch) {
        const actionClasses = (classes === '' ? [] : classes.split(',')) as ActionClass[];
        tally.add(replayedDecision(record, { actionClasses }, guardrail, known, isRefused));
      }
      looked += batch.length;
      if (Date.now() - toldMs < TELL_EACH_MS) continue;
      toldMs = Date.now();
      await tell(ctx, replay, { looked });
    }
    await tell(ctx, replay, { looked });
  } finally {
    client.release();
  }
  return tally.result();
}

type Recorded = { record: string; classes: string };

/** The records, a batch at a time, from one snapshot and in no order. */
async function* recordsOf(client: PoolClient, range: readonly unknown[]): AsyncGenerator<Recorded[]> {
  await client.query('BEGIN TRANSACTION READ ONLY');
  try {
    // All of it will be read: what comes first soonest is not what comes last soonest.
    await client.query('SET LOCAL cursor_tuple_fraction = 1');
    await client.query(
      `DECLARE replayed NO SCROLL CURSOR FOR
       SELECT d.record, coalesce(array_to_string(t.action_classes, ','), '') AS classes
         FROM decisions d LEFT JOIN tasks t ON t.id = d.task_id
        WHERE d.id >= $1 AND d.at >= $2 AND d.at < $3`,
      [...range],
    );
    for (;;) {
      const { rows } = await client.query<Recorded>(`FETCH ${BATCH} FROM replayed`);
      if (rows.length === 0) return;
      yield rows;
    }
  } finally {
    await client.query('ROLLBACK').catch(() => {});
  }
}

/** The decisions to whose escalation a person said no. */
async function refusedSince({ prisma }: Ctx, since: Date): Promise<ReadonlySet<string>> {
  const rows = await prisma.escalation.findMany({
    where: { state: 'denied', requestedAt: { gte: since } },
    select: { decisionId: true },
  });
  return new Set(rows.map(({ decisionId }) => decisionId));
}

async function tell(
  { prisma }: Ctx,
  { id, attempts }: ReplayModel,
  { looked, total = null }: { looked: number; total?: number | null },
): Promise<void> {
  const told = await prisma.$executeRaw`
    UPDATE replays SET looked = ${looked}, total = coalesce(${total}::int, total), alive_at = clock_timestamp()
     WHERE id = ${id} AND state = 'running' AND attempts = ${attempts}`;
  if (told === 0) throw new NoLongerOurs();
}

async function finish(ctx: Ctx, replay: ReplayModel, found: ReplayFound): Promise<void> {
  const { judged, changed, asks, stops, frees } = found;
  await end(
    ctx,
    replay,
    'finish',
    { result: found as unknown as Prisma.InputJsonValue },
    { judged, changed, asks, stops, frees },
  );
}

const fail = (ctx: Ctx, replay: ReplayModel, error: string): Promise<void> =>
  end(ctx, replay, 'fail', { error }, { error });

async function end(
  ctx: Ctx,
  { id, guardrail, attempts }: ReplayModel,
  move: 'finish' | 'fail',
  data: Prisma.ReplayUpdateManyMutationInput,
  details: Record<string, unknown>,
): Promise<void> {
  await inTransaction(ctx, async (tx, now) => {
    const { count } = await tx.replay.updateMany({
      where: { id, state: 'running', attempts },
      data: { ...data, state: REPLAY_MOVES[move].to, endedAt: now },
    });
    if (count === 0) return;
    await writeAudit(tx, ctx, now, {
      event: move === 'finish' ? 'replay.finished' : 'replay.failed',
      subject: { kind: 'replay', id },
      details: { guardrail, ...details },
    });
  });
}
