import { afterAll, beforeAll, expect, test } from 'vitest';
import { endObservation } from '@/lib/services/agent/end-observation';
import { observeAgent } from '@/lib/services/agent/observe';
import { quarantineAgent } from '@/lib/services/agent/quarantine';
import type { Ctx } from '@/lib/services/context';
import { readDecision } from '@/lib/services/decision/read';
import { changeGuardrail } from '@/lib/services/guardrail/change';
import { createGuardrail } from '@/lib/services/guardrail/create';
import { countGuardrailEffects } from '@/lib/services/guardrail/effects';
import { enforceGuardrail } from '@/lib/services/guardrail/enforce';
import { retireGuardrail } from '@/lib/services/guardrail/retire';
import { shadowGuardrail } from '@/lib/services/guardrail/shadow';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import type { Evaluation } from '@/tests/support/client';
import { type Instance, startInstance } from '@/tests/support/instance';
import { openServices } from '@/tests/support/take-away';
import { type Cast, callOf, makeWorld, sql } from '@/tests/support/world';

let database: FreshDatabase;
let services: Awaited<ReturnType<typeof openServices>>;
let instances: Instance[];
let ctx: Ctx;
let casts: Cast[];
let taken = 0;
let turn = 0;

beforeAll(async () => {
  database = await freshDatabase();
  services = await openServices(database.url);
  ctx = services.ctx;
  casts = await makeWorld(database.url, { casts: 8, ownTools: true });
  instances = await Promise.all([0, 1].map(() => startInstance({ databaseUrl: database.url })));
});
afterAll(async () => {
  await Promise.all(instances?.map((one) => one.kill()) ?? []);
  await services?.database.close();
  await database?.drop();
});

const castOf = (): Cast => casts[taken++] as Cast;
/** Asks an instance, in turns. */
async function ask(cast: Cast, more: Parameters<typeof callOf>[1] = {}): Promise<Evaluation> {
  const instance = instances[turn++ % instances.length] as Instance;
  const { evaluation, text } = await instance.ask(callOf(cast, more));
  if (evaluation === null) throw new Error(text);
  return evaluation;
}
const read = ({ context }: Evaluation) => readDecision(ctx, { id: context.evaluation_id as string });
const about = ({ agent }: Cast, rest = ';') =>
  `forbid (principal == Agent::${JSON.stringify(agent)}, action, resource)${rest}`;

test('written, in shadow, enforced, changed, retired: each holds at the next decision, on every instance', async () => {
  const cast = castOf();
  const when = `${about(cast, '\nwhen')} { context.arguments.hasTag("q") && context.arguments.getTag("q") like "*@evil.example" };`;
  const bad = { arguments: { q: 'x@evil.example' } };
  await createGuardrail(ctx, {
    name: 'no_evil',
    text: `@reason("{action} to {context.arguments.q}")\n${when}`,
  });
  expect(await ask(cast, bad)).toMatchObject({ decision: true });

  await shadowGuardrail(ctx, { id: 'no_evil' });
  for (const _ of instances) {
    const allowed = await ask(cast, bad);
    expect(allowed).toMatchObject({ decision: true });
    const message = 'write to x@evil.example';
    expect(await read(allowed)).toMatchObject({
      guardrails: {},
      wouldBe: 'deny',
      shadow: [
        { code: 'no_evil', guardrail: 'no_evil', version: 1, mode: 'shadow', outcome: 'deny', message },
      ],
    });
    // What stands in shadow is nobody's business but the record's.
    expect(JSON.stringify(allowed)).not.toContain('no_evil');
  }

  await enforceGuardrail(ctx, { id: 'no_evil' });
  for (const _ of instances) {
    const denied = await ask(cast, bad);
    expect(denied).toMatchObject({ decision: false, context: { outcome: 'deny', reason: 'no_evil' } });
    expect(await read(denied)).toMatchObject({ guardrails: { no_evil: 1 }, wouldBe: null, shadow: [] });
    expect(await ask(cast, { arguments: { q: 'a friend' } })).toMatchObject({ decision: true });
  }

  await changeGuardrail(ctx, { id: 'no_evil', text: `@outcome("escalate")\n${when}` });
  expect(await ask(cast, bad)).toMatchObject({ context: { outcome: 'deny' } });
  await enforceGuardrail(ctx, { id: 'no_evil' });
  for (const _ of instances) {
    const escalated = await ask(cast, bad);
    expect(escalated).toMatchObject({ context: { outcome: 'escalate', reason: 'no_evil' } });
    expect(escalated.context.access_request?.id).toMatch(/^esc_/);
    expect((await read(escalated)).guardrails).toEqual({ no_evil: 2 });
  }

  await retireGuardrail(ctx, { id: 'no_evil' });
  for (const _ of instances) expect(await ask(cast, bad)).toMatchObject({ decision: true });

  const { items, decisions } = await countGuardrailEffects(ctx, { days: 30 });
  expect(decisions).toBeGreaterThan(8);
  expect(items.find(({ guardrail }) => guardrail === 'no_evil')).toEqual({
    guardrail: 'no_evil',
    answered: 5,
    shadow: 2,
    observed: 0,
    prompts: 1,
    approved: 0,
    refused: 0,
  });
});

