import { expect, test } from 'vitest';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { type Scene, throughBothDoors } from '@/tests/support/scene';
import { type Cast, callOf } from '@/tests/support/world';

type Result = { type?: string; id?: string; name?: string; properties?: { tasks: string[] } };
type Found = { status: number; results: Result[]; page: { next_token: string; count: number }; text: string };

const subjectOf = ({ agent }: Cast) => ({ type: 'agent', id: agent });
const action = { name: 'tools/call' };

async function search(
  scene: Scene,
  kind: 'subject' | 'resource' | 'action',
  body: unknown,
  more: { key?: string | null } = {},
): Promise<Found> {
  const { status, text } = await scene.post(body, { path: `/access/v1/search/${kind}`, ...more });
  const { results = [], page = { next_token: '', count: 0 } } = status === 200 ? JSON.parse(text) : {};
  return { status, results, page, text };
}

const toolsOf = (scene: Scene, cast: Cast, more: object = {}) =>
  search(scene, 'resource', {
    subject: subjectOf(cast),
    action,
    resource: { type: 'tool' },
    context: { task: cast.task },
    ...more,
  });
const agentsFor = (scene: Scene, cast: Cast, more: object = {}) =>
  search(scene, 'subject', {
    subject: { type: 'agent' },
    action,
    resource: { type: 'tool', id: cast.tool },
    ...more,
  });
const actionsOf = (scene: Scene, cast: Cast, more: object = {}) =>
  search(scene, 'action', {
    subject: subjectOf(cast),
    resource: { type: 'tool', id: cast.tool },
    context: { task: cast.task },
    ...more,
  });
const idsIn = ({ results }: Found) => results.map(({ id }) => id);

