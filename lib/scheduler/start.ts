import { type CronItem, parseCronItems, run, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { canServeAsApp, openDatabase, servingOptions } from '@/lib/db/client';
import { sealLedger } from '@/lib/services/checkpoint/seal';
import { startCallingBack } from './call-back';
import { jobsFor, SCHEDULE, scheduleContext } from './jobs';
import { schedulerLogger } from './logger';
import { startReplayer } from './replayer';
import { startTeller } from './teller';

export type SchedulerOptions = {
  databaseUrl: string;
  dataDir: string;
  /** The secret that instances share; null where each has its own. */
  secret: string | null;
  publicUrl: string;
};
export type Scheduler = {
  /** Lets running jobs end, then writes the last checkpoint. To be called when nothing is decided any more. */
  stop(): Promise<void>;
};

/**
 * Runs the schedule on this instance. Any number of instances may: the queue hands out each slot of a job
 * once. Needs `migrateScheduler` to have run. INVARIANT (once-per-slot)
 */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { databaseUrl, dataDir, secret } = options;
  const database = await openDatabase(databaseUrl, { max: 5 });
  try {
    const queue = await startQueue(databaseUrl, SCHEDULE, jobsFor({ database, ...options }));
    const context = scheduleContext({ database, publicUrl: options.publicUrl });
    const callingBack = startCallingBack(context('callbacks'));
    const replayer = startReplayer(context('replays'), databaseUrl);
    const teller = startTeller((run) => context(`teller_${run}`));
    return {
      stop: async () => {
        try {
          await callingBack.stop();
          await replayer.stop();
          await teller.stop();
          await queue.stop();
          await sealLedger(database.pool, { dataDir, secret });
        } finally {
          await database.close();
        }
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A runner of jobs as the serving role, over connections of its own. */
export async function startQueue(
  databaseUrl: string,
  schedule: readonly CronItem[],
  taskList: TaskList,
): Promise<Scheduler> {
  const pgPool = new pg.Pool({
    connectionString: databaseUrl,
    // One listens, one takes jobs and one tells that they are done.
    max: 5,
    options: servingOptions(10_000, await canServeAsApp(databaseUrl)),
    connectionTimeoutMillis: 2000,
    application_name: 'cordon-scheduler',
  });
  // A connection that breaks is replaced; without listeners it ends the process.
  pgPool.on('error', () => {});
  pgPool.on('connect', (client) => client.on('error', () => {}));
  try {
    const runner = await run({
      pgPool,
      taskList,
      parsedCronItems: parseCronItems([...schedule]),
      concurrency: 3,
      pollInterval: 10_000,
      noHandleSignals: true,
      logger: schedulerLogger,
    });
    runner.promise.catch((error: unknown) => console.error('scheduler: the queue has ended:', error));
    return {
      stop: async () => {
        await runner.stop().catch(() => {});
        await pgPool.end();
      },
    };
  } catch (error) {
    await pgPool.end();
    throw error;
  }
}
