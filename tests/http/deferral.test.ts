import { expect, test } from 'vitest';
import { MOST_OPEN_DEFERRALS } from '@/lib/domain/deferral';
import { isAllow, type Reply } from '@/tests/support/client';
import { throughBothDoors } from '@/tests/support/scene';
import { until } from '@/tests/support/until';
import { type Cast, callOf } from '@/tests/support/world';

type Waiting = { id: string; expires_at: string };
const contextOf = (reply: Reply) =>
  reply.evaluation?.context as { outcome: string; reason: string; deferral?: Waiting };

throughBothDoors((scene) => {
  const review = (tool: string, digest: string | null) =>
    scene.sql(`UPDATE tools SET reviewed_digest = $2, state = 'reviewed' WHERE id = $1`, [tool, digest]);
  /** A cast whose tool is not the one that was reviewed. */
  const changed = async (): Promise<Cast> => {
    const cast = scene.cast();
    await review(cast.tool, 'another');
    return cast;
  };
  const rowsOf = (cast: Cast) =>
    scene.sql('SELECT id, calls, resolved_by FROM deferrals WHERE task_id = $1', [cast.task]);
  const decideWithin = (seconds: number) =>
    scene.sql(`UPDATE tiers SET rules = rules || jsonb_build_object('decideWithinSeconds', $1::int)`, [
      seconds,
    ]);

  test('a call that is put off waits under one clock however often it is asked, and is allowed when its cause is gone', async () => {
    const cast = await changed();
    const first = contextOf(await scene.ask(callOf(cast, { callId: 'c-1' })));
    expect(first).toMatchObject({ outcome: 'defer', reason: 'tool_changed' });
    const second = contextOf(await scene.ask(callOf(cast, { callId: 'c-2' })));
    expect(second.deferral).toEqual(first.deferral);
    expect(await rowsOf(cast)).toMatchObject([{ id: first.deferral?.id, calls: 2, resolved_by: null }]);
    // The same call_id is the same answer, word for word.
    expect(contextOf(await scene.ask(callOf(cast, { callId: 'c-2' })))).toEqual(second);

    await review(cast.tool, 'd');
    const third = await scene.ask(callOf(cast, { callId: 'c-3' }));
    expect(isAllow(third)).toBe(true);
    await until(
      'it is noted as resolved',
      async () => (await rowsOf(cast))[0]?.resolved_by === third.evaluation?.context.evaluation_id,
    );
  });

  test('AARM R4: a deferral that nobody resolves in time ends in a denial; other calls go on meanwhile', async () => {
    const cast = await changed();
    const other = scene.cast();
    await decideWithin(1);
    try {
      expect(contextOf(await scene.ask(callOf(cast))).outcome).toBe('defer');
      expect(isAllow(await scene.ask(callOf({ ...cast, tool: other.tool })))).toBe(true);
      await until(
        'its time is over',
        async () => contextOf(await scene.ask(callOf(cast))).outcome === 'deny',
      );
      expect(contextOf(await scene.ask(callOf(cast)))).toMatchObject({ reason: 'deferral_expired' });
      expect(await rowsOf(cast)).toHaveLength(1);
      await review(cast.tool, 'd');
      expect(isAllow(await scene.ask(callOf(cast)))).toBe(true);
    } finally {
      await decideWithin(3600);
    }
  });

  test('AARM R4: so many calls of a task wait at a time, and no more', async () => {
    const cast = await changed();
    for (let i = 0; i < MOST_OPEN_DEFERRALS; i += 1) {
      const reply = await scene.ask(callOf(cast, { arguments: { limit: i } }));
      expect(contextOf(reply).outcome).toBe('defer');
    }
    const more = contextOf(await scene.ask(callOf(cast, { arguments: { limit: 99 } })));
    expect(more).toMatchObject({ outcome: 'deny', reason: 'too_many_deferred' });
    expect(contextOf(await scene.ask(callOf(cast, { arguments: { limit: 0 } }))).outcome).toBe('defer');
  });

  test('nobody gives a call that waits more time', async () => {
    const cast = await changed();
    await scene.ask(callOf(cast));
    const longer = scene.sql(
      `UPDATE deferrals SET expires_at = expires_at + interval '1 hour' WHERE task_id = $1`,
      [cast.task],
    );
    await expect(longer).rejects.toMatchObject({ code: 'CD002' });
    await expect(scene.sql('DELETE FROM deferrals')).rejects.toMatchObject({ code: 'CD002' });
  });
});
