import { beforeAll, expect, test } from 'vitest';
import { throughBothDoors } from '@/tests/support/scene';
import { type Above, type Cast, callOf, makeWorld } from '@/tests/support/world';

throughBothDoors((scene) => {
  let casts: Cast[] = [];
  beforeAll(async () => {
    casts = await makeWorld(scene.url, { casts: 6, name: 'chain', delegated: true, uses: 2 });
  });
  const next = (): Cast & { above: Above } => {
    const cast = casts.shift();
    if (cast?.above == null) throw new Error('no cast is left');
    return { ...cast, above: cast.above };
  };
  const recordOf = async (id: string | undefined) => {
    const [row] = await scene.sql('SELECT record FROM decisions WHERE id = $1', [id]);
    return JSON.parse(row?.record as string) as Record<string, unknown>;
  };
  const spentOf = async ({ grant }: Cast) =>
    ((await scene.sql('SELECT spent FROM grant_uses WHERE grant_id = $1', [grant]))[0]?.spent as number) ?? 0;

  test('the record of a delegated call names the tasks above it, with their agents', async () => {
    const cast = next();
    const { evaluation } = await scene.ask(callOf(cast));
    expect(evaluation).toMatchObject({ decision: true });
    expect((await recordOf(evaluation?.context.evaluation_id)).delegation).toEqual([
      { agent: cast.above.agent, task: cast.above.task },
    ]);
    const root = await scene.ask({ ...callOf(cast), agent: cast.above.agent, task: cast.above.task });
    expect(root.evaluation).toMatchObject({ decision: true });
    expect(await recordOf(root.evaluation?.context.evaluation_id)).not.toHaveProperty('delegation');
  });

  test('pausing above denies at the next call and changes nothing below; resuming gives it back', async () => {
    const cast = next();
    const move = (state: string) =>
      scene.sql(`UPDATE tasks SET state = $2::task_state WHERE id = $1`, [cast.above.task, state]);
    expect((await scene.ask(callOf(cast))).evaluation?.decision).toBe(true);
    await move('paused');
    const denied = await scene.ask(callOf(cast));
    expect(denied.evaluation).toMatchObject({ decision: false, context: { reason: 'exceeds_delegator' } });
    expect(denied.evaluation?.context.reasons?.[0]?.message).toContain('is paused');
    expect(await scene.sql('SELECT state FROM tasks WHERE id = $1', [cast.task])).toEqual([
      { state: 'running' },
    ]);
    await move('running');
    expect((await scene.ask(callOf(cast))).evaluation?.decision).toBe(true);
  });

  test('a retry spends nothing twice, and says what was decided then; a new call is decided by what is above now', async () => {
    const cast = next();
    const first = await scene.ask(callOf(cast, { callId: 'c-1' }));
    expect(first.evaluation?.decision).toBe(true);
    expect(await spentOf(cast)).toBe(1);
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [cast.above.grant]);
    const retry = await scene.ask(callOf(cast, { callId: 'c-1' }));
    expect(retry.evaluation?.context.evaluation_id).toBe(first.evaluation?.context.evaluation_id);
    const branch = await scene.ask(callOf(cast, { callId: 'c-2' }));
    expect(branch.evaluation).toMatchObject({ decision: false, context: { reason: 'exceeds_delegator' } });
    expect(await spentOf(cast)).toBe(1);
  });

  test('branches of a task that ask at once share one budget of uses', async () => {
    const cast = next();
    const asks = Array.from({ length: 8 }, (_, n) => scene.ask(callOf(cast, { callId: `b-${n}` })));
    const allowed = (await Promise.all(asks)).filter(({ evaluation }) => evaluation?.decision === true);
    expect(allowed).toHaveLength(2);
    expect(await spentOf(cast)).toBe(2);
  });

  test('a task of the chain is no task of another agent in it', async () => {
    const cast = next();
    const { evaluation } = await scene.ask({ ...callOf(cast), task: cast.above.task });
    expect(evaluation).toMatchObject({ decision: false, context: { reason: 'task_unknown' } });
  });
});
