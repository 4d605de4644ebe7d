import type { ClockworkView } from '@/lib/contract/clockwork';
import type { Tx } from '@/lib/db/client';
import { JOB_NAMES, JOBS, type JobName, jobState, nextRun } from '@/lib/domain/clockwork';
import { type Ctx, permit } from '../context';
import { BEHIND_AFTER_MS } from '../review-schedule/view';
import { databaseNow, reader } from '../transaction';

/** What Cordon does by itself, and whether it is done in time. Nothing of it is needed for safety. */
export async function readClockwork(ctx: Ctx): Promise<ClockworkView> {
  permit(ctx, 'clockwork.read');
  return loadClockwork(reader(ctx));
}

/** The same for probes and metrics, which ask in nobody's name. */
export async function loadClockwork(db: Tx): Promise<ClockworkView> {
  const now = await databaseNow(db);
  const runs = new Map((await db.jobRun.findMany()).map((run) => [run.job, run]));
  const since = await beganAt(db, now);
  const queue = await loadQueue(db);
  const reviews = await loadReviews(db, now);
  const jobs = JOB_NAMES.map((job) => {
    const run = runs.get(job) ?? null;
    const { cron, says } = JOBS[job];
    const state = jobState(job, run, since, now);
    const due = nextRun(cron, run?.succeededAt ?? since);
    return {
      job,
      says,
      schedule: cron,
      state,
      lastRunAt: run?.startedAt ?? null,
      lastSuccessAt: run?.succeededAt ?? null,
      nextRunAt: nextRun(cron, now),
      lagSeconds: Math.max(0, Math.floor((now.getTime() - due.getTime()) / 1000)),
      durationMs: run?.durationMs ?? null,
      failures: run?.failures ?? 0,
      lastError: run?.lastError ?? null,
      instance: run?.instance ?? null,
    };
  });
  const says = whatIsWrong(jobs, reviews.slotsBehind);
  return { now, isBehind: says !== null, says, jobs, queue, reviews };
}

/** A job that never ran is late from when this installation could have run it. */
async function beganAt(db: Tx, now: Date): Promise<Date> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT max(finished_at) AS at FROM _prisma_migrations`.catch(() => []);
  return row?.at ?? now;
}

type Told = { job: JobName; state: string; failures: number; lastError: string | null };

function whatIsWrong(jobs: readonly Told[], slotsBehind: number): string | null {
  const failing = jobs.filter(({ state }) => state === 'failing');
  const late = jobs.filter(({ state }) => state === 'late');
  const names = (list: readonly Told[]) => list.map(({ job }) => job).join(', ');
  const parts = [
    ...(late.length === jobs.length
      ? ['nothing has run: is any instance started with CORDON_SCHEDULER=on?']
      : []),
    ...(late.length > 0 && late.length < jobs.length ? [`${names(late)} did not run in time`] : []),
    ...(failing.length > 0 ? [`${names(failing)} failed`] : []),
    ...(slotsBehind > 0
      ? [`${slotsBehind} review ${slotsBehind === 1 ? 'schedule has' : 'schedules have'} not fired in time`]
      : []),
  ];
  if (parts.length === 0) return null;
  const text = parts.join('; ');
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/** The queue keeps its tables to itself, and an instance that has never run one has none. */
async function loadQueue(db: Tx): Promise<ClockworkView['queue']> {
  const none = { waiting: 0, running: 0, failed: 0, oldestSeconds: 0 };
  const [there] = await db.$queryRaw<{ is: boolean }[]>`
    SELECT to_regclass('graphile_worker._private_jobs') IS NOT NULL AS is`;
  if (there?.is !== true) return none;
  const [row] = await db.$queryRaw<ClockworkView['queue'][]>`
    SELECT count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts)::int AS waiting,
           count(*) FILTER (WHERE locked_at > clock_timestamp() - interval '10 minutes')::int AS running,
           count(*) FILTER (WHERE attempts >= max_attempts AND last_error IS NOT NULL)::int AS failed,
           coalesce(extract(epoch FROM clock_timestamp() - min(run_at) FILTER (
             WHERE locked_at IS NULL AND attempts < max_attempts AND run_at < clock_timestamp())), 0)::int AS "oldestSeconds"
      FROM graphile_worker._private_jobs`;
  return row ?? none;
}

async function loadReviews(db: Tx, now: Date): Promise<ClockworkView['reviews']> {
  const [row] = await db.$queryRaw<ClockworkView['reviews'][]>`
    SELECT (SELECT min(next_slot_at) FROM review_schedules WHERE state = 'active') AS "nextSlotAt",
           (SELECT count(*)::int FROM review_schedules
             WHERE state = 'active' AND next_slot_at < ${new Date(now.getTime() - BEHIND_AFTER_MS)}) AS "slotsBehind",
           (SELECT count(*)::int FROM review_campaigns WHERE state = 'preparing') AS preparing,
           (SELECT count(*)::int FROM review_items WHERE state = 'signed_off') AS applying,
           (SELECT count(*)::int FROM review_campaigns WHERE state = 'open' AND ends_at <= ${now}) AS "overdueCampaigns"`;
  return row ?? { nextSlotAt: null, slotsBehind: 0, preparing: 0, applying: 0, overdueCampaigns: 0 };
}
