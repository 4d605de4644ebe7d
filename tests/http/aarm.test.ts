import { expect, test } from 'vitest';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { isAllow, type Reply } from '@/tests/support/client';
import { throughBothDoors } from '@/tests/support/scene';
import { type Cast, callOf } from '@/tests/support/world';

// AARM v1.0 (Cloud Security Alliance), what a decision knows of its task: R2, R3 and R7. The rows that a
// gateway has to show stand with the gateway's tests, those of tokens with the tokens'.

throughBothDoors((scene) => {
  const recordOf = async (reply: Reply) => {
    const [row] = await scene.sql('SELECT record FROM decisions WHERE id = $1', [
      reply.evaluation?.context.evaluation_id,
    ]);
    return JSON.parse(String(row?.record));
  };
  const codesOf = (reply: Reply) => reply.evaluation?.context.reasons?.map(({ code }) => code) ?? [];

  /** A cast that may read confidential text from outside, and write. */
  const reader = async (): Promise<{ cast: Cast; reads: string; writes: string }> => {
    const [cast, other] = [scene.cast(), scene.cast()];
    await scene.sql(
      `UPDATE tools SET action_class = 'read', sensitivity = 'confidential', returns_untrusted = true WHERE id = $1`,
      [cast.tool],
    );
    await scene.sql(`UPDATE entitlements SET action_classes = '{read,write,delete}' WHERE id = $1`, [
      cast.entitlement,
    ]);
    await scene.sql(`UPDATE grants SET action_classes = '{read,write,delete}' WHERE id = $1`, [cast.grant]);
    return { cast, reads: cast.tool, writes: other.tool };
  };

  test('AARM R2: a later step sees the classifications that were touched before it, and the original request', async () => {
    const { cast, reads, writes } = await reader();
    const first = await scene.ask(callOf(cast, { tool: reads }));
    expect(isAllow(first)).toBe(true);
    expect((await recordOf(first)).labels).toMatchObject({ sensitivity: 'public', untrusted: false });
    const second = await recordOf(await scene.ask(callOf(cast, { tool: writes })));
    expect(second).toMatchObject({
      step: 2,
      labels: { sensitivity: 'confidential', untrusted: true, agents: [cast.agent] },
      answers: { intent: { task: cast.task, purpose: 'Tidy up the contacts' } },
    });
  });

  test('AARM R2: what was refused was not touched', async () => {
    const { cast, reads, writes } = await reader();
    expect(isAllow(await scene.ask(callOf(cast, { tool: reads, arguments: { q: 7 } })))).toBe(false);
    const { labels } = await recordOf(await scene.ask(callOf(cast, { tool: writes })));
    expect(labels).toMatchObject({ sensitivity: 'public', untrusted: false, systems: [] });
  });

  test('AARM R2: an edited earlier entry of a task’s history is detected', async () => {
    const { cast, reads } = await reader();
    const first = await scene.ask(callOf(cast, { tool: reads }));
    await scene.ask(callOf(cast, { tool: reads }));
    const id = first.evaluation?.context.evaluation_id ?? '';
    const edit = (from: string, to: string) =>
      scene.sql(
        `BEGIN; SET LOCAL session_replication_role = replica;
         UPDATE decisions SET record = replace(record, '${from}', '${to}') WHERE id = '${id}'; COMMIT`,
      );
    expect((await verifyDatabase(scene.url)).problems).toEqual([]);
    await edit('"confidential"', '"internal"');
    try {
      expect((await verifyDatabase(scene.url)).problems.map((one) => JSON.stringify(one)).join()).toContain(
        id,
      );
    } finally {
      await edit('"internal"', '"confidential"');
    }
  });

  test('AARM R3: what is denied by default is allowed once an entitlement and a grant confirm it', async () => {
    const cast = scene.cast();
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [cast.grant]);
    const asked = await scene.ask(callOf(cast));
    expect(asked.evaluation?.context.outcome).toBe('escalate');
    expect(codesOf(asked)).toEqual(['grant_required']);
    await scene.sql(
      `INSERT INTO grants SELECT (jsonb_populate_record(g, '{"id": "grt_again${cast.agent}", "revoked_at": null}')).* FROM grants g WHERE id = $1`,
      [cast.grant],
    );
    expect(isAllow(await scene.ask(callOf(cast)))).toBe(true);
  });

  test('AARM R3: missing context defers', async () => {
    const cast = scene.cast();
    await scene.sql(`UPDATE tools SET state = 'unreviewed', reviewed_digest = NULL WHERE id = $1`, [
      cast.tool,
    ]);
    expect((await scene.ask(callOf(cast))).evaluation?.context).toMatchObject({
      outcome: 'defer',
      reason: 'tool_unreviewed',
    });
  });

  test('AARM R7: an action that nothing in the purpose asks for escalates once untrusted content was taken in', async () => {
    const { cast, reads, writes } = await reader();
    await scene.sql(`UPDATE tools SET action_class = 'delete', sensitivity = 'public' WHERE id = $1`, [
      writes,
    ]);
    await scene.sql(
      `UPDATE tasks SET action_classes = '{read,write,delete,execute,send,admin}' WHERE id = $1`,
      [cast.task],
    );
    const deletes = callOf(cast, { tool: writes, arguments: { q: 'somebody else entirely' } });
    expect(codesOf(await scene.ask(deletes))).not.toContain('intent_drift');
    expect(isAllow(await scene.ask(callOf(cast, { tool: reads })))).toBe(true);
    const drifted = await scene.ask(deletes);
    expect(drifted.evaluation?.context.outcome).toBe('escalate');
    expect(codesOf(drifted)).toContain('intent_drift');
  });
});
