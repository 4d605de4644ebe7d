import type { CronItem, TaskList } from 'graphile-worker';
import type { Database } from '@/lib/db/client';
import { deliverCallbacks } from '@/lib/services/callback/deliver-due';
import { sealLedger } from '@/lib/services/checkpoint/seal';
import { verifyRecent } from '@/lib/services/checkpoint/verify-recent';
import { type Ctx, systemActor } from '@/lib/services/context';
import { runNotifications } from '@/lib/services/delivery/run';
import { noteEntitlementUses } from '@/lib/services/entitlement/note-uses';
import { expireDueEscalations } from '@/lib/services/escalation/expire';
import { expireDueTasks } from '@/lib/services/task/expire';
import { tidy } from './tidy';

const DAY_MS = 24 * 3600 * 1000;

/** A slot whose predecessor still waits takes its place: work that piled up is done once. */
const each = (task: string, match: string, options: CronItem['options'] = {}): CronItem => ({
  task,
  match,
  identifier: task,
  options: { jobKey: task, maxAttempts: 3, ...options },
});

/**
 * When what is done, in UTC. INVARIANT (expiry-by-evaluation): safety rests on none of it; with the
 * scheduler off for ever, what has ended is denied all the same, and only the unsealed window grows.
 */
export const SCHEDULE: readonly CronItem[] = [
  each('checkpoint', '* * * * *'),
  each('notify', '* * * * *'),
  each('expire-tasks', '*/5 * * * *'),
  each('expire-escalations', '* * * * *'),
  each('deliver-callbacks', '* * * * *'),
  each('partitions', '*/10 * * * *'),
  each('verify-ledger', '23 * * * *'),
  each('entitlement-uses', '*/5 * * * *'),
  // A server that sleeps at night does it in the morning.
  each('tidy', '17 3 * * *', { backfillPeriod: DAY_MS }),
];

export type JobSurroundings = {
  database: Database;
  dataDir: string;
  secret: string | null;
  publicUrl: string;
};

const EXPIRE_AT_ONCE = 200;

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
export function jobsFor({ database, dataDir, secret, publicUrl }: JobSurroundings): TaskList {
  const contextOf = scheduleContext({ database, publicUrl });
  return {
    checkpoint: async () => {
      await sealLedger(database.pool, { dataDir, secret });
    },
    notify: async (_payload, { job }) => {
      await runNotifications(contextOf(job.id));
    },
    'expire-tasks': async (_payload, { job }) => {
      await expireDueTasks(contextOf(job.id), EXPIRE_AT_ONCE);
    },
    'expire-escalations': async (_payload, { job }) => {
      await expireDueEscalations(contextOf(job.id), EXPIRE_AT_ONCE);
    },
    'verify-ledger': async (_payload, { job }) => {
      await verifyRecent(contextOf(job.id));
    },
    'deliver-callbacks': async (_payload, { job }) => {
      await deliverCallbacks(contextOf(job.id));
    },
    partitions: async () => {
      await database.pool.query('SELECT ensure_decision_partitions(now(), 2)');
    },
    'entitlement-uses': async () => {
      await noteEntitlementUses(database.prisma);
    },
    tidy: async () => {
      await tidy(database.pool);
    },
  };
}
