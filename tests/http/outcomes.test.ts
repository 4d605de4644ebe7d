import { expect, test } from 'vitest';
import { throughBothDoors } from '@/tests/support/scene';
import { type Cast, callOf } from '@/tests/support/world';

throughBothDoors((scene) => {
  const escalationsOf = (cast: Cast) =>
    scene.sql(
      'SELECT id, state, calls, tool_id, arguments, reasons, decision_id, expires_at FROM escalations WHERE task_id = $1 ORDER BY id',
      [cast.task],
    );
  const limitTo = (cast: Cast, otherwise: string) =>
    scene.sql('UPDATE grants SET arguments = $2 WHERE id = $1', [
      cast.grant,
      JSON.stringify({ limit: { max: 10, otherwise } }),
    ]);

  test('escalate queues one escalation that people can answer, and says where to ask about it', async () => {
    const cast = scene.cast();
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [cast.grant]);
    const reply = await scene.ask(callOf(cast));
    expect(reply.status).toBe(200);
    const context = reply.evaluation?.context;
    expect(reply.evaluation?.decision).toBe(false);
    expect(context).toMatchObject({
      outcome: 'escalate',
      reason: 'grant_required',
      answers: { need: { verdict: 'unclear', grant: null } },
      access_request: {
        endpoint: `${scene.publicUrl}/access/v1/requests`,
        id: expect.stringMatching(/^esc_/),
      },
    });
    const expiresAt = Date.parse(context?.access_request?.expires_at ?? '');
    expect(expiresAt).toBeGreaterThan(Date.parse((context as { evaluated_at?: string }).evaluated_at ?? ''));
    expect(await escalationsOf(cast)).toMatchObject([
      {
        id: context?.access_request?.id,
        state: 'pending',
        calls: 1,
        tool_id: cast.tool,
        arguments: { q: 'acme' },
        reasons: ['grant_required'],
        decision_id: context?.evaluation_id,
      },
    ]);
  });

  test('the same call again joins the pending escalation; other arguments queue another', async () => {
    const cast = scene.cast();
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [cast.grant]);
    const ids = [];
    for (const q of ['a', 'a', 'a', 'b']) {
      const reply = await scene.ask(callOf(cast, { arguments: { q } }));
      ids.push(reply.evaluation?.context.access_request?.id);
    }
    expect(ids.slice(1, 3)).toEqual([ids[0], ids[0]]);
    expect(ids[3]).not.toBe(ids[0]);
    expect(await escalationsOf(cast)).toMatchObject([
      { id: ids[0], calls: 3 },
      { id: ids[3], calls: 1 },
    ]);
  });

  test('two of the same call in one batch make one escalation', async () => {
    const cast = scene.cast();
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [cast.grant]);
    await Promise.all(Array.from({ length: 6 }, () => scene.ask(callOf(cast))));
    expect(await escalationsOf(cast)).toMatchObject([{ calls: 6 }]);
  });

  test('an escalation ends with its task at the latest', async () => {
    const cast = scene.cast();
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [cast.grant]);
    await scene.ask(callOf(cast));
    const rows = await scene.sql(
      'SELECT e.expires_at <= t.ends_at AS within FROM escalations e JOIN tasks t ON t.id = e.task_id WHERE t.id = $1',
      [cast.task],
    );
    expect(rows).toEqual([{ within: true }]);
  });

  test('a caller-sent approval lifts nothing, and a denial queues nothing', async () => {
    const cast = scene.cast();
    const denied = await scene.ask(callOf(cast, { arguments: { q: 7 } }));
    expect(denied.evaluation?.context.outcome).toBe('deny');
    expect(denied.evaluation?.context.access_request).toBeUndefined();
    expect(await escalationsOf(cast)).toEqual([]);
  });

  test('modify is an allow with changed arguments, only for a caller that accepts it', async () => {
    const cast = scene.cast();
    await limitTo(cast, 'clamp');
    const asked = { arguments: { q: 'acme', limit: 50 } };
    const accepted = await scene.ask(callOf(cast, { ...asked, accepts: ['modify'] }));
    expect(accepted.evaluation).toMatchObject({
      decision: true,
      context: { outcome: 'modify', reason: 'argument_out_of_scope', arguments: { q: 'acme', limit: 10 } },
    });
    const [row] = await scene.sql(
      `SELECT record::json -> 'arguments' AS asked, record::json -> 'executes' AS executes FROM decisions WHERE id = $1`,
      [accepted.evaluation?.context.evaluation_id],
    );
    expect(row).toEqual({ asked: asked.arguments, executes: { q: 'acme', limit: 10 } });

    const refused = await scene.ask(callOf(cast, asked));
    expect(refused.evaluation).toMatchObject({
      decision: false,
      context: { outcome: 'deny', reason: 'modify_not_accepted' },
    });
    expect(refused.evaluation?.context.arguments).toBeUndefined();
    const within = await scene.ask(callOf(cast, { arguments: { q: 'acme', limit: 10 } }));
    expect(within.evaluation?.context.outcome).toBe('allow');
  });

  test('an argument out of scope denies or escalates as its rule says', async () => {
    for (const [otherwise, outcome] of [
      ['deny', 'deny'],
      ['escalate', 'escalate'],
    ] as const) {
      const cast = scene.cast();
      await limitTo(cast, otherwise);
      const reply = await scene.ask(callOf(cast, { arguments: { q: 'a', limit: 50 }, accepts: ['modify'] }));
      expect(reply.evaluation).toMatchObject({
        decision: false,
        context: { outcome, reason: 'argument_out_of_scope' },
      });
    }
  });

  test('a tool nobody has reviewed is deferred, and so is one that has changed', async () => {
    const cast = scene.cast();
    for (const [set, reason] of [
      [`state = 'unreviewed', reviewed_digest = NULL`, 'tool_unreviewed'],
      [`state = 'unreviewed', reviewed_digest = 'older'`, 'tool_changed'],
      [`state = 'reviewed', reviewed_digest = 'older'`, 'tool_changed'],
    ]) {
      await scene.sql(`UPDATE tools SET ${set} WHERE id = $1`, [cast.tool]);
      const reply = await scene.ask(callOf(cast));
      expect(reply.evaluation).toMatchObject({ decision: false, context: { outcome: 'defer', reason } });
    }
  });
});
