import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { allowedBody, type Scene, throughBothDoors } from '@/tests/support/scene';
import { callOf } from '@/tests/support/world';

/** Adds a key and answers its text. */
async function addKey(scene: Scene, id: string, set: string): Promise<string> {
  const key = `cdn_${id.padEnd(43, 'x')}`;
  const hash = createHash('sha256').update(key).digest('hex');
  await scene.sql(`INSERT INTO api_keys (id, name, key_hash, hint) VALUES ($1, $1, $2, 'none')`, [id, hash]);
  await scene.sql(`UPDATE api_keys SET ${set} WHERE id = $1`, [id]);
  return key;
}

throughBothDoors((scene) => {
  const unknown: [string, string | null][] = [
    ['no Authorization header', null],
    ['another scheme', 'Basic YTpi'],
    ['an empty bearer', 'Bearer '],
    ['something that is no key', 'Bearer secret'],
    ['a key nobody has', `Bearer cdn_${'A'.repeat(43)}`],
    ['two keys', `Bearer cdn_${'A'.repeat(43)}, Bearer cdn_${'B'.repeat(43)}`],
  ];
  for (const [name, authorization] of unknown) {
    test(`401 with WWW-Authenticate for ${name}`, async () => {
      const reply = await scene.post(allowedBody(scene.cast()), {
        key: null,
        ...(authorization !== null && { headers: { authorization } }),
      });
      expect(reply.status).toBe(401);
      expect(reply.headers['www-authenticate']).toMatch(/^Bearer/);
      expect(typeof JSON.parse(reply.text)).toBe('string');
    });
  }

  test('who asks is settled before what is asked: a malformed body without a key is 401', async () => {
    expect((await scene.post('{', { key: null })).status).toBe(401);
  });

  test('a key that is new is known at once; expired and revoked ones are not', async () => {
    const cast = scene.cast();
    const key = await addKey(scene, 'key_fresh', `roles = '{pep}', agent_ids = ARRAY['${cast.agent}']`);
    expect((await scene.ask(callOf({ ...cast, key }))).evaluation?.decision).toBe(true);
    await scene.sql(
      `UPDATE api_keys SET expires_at = clock_timestamp() - interval '1 second' WHERE id = 'key_fresh'`,
    );
    expect((await scene.ask(callOf({ ...cast, key }))).status).toBe(401);
    await scene.sql(
      `UPDATE api_keys SET expires_at = NULL, revoked_at = clock_timestamp() WHERE id = 'key_fresh'`,
    );
    expect((await scene.ask(callOf({ ...cast, key }))).status).toBe(401);
  });

  test('403 for a key that may not ask at all, and for one that asks outside its bindings', async () => {
    const [own, other] = [scene.cast(), scene.cast()];
    const auditor = await addKey(scene, 'key_auditor', `roles = '{auditor}'`);
    const reply = await scene.ask(callOf({ ...own, key: auditor }));
    expect([reply.status, typeof JSON.parse(reply.text)]).toEqual([403, 'string']);

    const byAgent = await addKey(scene, 'key_agent', `roles = '{pep}', agent_ids = ARRAY['${own.agent}']`);
    expect((await scene.ask(callOf({ ...own, key: byAgent }))).evaluation?.decision).toBe(true);
    expect((await scene.ask(callOf({ ...other, key: byAgent }))).status).toBe(403);

    const bySystem = await addKey(scene, 'key_system', `roles = '{pep}', system_ids = '{elsewhere}'`);
    expect((await scene.ask(callOf({ ...own, key: bySystem }))).status).toBe(403);

    const both = await addKey(
      scene,
      'key_both',
      `roles = '{pep}', system_ids = '{elsewhere}', agent_ids = ARRAY['${own.agent}']`,
    );
    expect((await scene.ask(callOf({ ...own, key: both }))).status).toBe(403);
    const count = await scene.sql(`SELECT count(*)::int AS n FROM decisions WHERE agent_id = $1`, [
      other.agent,
    ]);
    expect(count).toEqual([{ n: 0 }]);
  });

  test('an admin key asks about everything', async () => {
    const cast = scene.cast();
    const key = await addKey(scene, 'key_admin', `roles = '{admin}'`);
    expect((await scene.ask(callOf({ ...cast, key }))).evaluation?.decision).toBe(true);
  });

  test('in a batch the item outside the bindings fails by itself', async () => {
    const [own, other] = [scene.cast(), scene.cast()];
    const key = await addKey(scene, 'key_item', `roles = '{pep}', agent_ids = ARRAY['${own.agent}']`);
    const reply = await scene.post(
      { evaluations: [allowedBody(other), allowedBody(own)] },
      { key, path: '/access/v1/evaluations' },
    );
    expect(JSON.parse(reply.text).evaluations).toMatchObject([
      { decision: false, context: { error: { status: 403 } } },
      { decision: true },
    ]);
  });
});
