import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from './instance';
import { until } from './until';
import { type Cast, callOf, sql } from './world';

const THRESHOLD = 6;
/** How long a quarantine may take that must not come. */
const QUIET_MS = 1500;

/**
 * Has one agent denied on two instances in turn, as often as its tier says, and others by callers that are
 * merely broken. Answers what went wrong: who was not quarantined, or more than once, or should not be.
 */
export async function breakerFaults(
  url: string,
  [one, other]: readonly [Instance, Instance],
  [reaching, forged, over, paused]: readonly [Cast, Cast, Cast, Cast],
  patienceMs?: number,
): Promise<string[]> {
  await sql(url, `UPDATE tiers SET rules = rules || '{"breakerDenials": ${THRESHOLD}}'`);
  await sql(url, `UPDATE tasks SET state = 'paused' WHERE id = $1`, [paused.task]);
  await sql(url, `UPDATE tasks SET state = 'completed', ended_at = clock_timestamp() WHERE id = $1`, [
    over.task,
  ]);
  const faults: string[] = [];
  const stranger = { ...callOf(forged), task: 'tsk_00000000000000000000000000' };
  const unknownTool = (cast: Cast) => ({ ...callOf(cast), tool: `${cast.tool}-unknown` });
  for (let i = 0; i < THRESHOLD; i += 1) {
    for (const question of [stranger, callOf(over), unknownTool(over), callOf(paused), unknownTool(paused)]) {
      const reply = await one.ask(question);
      if (reply.evaluation?.decision !== false) faults.push('a call that must be denied was not');
    }
  }
  for (let i = 0; i < THRESHOLD; i += 1) {
    const reply = await (i % 2 === 0 ? one : other).ask(unknownTool(reaching));
    if (reply.evaluation?.context.reason !== 'tool_unknown')
      faults.push('a call was denied for something else');
  }
  const stateOf = async ({ agent }: Cast) =>
    (await sql(url, 'SELECT state FROM agents WHERE id = $1', [agent]))[0]?.state;
  try {
    await until(
      'the agent is quarantined',
      async () => (await stateOf(reaching)) === 'quarantined',
      patienceMs,
    );
  } catch {
    faults.push('the agent was not quarantined');
  }
  await sleep(QUIET_MS);
  const events = await sql(
    url,
    `SELECT actor_id FROM audit_events WHERE subject_id = $1 AND event = 'agent.quarantined'`,
    [reaching.agent],
  );
  if (events.length !== 1) faults.push(`it was quarantined ${events.length} times`);
  for (const instance of [one, other]) {
    const { evaluation } = await instance.ask(callOf(reaching));
    if (evaluation?.context.reason !== 'agent_not_active') faults.push('an instance goes on with it');
  }
  for (const [name, cast] of [
    ['a task that nobody knows', forged],
    ['an ended task', over],
    ['a paused task', paused],
  ] as const) {
    if ((await stateOf(cast)) !== 'active') faults.push(`an agent was quarantined by calls for ${name}`);
  }
  return faults;
}
