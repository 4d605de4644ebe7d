import type { Tx } from '@/lib/db/client';
import { loadPressure } from './pressure';
import { loadClockwork } from './read';

type Sample = { labels?: Record<string, string>; value: number };

/** The clockwork, and what runs out, in Prometheus's text form. Its labels are names of jobs, which are ours. */
export async function metricsText(db: Tx, dataDir = process.env.CORDON_DATA_DIR): Promise<string> {
  const [{ jobs, queue, reviews, isBehind }, pressure] = await Promise.all([
    loadClockwork(db),
    loadPressure(db, dataDir),
  ]);
  const known = (value: number | null): Sample[] => (value === null ? [] : [{ value }]);
  const ofJobs = (value: (job: (typeof jobs)[number]) => number): Sample[] =>
    jobs.map((job) => ({ labels: { job: job.job }, value: value(job) }));
  const gauges: Record<string, Sample[]> = {
    cordon_clockwork_behind: [{ value: isBehind ? 1 : 0 }],
    cordon_job_last_success_timestamp_seconds: ofJobs(({ lastSuccessAt }) =>
      lastSuccessAt === null ? 0 : lastSuccessAt.getTime() / 1000,
    ),
    cordon_job_lag_seconds: ofJobs(({ lagSeconds }) => lagSeconds),
    cordon_job_failures: ofJobs(({ failures }) => failures),
    cordon_queue_waiting: [{ value: queue.waiting }],
    cordon_queue_failed: [{ value: queue.failed }],
    cordon_queue_oldest_seconds: [{ value: queue.oldestSeconds }],
    cordon_review_slots_behind: [{ value: reviews.slotsBehind }],
    cordon_review_campaigns_overdue: [{ value: reviews.overdueCampaigns }],
    cordon_review_decisions_unapplied: [{ value: reviews.applying }],
    cordon_escalations_pending: [{ value: pressure.pending }],
    cordon_checkpoint_age_seconds: known(pressure.checkpointAge),
    cordon_database_connections: [{ value: pressure.connections }],
    cordon_database_connections_most: [{ value: pressure.most }],
    cordon_database_bytes: [{ value: pressure.bytes }],
    cordon_wal_written_bytes: [{ value: pressure.wal }],
    cordon_disk_free_bytes: known(pressure.freeBytes),
  };
  return Object.entries(gauges)
    .map(([name, samples]) => `# TYPE ${name} gauge\n${samples.map((one) => lineOf(name, one)).join('')}`)
    .join('');
}

function lineOf(name: string, { labels = {}, value }: Sample): string {
  const told = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}${told.length === 0 ? '' : `{${told.join(',')}}`} ${value}\n`;
}
