import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import type { Question } from '@/tests/support/client';
import { type Instance, startInstance } from '@/tests/support/instance';
import { threeAnswersFaults } from '@/tests/support/record-faults';
import { type Cast, callOf, makeWorld, sql } from '@/tests/support/world';

let database: FreshDatabase;
let instance: Instance;
beforeAll(async () => {
  database = await freshDatabase();
  instance = await startInstance({ databaseUrl: database.url });
});
afterAll(async () => {
  await instance?.kill();
  await database?.drop();
});

// One way to each reason: what is changed about the world, and about the call.
type Way = { reason: string; sql?: (cast: Cast) => string; call?: (cast: Cast) => Partial<Question> };
const clamp = (otherwise: string) => (c: Cast) =>
  `UPDATE grants SET arguments = '{"limit": {"max": 1, "otherwise": "${otherwise}"}}' WHERE id = '${c.grant}'`;
const overLimit = { arguments: { q: 'a', limit: 9 } };
const WAYS: Way[] = [
  { reason: 'granted' },
  {
    reason: 'argument_out_of_scope',
    sql: clamp('clamp'),
    call: () => ({ ...overLimit, accepts: ['modify'] }),
  },
  { reason: 'modify_not_accepted', sql: clamp('clamp'), call: () => overLimit },
  { reason: 'argument_out_of_scope', sql: clamp('deny'), call: () => overLimit },
  { reason: 'argument_out_of_scope', sql: clamp('escalate'), call: () => overLimit },
  { reason: 'agent_unknown', call: () => ({ agent: 'nobody' }) },
  { reason: 'agent_not_active', sql: (c) => `UPDATE agents SET state = 'retired' WHERE id = '${c.agent}'` },
  { reason: 'agent_unowned', sql: (c) => `UPDATE users SET disabled_at = now() WHERE id = '${c.owner}'` },
  {
    reason: 'owner_not_accepted',
    sql: (c) =>
      `UPDATE agents SET proposed_owner_id = '${c.keeper}', proposed_at = now(), proposed_by = 'x', proposed_reason = 'x'
        WHERE id = '${c.agent}'`,
  },
  {
    reason: 'stopped',
    sql: (c) =>
      `INSERT INTO stops (id, kind, target_id, reason, created_by) VALUES ('stp_1', 'agent', '${c.agent}', 'x', 'x')`,
  },
  { reason: 'task_required', call: () => ({ task: null }) },
  { reason: 'task_unknown', call: () => ({ task: 'tsk_00000000000000000000000000' }) },
  {
    reason: 'task_not_running',
    sql: (c) => `UPDATE tasks SET state = 'paused' WHERE id = '${c.task}'`,
  },
  { reason: 'tool_unknown', call: (c) => ({ tool: `${c.tool}-x` }) },
  { reason: 'tool_blocked', sql: (c) => `UPDATE tools SET state = 'blocked' WHERE id = '${c.tool}'` },
  {
    reason: 'tool_unreviewed',
    sql: (c) => `UPDATE tools SET state = 'unreviewed', reviewed_digest = NULL WHERE id = '${c.tool}'`,
  },
  { reason: 'tool_changed', sql: (c) => `UPDATE tools SET digest = 'e' WHERE id = '${c.tool}'` },
  { reason: 'arguments_invalid', call: () => ({ arguments: { q: 1 } }) },
  {
    reason: 'outside_entitlement',
    sql: (c) => `UPDATE entitlements SET revoked_at = now() WHERE id = '${c.entitlement}'`,
  },
  { reason: 'grant_required', sql: (c) => `UPDATE grants SET revoked_at = now() WHERE id = '${c.grant}'` },
  {
    reason: 'grant_expired',
    sql: (c) =>
      `UPDATE grants SET starts_at = starts_at - interval '1 hour', ends_at = clock_timestamp() - interval '1 second' WHERE id = '${c.grant}'`,
  },
  {
    reason: 'grant_exhausted',
    sql: (c) =>
      `UPDATE grants SET uses = 1 WHERE id = '${c.grant}'; INSERT INTO grant_uses VALUES ('${c.grant}', 1)`,
  },
  {
    reason: 'sensitivity_exceeded',
    sql: (c) => `UPDATE grants SET max_sensitivity = 'public' WHERE id = '${c.grant}'`,
  },
  { reason: 'class_shift', sql: (c) => `UPDATE tasks SET action_classes = '{read}' WHERE id = '${c.task}'` },
  {
    reason: 'tier_requires_approval',
    sql: (c) => `UPDATE agents SET risk_tier = 'critical' WHERE id = '${c.agent}'`,
  },
  {
    reason: 'tier_forbids',
    sql: () => `UPDATE tiers SET rules = jsonb_set(rules, '{matrix,write,internal}', '"deny"')`,
  },
];

test('every record of every reason carries the three answers; allowed only with all of them clear', async () => {
  const casts = await makeWorld(database.url, { casts: WAYS.length, ownTools: true });
  for (const [i, way] of WAYS.entries()) {
    const cast = casts[i] as Cast;
    if (way.sql !== undefined) await sql(database.url, way.sql(cast));
    const reply = await instance.ask(callOf(cast, way.call?.(cast)));
    expect([way.reason, reply.evaluation?.context.reason]).toEqual([way.reason, way.reason]);
    for (const name of ['intent', 'need', 'end'] as const) {
      expect(['clear', 'unclear', 'no']).toContain(reply.evaluation?.context.answers?.[name].verdict);
    }
  }
  const { outcomes, faults } = await threeAnswersFaults(database.url);
  expect(faults).toEqual([]);
  expect([...outcomes].sort()).toEqual(['allow', 'defer', 'deny', 'escalate', 'modify']);
});