throughBothDoors((scene) => {
  test('the tools that a task may call now are exactly those of which a call is then allowed', async () => {
    const cast = scene.cast();
    const [blocked, unreviewed] = [`crm-w/op58`, `crm-w/op59`];
    await scene.sql(`UPDATE tools SET state = 'blocked' WHERE id = $1`, [blocked]);
    await scene.sql(`UPDATE tools SET digest = 'changed' WHERE id = $1`, [unreviewed]);
    const found = await toolsOf(scene, cast);
    expect(found).toMatchObject({ status: 200, page: { next_token: '' } });
    expect(found.results[0]).toEqual({ type: 'tool', id: 'crm-w/op1' });
    const rows = await scene.sql('SELECT id FROM tools ORDER BY id COLLATE "C"');
    for (const { id } of rows.slice(-8)) {
      const { evaluation } = await scene.ask(callOf(cast, { tool: String(id) }));
      expect(idsIn(found).includes(String(id)), String(id)).toBe(evaluation?.decision);
    }
    expect(idsIn(found)).toHaveLength(58);
    expect(idsIn(found)).not.toContain(blocked);
    expect(idsIn(found)).not.toContain(unreviewed);
    await scene.sql(`UPDATE tools SET state = 'reviewed', digest = reviewed_digest`);
  });

  test('what was taken away before a search began is not found', async () => {
    const cast = scene.cast();
    expect(idsIn(await toolsOf(scene, cast))).toContain(cast.tool);
    expect((await actionsOf(scene, cast)).results).toEqual([action]);
    expect(idsIn(await agentsFor(scene, cast))).toContain(cast.agent);
    await scene.sql('UPDATE grants SET revoked_at = now() WHERE id = $1', [cast.grant]);
    expect(idsIn(await toolsOf(scene, cast))).toEqual([]);
    expect((await actionsOf(scene, cast)).results).toEqual([]);
    expect(idsIn(await agentsFor(scene, cast))).not.toContain(cast.agent);
  });

  test('without its task an agent may do nothing, and neither with another’s', async () => {
    const [cast, other] = [scene.cast(), scene.cast()];
    expect(idsIn(await toolsOf(scene, cast, { context: {} }))).toEqual([]);
    expect(idsIn(await toolsOf(scene, cast, { context: { task: other.task } }))).toEqual([]);
  });

  test('agents are found by the tasks that run and may make the call, each named', async () => {
    const cast = scene.cast();
    const everybody = await agentsFor(scene, cast, { page: { limit: 200 } });
    const own = everybody.results.find(({ id }) => id === cast.agent);
    expect(own).toEqual({ type: 'agent', id: cast.agent, properties: { tasks: [cast.task] } });
    const one = await agentsFor(scene, cast, { context: { task: cast.task } });
    expect(one.results).toEqual([own]);
    await scene.sql(`UPDATE tasks SET state = 'paused' WHERE id = $1`, [cast.task]);
    expect((await agentsFor(scene, cast, { context: { task: cast.task } })).results).toEqual([]);
    await scene.sql(`UPDATE tasks SET state = 'running' WHERE id = $1`, [cast.task]);
    await scene.sql(`UPDATE agents SET state = 'quarantined' WHERE id = $1`, [cast.agent]);
    expect((await agentsFor(scene, cast, { context: { task: cast.task } })).results).toEqual([]);
  });

  test('pages follow each other without gap or repetition, and end with an empty token', async () => {
    const cast = scene.cast();
    const whole = idsIn(await toolsOf(scene, cast, { page: { limit: 200 } }));
    const paged: (string | undefined)[] = [];
    let token = '';
    let pages = 0;
    do {
      const found = await toolsOf(scene, cast, { page: { limit: 25, ...(token !== '' && { token }) } });
      expect(found.page.count).toBe(found.results.length);
      expect(found.results.length).toBeLessThanOrEqual(25);
      paged.push(...idsIn(found));
      token = found.page.next_token;
      pages += 1;
    } while (token !== '');
    expect(paged).toEqual(whole);
    expect(pages).toBe(Math.ceil(whole.length / 25));

    const agents: (string | undefined)[] = [];
    do {
      const found = await agentsFor(scene, cast, { page: { limit: 7, token } });
      agents.push(...idsIn(found));
      token = found.page.next_token;
    } while (token !== '');
    expect(agents.length).toBeGreaterThan(50);
    expect(new Set(agents).size).toBe(agents.length);
  });

  test('a token belongs to the search that gave it', async () => {
    const [cast, other] = [scene.cast(), scene.cast()];
    const { page } = await toolsOf(scene, cast, { page: { limit: 1 } });
    expect(page.next_token).not.toBe('');
    for (const [asker, token] of [
      [other, page.next_token],
      [cast, 'x'],
      [cast, Buffer.from('["",""]').toString('base64url')],
    ] as const) {
      expect(await toolsOf(scene, asker, { page: { token } })).toMatchObject({ status: 400 });
    }
  });

  test('arguments that are given must suit; those that are not given are taken to', async () => {
    const cast = scene.cast();
    const withArguments = (args: object) => ({ context: { task: cast.task, arguments: args } });
    expect((await actionsOf(scene, cast, withArguments({ q: 'acme' }))).results).toEqual([action]);
    expect((await actionsOf(scene, cast, withArguments({ limit: 'many' }))).results).toEqual([]);
  });

  test('a search spends, counts and decides nothing, and is itself on the record', async () => {
    const cast = scene.cast();
    const state = () =>
      scene.sql(
        `SELECT (SELECT count(*)::int FROM decisions) AS decisions, (SELECT count(*)::int FROM escalations) AS escalations,
                (SELECT coalesce(sum(spent), 0)::int FROM grant_uses) AS spent, l.calls, l.version::text
           FROM task_live l WHERE task_id = $1`,
        [cast.task],
      );
    const before = await state();
    await toolsOf(scene, cast);
    await agentsFor(scene, cast);
    await actionsOf(scene, cast);
    expect(await state()).toEqual(before);
    const events = await scene.sql(
      `SELECT actor_kind, subject_kind, record::json -> 'details' AS details FROM audit_events
        WHERE event = 'access.searched' AND subject_id = ANY ($1) ORDER BY id`,
      [[cast.agent, cast.tool]],
    );
    expect(events.map(({ details }) => (details as { search: string }).search).sort()).toEqual([
      'action',
      'resource',
      'subject',
    ]);
    expect(events[0]).toMatchObject({ actor_kind: 'api_key' });
    const { problems } = await verifyDatabase(scene.url);
    expect(problems).toEqual([]);
  });

  test('a search that cannot be recorded is not answered', async () => {
    const cast = scene.cast();
    await scene.sql('REVOKE INSERT ON audit_events FROM cordon_app');
    try {
      expect(await toolsOf(scene, cast)).toMatchObject({ status: 503, results: [] });
    } finally {
      await scene.sql('GRANT INSERT ON audit_events TO cordon_app');
    }
    expect(await toolsOf(scene, cast)).toMatchObject({ status: 200 });
  });

  test('a key finds only what it is bound to', async () => {
    const [cast, other] = [scene.cast(), scene.cast()];
    await scene.sql(
      `INSERT INTO systems (id, name, kind, zone, environment, sensitivity)
       VALUES ('other', 'Other', 'http', 'internal', 'production', 'internal') ON CONFLICT DO NOTHING`,
    );
    await scene.sql(`UPDATE api_keys SET system_ids = '{other}' WHERE id = $1`, [cast.keyId]);
    try {
      expect(idsIn(await toolsOf(scene, cast))).toEqual([]);
      expect(await agentsFor(scene, cast)).toMatchObject({ status: 403 });
      expect(await actionsOf(scene, cast)).toMatchObject({ status: 403 });
      await scene.sql(`UPDATE api_keys SET system_ids = '{}', agent_ids = ARRAY[$2] WHERE id = $1`, [
        cast.keyId,
        other.agent,
      ]);
      expect(await toolsOf(scene, cast)).toMatchObject({ status: 403 });
      expect(idsIn(await agentsFor(scene, cast))).toEqual([other.agent]);
    } finally {
      await scene.sql(`UPDATE api_keys SET system_ids = '{crm-w}', agent_ids = '{}' WHERE id = $1`, [
        cast.keyId,
      ]);
    }
    await scene.sql('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [cast.keyId]);
    expect(await toolsOf(scene, cast)).toMatchObject({ status: 401 });
    await scene.sql('UPDATE api_keys SET revoked_at = NULL WHERE id = $1', [cast.keyId]);
    for (const key of [null, 'cdn_nobodynobodynobodynobody']) {
      const body = { subject: subjectOf(cast), action, resource: { type: 'tool' } };
      expect(await search(scene, 'resource', body, { key })).toMatchObject({ status: 401 });
    }
  });

  test.each([
    { name: 'no subject', body: { action, resource: { type: 'tool' } } },
    {
      name: 'a subject without id',
      body: { subject: { type: 'agent' }, action, resource: { type: 'tool' } },
    },
    { name: 'no action', body: { subject: { type: 'agent', id: 'w-1' }, resource: { type: 'tool' } } },
    { name: 'no type to look for', body: { subject: { type: 'agent', id: 'w-1' }, action, resource: {} } },
    {
      name: 'a page of nothing',
      body: { subject: { type: 'agent', id: 'w-1' }, action, resource: { type: 'tool' }, page: { limit: 0 } },
    },
    {
      name: 'a page that is a list',
      body: { subject: { type: 'agent', id: 'w-1' }, action, resource: { type: 'tool' }, page: [] },
    },
    { name: 'no object', body: [] },
  ])('a search with $name is 400', async ({ body }) => {
    expect(await search(scene, 'resource', body)).toMatchObject({ status: 400 });
  });

  test('a name given for what is looked for is ignored, and other kinds of things are not found', async () => {
    const cast = scene.cast();
    const named = await toolsOf(scene, cast, { resource: { type: 'tool', id: 'nothing' }, extra: 1 });
    expect(idsIn(named)).toContain(cast.tool);
    expect((await toolsOf(scene, cast, { resource: { type: 'record' } })).results).toEqual([]);
    expect((await toolsOf(scene, cast, { action: { name: 'fly' } })).results).toEqual([]);
    expect((await agentsFor(scene, cast, { subject: { type: 'user' } })).results).toEqual([]);
    expect((await agentsFor(scene, cast, { resource: { type: 'tool', id: 'no/thing' } })).status).toBe(403);
    expect((await actionsOf(scene, cast, { action: { name: 'ignored' } })).results).toEqual([action]);
  });
});