test('guardrails only observe an agent until the observation ends; hard rules hold all the while', async () => {
  const cast = castOf();
  await createGuardrail(ctx, { name: 'not_this_one', text: about(cast) });
  await enforceGuardrail(ctx, { id: 'not_this_one' });
  expect(await ask(cast)).toMatchObject({ context: { outcome: 'deny', reason: 'not_this_one' } });

  const until = new Date(Date.now() + 3_600_000);
  await observeAgent(ctx, { id: cast.agent, until, reason: 'a week of looking on' });
  const observed = await ask(cast);
  expect(observed).toMatchObject({ decision: true });
  expect(await read(observed)).toMatchObject({
    wouldBe: 'deny',
    shadow: [{ code: 'not_this_one', version: 1, mode: 'observed', outcome: 'deny' }],
  });
  await endObservation(ctx, { id: cast.agent, reason: 'seen enough' });
  expect(await ask(cast)).toMatchObject({ context: { outcome: 'deny', reason: 'not_this_one' } });

  await observeAgent(ctx, { id: cast.agent, until, reason: 'again' });
  await quarantineAgent(ctx, { id: cast.agent, reason: 'hard rules are not observed' });
  expect(await ask(cast)).toMatchObject({ context: { outcome: 'deny', reason: 'agent_not_active' } });
});

test('INVARIANT (expiry-by-evaluation): an observation that is over is over, whatever the row says', async () => {
  const cast = castOf();
  await createGuardrail(ctx, { name: 'over', text: about(cast) });
  await enforceGuardrail(ctx, { id: 'over' });
  const observe = (seconds: number) =>
    sql(
      database.url,
      `UPDATE agents SET observed_until = clock_timestamp() + make_interval(secs => $2::float8) WHERE id = $1`,
      [cast.agent, seconds],
    );
  await observe(3600);
  expect(await ask(cast)).toMatchObject({ decision: true });
  await observe(0);
  expect(await ask(cast)).toMatchObject({ context: { reason: 'over' } });
});

test('INVARIANT (deny-by-default): a stored text that cannot be compiled denies what it governs, and the service goes on', async () => {
  const [governed, other] = [castOf(), castOf()];
  const broken = `${about(governed, ' when')} { context.hour + 1 == 2 };`;
  await sql(database.url, `INSERT INTO guardrails (name, created_by) VALUES ('older', 'test')`);
  await sql(
    database.url,
    `INSERT INTO guardrail_versions (guardrail, version, text, state, created_by) VALUES ('older', 1, $1, 'enforced', 'test')`,
    [broken],
  );
  for (const _ of instances) {
    expect(await ask(governed)).toMatchObject({ context: { outcome: 'deny', reason: 'guardrail_error' } });
    expect(await ask(other)).toMatchObject({ decision: true });
  }
  // What is no Cedar at all governs everything.
  await sql(
    database.url,
    `INSERT INTO guardrail_versions (guardrail, version, text, state, created_by) VALUES ('older', 2, 'forbid all', 'draft', 'test')`,
  );
  await sql(
    database.url,
    `UPDATE guardrail_versions SET state = 'retired' WHERE guardrail = 'older' AND version = 1`,
  );
  await sql(
    database.url,
    `UPDATE guardrail_versions SET state = 'enforced' WHERE guardrail = 'older' AND version = 2`,
  );
  for (const _ of instances)
    expect(await ask(other)).toMatchObject({ context: { reason: 'guardrail_error' } });
  await retireGuardrail(ctx, { id: 'older' });
  for (const _ of instances) expect(await ask(other)).toMatchObject({ decision: true });
});

test('where no permit is left, nothing is allowed', async () => {
  const cast = castOf();
  await sql(
    database.url,
    `UPDATE guardrail_versions SET state = 'retired' WHERE guardrail = 'default_permit'`,
  );
  for (const _ of instances) {
    expect(await ask(cast)).toMatchObject({ context: { outcome: 'deny', reason: 'not_permitted' } });
  }
  await sql(
    database.url,
    `UPDATE guardrail_versions SET state = 'enforced' WHERE guardrail = 'default_permit'`,
  );
  for (const _ of instances) expect(await ask(cast)).toMatchObject({ decision: true });
});
