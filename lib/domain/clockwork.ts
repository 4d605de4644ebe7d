/** What Cordon does by itself, when, and when that is late. */

/** When each job runs, as cron has it, in UTC; with what it does, and how often at least that is, in seconds. */
export const JOBS = {
  checkpoint: { cron: '* * * * *', everySeconds: 60, says: 'Seals the ledger with a signed checkpoint' },
  notify: { cron: '* * * * *', everySeconds: 60, says: 'Tells people what has happened' },
  'expire-tasks': { cron: '*/5 * * * *', everySeconds: 300, says: 'Marks tasks whose deadline has passed' },
  'expire-escalations': {
    cron: '* * * * *',
    everySeconds: 60,
    says: 'Marks escalations that nobody answered',
  },
  'deliver-callbacks': {
    cron: '* * * * *',
    everySeconds: 60,
    says: 'Tells agents that their call was answered',
  },
  partitions: { cron: '*/10 * * * *', everySeconds: 600, says: 'Makes room for the decisions of next month' },
  'verify-ledger': { cron: '23 * * * *', everySeconds: 3600, says: 'Verifies the newest part of the ledger' },
  'entitlement-uses': { cron: '*/5 * * * *', everySeconds: 300, says: 'Notes which entitlements are used' },
  reviews: { cron: '* * * * *', everySeconds: 60, says: 'Opens, tends and ends access reviews' },
  tidy: {
    cron: '17 3 * * *',
    everySeconds: 86_400,
    says: 'Deletes sessions, links and keys that have long ended',
  },
} as const satisfies Record<string, { cron: string; everySeconds: number; says: string }>;
export type JobName = keyof typeof JOBS;
export const JOB_NAMES = Object.keys(JOBS) as JobName[];

/** Longer without success than two of its intervals and this says that nobody does it. */
const GRACE_SECONDS = 60;

export const JOB_STATES = ['ok', 'late', 'failing', 'waiting'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** How a job is, from when it succeeded last. One that never ran waits, until it should have. */
export function jobState(
  job: JobName,
  run: { succeededAt: Date | null; failures: number } | null,
  since: Date,
  now: Date,
): JobState {
  if (run !== null && run.failures > 0) return 'failing';
  const last = run?.succeededAt ?? since;
  const isLate = now.getTime() - last.getTime() > (2 * JOBS[job].everySeconds + GRACE_SECONDS) * 1000;
  if (isLate) return 'late';
  return run?.succeededAt == null ? 'waiting' : 'ok';
}

const MINUTE_MS = 60_000;

/** The first minute after `after` at which a line of cron comes round: minutes and hours, as `JOBS` has them. */
export function nextRun(cron: string, after: Date): Date {
  const [minutes = '*', hours = '*'] = cron.split(' ');
  let at = Math.floor(after.getTime() / MINUTE_MS + 1) * MINUTE_MS;
  // A day has no more minutes than this, and every line comes round daily.
  for (let i = 0; i < 24 * 60; i += 1, at += MINUTE_MS) {
    const minute = Math.floor(at / MINUTE_MS) % 60;
    const hour = Math.floor(at / (60 * MINUTE_MS)) % 24;
    if (fits(minutes, minute) && fits(hours, hour)) break;
  }
  return new Date(at);
}

function fits(field: string, value: number): boolean {
  if (field === '*') return true;
  if (field.startsWith('*/')) return value % Number(field.slice(2)) === 0;
  return value === Number(field);
}
