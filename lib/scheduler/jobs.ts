import os from 'node:os';
import type { CronItem, TaskList } from 'graphile-worker';
import type { Database } from '@/lib/db/client';
import { JOB_NAMES, JOBS, type JobName } from '@/lib/domain/clockwork';
import { deliverCallbacks } from '@/lib/services/callback/deliver-due';
import { sealLedger } from '@/lib/services/checkpoint/seal';
import { verifyRecent } from '@/lib/services/checkpoint/verify-recent';
import { noteRun } from '@/lib/services/clockwork/note-run';
import { type Ctx, systemActor } from '@/lib/services/context';
import { runNotifications } from '@/lib/services/delivery/run';
import { noteEntitlementUses } from '@/lib/services/entitlement/note-uses';
import { expireDueEscalations } from '@/lib/services/escalation/expire';
import { forSeconds } from '@/lib/services/review-campaign/apply-items';
import { keepReviewsGoing } from '@/lib/services/review-campaign/keep-going';
import { expireDueTasks } from '@/lib/services/task/expire';
import { tidy } from './tidy';

const DAY_MS = 24 * 3600 * 1000;

/** What one line adds to what `JOBS` says of it. */
const MORE: Partial<Record<JobName, CronItem['options']>> = {
  // A server that sleeps at night does it in the morning.
  tidy: { backfillPeriod: DAY_MS },
};

/**
 * When what is done, in UTC. INVARIANT (expiry-by-evaluation): safety rests on none of it; with the
 * scheduler off for ever, what has ended is denied all the same, and only the unsealed window grows.
 */
export const SCHEDULE: readonly CronItem[] = JOB_NAMES.map((job) => ({
  task: job,
  match: JOBS[job].cron,
  identifier: job,
  // A slot whose predecessor still waits takes its place: work that piled up is done once.
  options: { jobKey: job, maxAttempts: 3, ...MORE[job] },
}));

export type JobSurroundings = {
  database: Database;
  dataDir: string;
  secret: string | null;
  publicUrl: string;
  /** Which instance runs them. */
  instance?: string;
};

const EXPIRE_AT_ONCE = 200;
/** Less than a minute: then the next run of the job goes on, here or on another instance. */
const REVIEW_SECONDS = 50;

/** Who does what the schedule does. */
export const scheduleContext =
  ({ database, publicUrl }: Pick<JobSurroundings, 'database' | 'publicUrl'>) =>
  (jobId: string): Ctx => ({
    actor: systemActor('scheduler'),
    prisma: database.prisma,
    requestId: `job_${jobId}`,
    ifMatch: null,
    publicUrl,
  });

/** Each may be run twice, or by two instances at once. */
export function jobsFor({
  database,
  dataDir,
  secret,
  publicUrl,
  instance = `${os.hostname()}:${process.pid}`,
}: JobSurroundings): TaskList {
  const contextOf = scheduleContext({ database, publicUrl });
  const jobs: Record<JobName, (jobId: string) => Promise<void>> = {
    checkpoint: async () => {
      await sealLedger(database.pool, { dataDir, secret });
    },
    notify: async (jobId) => {
      await runNotifications(contextOf(jobId));
    },
    'expire-tasks': async (jobId) => {
      await expireDueTasks(contextOf(jobId), EXPIRE_AT_ONCE);
    },
    'expire-escalations': async (jobId) => {
      await expireDueEscalations(contextOf(jobId), EXPIRE_AT_ONCE);
    },
    'verify-ledger': async (jobId) => {
      await verifyRecent(contextOf(jobId));
    },
    'deliver-callbacks': async (jobId) => {
      await deliverCallbacks(contextOf(jobId));
    },
    partitions: async () => {
      await database.pool.query('SELECT ensure_decision_partitions(now(), 2)');
    },
    'entitlement-uses': async () => {
      await noteEntitlementUses(database.prisma);
    },
    reviews: async (jobId) => {
      await keepReviewsGoing(contextOf(jobId), forSeconds(REVIEW_SECONDS));
    },
    tidy: async () => {
      await tidy(database.pool);
    },
  };
  return Object.fromEntries(
    Object.entries(jobs).map(([name, run]) => [
      name,
      (_payload: unknown, { job }: { job: { id: string } }) =>
        noteRun(database.pool, name, instance, () => run(job.id)),
    ]),
  );
}
