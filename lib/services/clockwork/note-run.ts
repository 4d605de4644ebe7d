import type pg from 'pg';

const MOST_TOLD = 500;

/**
 * Runs a job and notes when it began, how long it took and whether it succeeded, beside the job itself: a note that
 * cannot be written keeps no job from being done. By the database's clock.
 */
export async function noteRun(
  pool: pg.Pool,
  job: string,
  instance: string,
  run: () => Promise<void>,
): Promise<void> {
  const note = (text: string, values: unknown[]) => pool.query(text, values).catch(() => {});
  await note(
    `INSERT INTO job_runs AS r (job, started_at, instance) VALUES ($1, clock_timestamp(), $2)
     ON CONFLICT (job) DO UPDATE SET started_at = excluded.started_at, ended_at = NULL, instance = excluded.instance`,
    [job, instance],
  );
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    await run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    await note(
      `UPDATE job_runs SET ended_at = clock_timestamp(), duration_ms = $2, failures = failures + 1, last_error = $3 WHERE job = $1`,
      [job, took(), text.slice(0, MOST_TOLD)],
    );
    throw error;
  }
  await note(
    `UPDATE job_runs SET ended_at = clock_timestamp(), succeeded_at = clock_timestamp(), duration_ms = $2, failures = 0,
            last_error = NULL WHERE job = $1`,
    [job, took()],
  );
}
