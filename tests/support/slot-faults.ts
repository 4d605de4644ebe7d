import { type ChildProcess, fork } from 'node:child_process';
import { bundle, type Planted } from './bundle';
import type { Clock } from './clock-skew';
import { until } from './until';
import { sql } from './world';

export type SchedulerProcess = { kill(): Promise<void>; ended: Promise<void> };

/** A process that does what the scheduler does for reviews. */
export async function startScheduling(options: {
  databaseUrl: string;
  planted?: readonly Planted[];
  env?: Record<string, string>;
}): Promise<SchedulerProcess> {
  const file = await bundle('tests/support/schedule.ts', options.planted);
  const child: ChildProcess = fork(file, [], {
    env: { ...process.env, ...options.env, DATABASE_URL: options.databaseUrl, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the scheduler ended (${code})`)));
  });
  return {
    ended,
    kill: () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      return ended;
    },
  };
}

const HOUR = 3600;
const INSTANCES = 3;

/** So many hourly schedules over one entitlement of a world; each fires at the next full hour. */
export async function makeSchedules(url: string, count: number, agent: string): Promise<void> {
  await sql(url, `UPDATE review_schedules SET state = 'paused'`);
  await sql(
    url,
    `INSERT INTO review_schedules (id, name, covers, cadence, time_zone, starts_at, reviewer, duration_days, grace_days,
                                   on_silence, next_slot_at, created_by_id, created_at)
     SELECT 'rvs_t' || n, 'Hourly ' || n, jsonb_build_object('what', '["entitlements"]'::jsonb, 'filter', jsonb_build_object('agents', jsonb_build_array($2::text))),
            '{"rrule": "FREQ=HOURLY"}', 'Europe/Berlin', date_trunc('hour', clock_timestamp()) - interval '10 days', '{"kind": "owner"}', 30, 3, 'keep',
            date_trunc('hour', clock_timestamp()) + interval '1 hour', 'test', clock_timestamp()
       FROM generate_series(1, $1::int) n`,
    [count, agent],
  );
}

/**
 * Lets the database's clock jump to and fro while schedulers are killed and started again; says what is wrong with
 * the slots and campaigns that are there in the end.
 */
export async function slotFaults(
  url: string,
  {
    clock,
    schedules,
    jumps,
    planted = [],
  }: { clock: Clock; schedules: number; jumps: readonly number[]; planted?: readonly Planted[] },
): Promise<string[]> {
  const start = () => startScheduling({ databaseUrl: url, planted });
  const running = await Promise.all(Array.from({ length: INSTANCES }, start));
  const coming: Promise<unknown>[] = [];
  const settled = async () => {
    const [row] = await sql(
      url,
      `SELECT (SELECT count(*)::int FROM review_schedules WHERE state = 'active' AND next_slot_at <= clock_timestamp())
            + (SELECT count(*)::int FROM review_campaigns WHERE state = 'preparing') AS left`,
    );
    return row?.left === 0;
  };
  try {
    for (const hours of jumps) {
      clock.set(hours * HOUR);
      // In the middle of what the jump has set off.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      await running.shift()?.kill();
      coming.push(start().then((one) => running.push(one)));
      await until('all that is due was fired', settled);
    }
  } finally {
    await Promise.allSettled(coming);
    await Promise.all(running.map((one) => one.kill()));
  }
  return faultsIn(url, schedules);
}

async function faultsIn(url: string, schedules: number): Promise<string[]> {
  const faults: string[] = [];
  const rows = await sql(
    url,
    `SELECT s.id,
            (SELECT count(*)::int FROM review_campaigns c WHERE c.schedule_id = s.id) AS campaigns,
            (SELECT count(DISTINCT c.slot)::int FROM review_campaigns c WHERE c.schedule_id = s.id) AS slots,
            (SELECT count(*)::int FROM review_slots l WHERE l.schedule_id = s.id AND l.state = 'claimed') AS claimed,
            (SELECT count(DISTINCT date_trunc('hour', l.slot))::int FROM review_slots l WHERE l.schedule_id = s.id) AS hours,
            (SELECT count(*)::int FROM review_slots l WHERE l.schedule_id = s.id) AS written,
            (SELECT (extract(epoch FROM max(l.slot) - min(l.slot)) / 3600)::int + 1 FROM review_slots l WHERE l.schedule_id = s.id) AS span,
            (SELECT count(*)::int FROM review_items i JOIN review_campaigns c ON c.id = i.campaign_id
              WHERE c.schedule_id = s.id AND c.state = 'open') AS items
       FROM review_schedules s WHERE s.id LIKE 'rvs_t%'`,
  );
  if (rows.length !== schedules) faults.push(`${rows.length} schedules`);
  for (const row of rows) {
    if (row.campaigns !== row.slots)
      faults.push(`${row.id}: ${row.campaigns} campaigns for ${row.slots} slots`);
    if (row.campaigns !== row.claimed)
      faults.push(`${row.id}: ${row.campaigns} campaigns, ${row.claimed} claims`);
    if (row.hours !== row.span || row.written !== row.span)
      faults.push(`${row.id}: ${row.written} slots over ${row.span} hours`);
    // Each campaign looks at the one entitlement, once.
    if (row.items !== row.campaigns)
      faults.push(`${row.id}: ${row.items} items in ${row.campaigns} campaigns`);
    if (row.campaigns < 2) faults.push(`${row.id}: fired only ${row.campaigns} times`);
  }
  return faults;
}
