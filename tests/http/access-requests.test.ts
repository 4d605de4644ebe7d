import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signApprovalState } from '@/lib/identity/approval-state';
import { waiting } from '@/lib/services/access-request/wait';
import { tokenSigner } from '@/lib/services/token/signer';
import { bodyOf, type Evaluation, type Question } from '@/tests/support/client';
import { Decider } from '@/tests/support/decider';
import {
  ACCESS_TOKEN,
  EXCHANGE,
  type IdentityScene,
  openIdentityScene,
} from '@/tests/support/identity-scene';
import { requests, submissionOf, type Told } from '@/tests/support/requests';
import { until } from '@/tests/support/until';
import { type Cast, callOf } from '@/tests/support/world';

// AuthZEN Access Request and Approval Profile: how an agent waits for people, and comes back.

let scene: IdentityScene;
let decider: Decider;
beforeAll(async () => {
  scene = await openIdentityScene();
  decider = await Decider.create(scene.url);
});
afterAll(() => scene.close());

const freshKey = () => `cdn_${randomBytes(32).toString('base64url')}`;
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

type Door = 'fast' | 'plain';
async function ask(
  cast: Cast,
  more: Omit<Partial<Question>, 'approval'> & { approval?: unknown } = {},
  door: Door = 'fast',
): Promise<Evaluation> {
  const { approval, key = cast.key, ...changed } = more;
  const { key: _, ...question } = callOf(cast, changed);
  const body = bodyOf(question);
  const reply = await scene.doors[door].send({
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({
      ...body,
      context: { ...body.context, ...(approval !== undefined && { approval }) },
    }),
  });
  if (reply.evaluation === null) throw new Error(`${reply.status} ${reply.text}`);
  return reply.evaluation;
}

/** A cast whose calls nobody has allowed yet, with its denied call. */
async function denied(): Promise<{ cast: Cast; evaluation: Evaluation; id: string }> {
  const cast = scene.cast();
  await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE task_id = $1', [cast.task]);
  const evaluation = await ask(cast);
  expect(evaluation).toMatchObject({ decision: false, context: { outcome: 'escalate' } });
  return { cast, evaluation, id: evaluation.context.access_request?.id ?? '' };
}

const refusal = (told: Told, problem: string, status: number) => {
  expect(told.body).toMatchObject({ type: `urn:openid:authzen:access-request:error:${problem}`, status });
  expect(told.status).toBe(status);
  expect(told.headers.get('content-type')).toBe('application/problem+json');
};
/** Moves the deadline of a request, as time does. */
const timeIsUp = (id: string, seconds = 60) =>
  scene.sql(
    `ALTER TABLE escalations DISABLE TRIGGER escalation_keeps_its_call;
     UPDATE escalations SET requested_at = requested_at - interval '1 year',
            expires_at = clock_timestamp() - interval '${seconds} seconds' WHERE id = '${id}';
     ALTER TABLE escalations ENABLE TRIGGER escalation_keeps_its_call`,
  );

describe('submitting', () => {
  test('names the denial, and gets the request that the denial has queued, with wishes added', async () => {
    const { cast, evaluation, id } = await denied();
    const told = await requests.submit(
      cast.key,
      submissionOf(cast, evaluation, {
        requested_access: {
          reason: 'the quarter ends',
          requested_until: '2031-01-01T00:00:00+02:00',
          emergency: true,
        },
        client: { id: 'runner-7', actor: { id: 'x', type: 'ai_agent' } },
        unknown: { members: 'are ignored' },
      }),
    );
    expect(told.status).toBe(202);
    expect(told.headers.get('location')).toBe(`${scene.publicUrl}/access/v1/requests/${id}`);
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(told.body).toEqual({
      task: {
        id,
        status: 'pending',
        status_endpoint: `${scene.publicUrl}/access/v1/requests/${id}`,
        expires_at: evaluation.context.access_request?.expires_at,
        links: { cancel: `${scene.publicUrl}/access/v1/requests/${id}/cancel` },
        progress: { current_step: 1, total_steps: 1, step_name: '0 of 1 approval' },
        display: { title: 'Waiting for a person', description: expect.any(String) },
      },
    });
    const [row] = await scene.sql('SELECT wish, revision FROM escalations WHERE id = $1', [id]);
    expect(row).toMatchObject({
      wish: { reason: 'the quarter ends', until: '2030-12-31T22:00:00.000Z', emergency: true },
      revision: 2,
    });
    const [event] = await scene.sql(
      `SELECT record::json -> 'details' AS details FROM audit_events WHERE subject_id = $1 AND event = 'escalation.requested'`,
      [id],
    );
    expect(event).toMatchObject({ details: { task: cast.task, wish: { emergency: true }, callback: null } });

    // The same again adds nothing; other words do not take the place of those that somebody may be reading.
    const again = submissionOf(cast, evaluation, { requested_access: { reason: 'trust me' } });
    const second = await requests.submit(cast.key, again);
    expect(second).toMatchObject({ status: 409, body: { reason: 'wish_added' } });
    expect((await requests.submit(cast.key, submissionOf(cast, evaluation))).status).toBe(202);
  });

  test('a call that joined a waiting one gets that one', async () => {
    const { cast, id } = await denied();
    const joined = await ask(cast);
    expect(joined.context.access_request?.id).toBe(id);
    const told = await requests.submit(cast.key, submissionOf(cast, joined));
    expect(told.body.task.id).toBe(id);
  });

  test('duplicate_request: a key names one body, and repeats its task as it is by now', async () => {
    const { cast, evaluation, id } = await denied();
    const headers = { 'idempotency-key': `k-${id}` };
    const body = submissionOf(cast, evaluation, { requested_access: { reason: 'once' } });
    expect((await requests.submit(cast.key, body, { headers })).status).toBe(202);
    expect((await requests.submit(cast.key, body, { headers })).body.task.id).toBe(id);
    const other = { ...body, requested_access: { reason: 'twice' } };
    refusal(await requests.submit(cast.key, other, { headers }), 'duplicate_request', 409);
    await decider.does('deny', id, { reason: 'no' });
    const late = await requests.submit(cast.key, body, { headers });
    expect(late).toMatchObject({ status: 201, body: { task: { id, status: 'denied' } } });
  });

  test('invalid_denial_binding: substituted subject, resource, action, task or arguments', async () => {
    const { cast, evaluation } = await denied();
    const other = scene.cast();
    const good = submissionOf(cast, evaluation);
    const { context, resource } = good;
    const wrong: object[] = [
      { subject: { type: 'agent', id: other.agent } },
      { subject: { type: 'user', id: cast.agent } },
      { resource: { type: 'tool', id: other.tool } },
      { resource: { ...resource, properties: { resource: 'contacts/eu' } } },
      { action: { name: 'tools/list' } },
      { context: { ...context, task: other.task } },
      { context: { ...context, arguments: { q: 'acme', limit: 1 } } },
      { context: { ...context, arguments: { q: ['acme'] } } },
      { context: { task: cast.task } },
      { denial: { binding_token: 'eyJ.a.b' } },
      { denial: {} },
      { denial: { evaluation_id: 'dec_nobody' } },
    ];
    for (const changed of wrong) {
      const told = await requests.submit(cast.key, { ...good, ...changed });
      refusal(told, 'invalid_denial_binding', 400);
    }
    expect((await requests.submit(cast.key, good)).status).toBe(202);
  });

  test('not_requestable: nobody can be asked about what is simply denied, or allowed', async () => {
    const cast = scene.cast();
    const allowed = await ask(cast);
    expect(allowed.decision).toBe(true);
    refusal(await requests.submit(cast.key, submissionOf(cast, allowed)), 'not_requestable', 400);
    await scene.sql(`UPDATE tools SET state = 'blocked' WHERE id = $1`, [cast.tool]);
    const blocked = await ask(cast, { callId: 'blocked' });
    refusal(await requests.submit(cast.key, submissionOf(cast, blocked)), 'not_requestable', 400);
  });

  test('expired_denial: what nobody answered in time is not asked for any more', async () => {
    const { cast, evaluation, id } = await denied();
    await timeIsUp(id);
    refusal(await requests.submit(cast.key, submissionOf(cast, evaluation)), 'expired_denial', 410);
  });

  test('what cannot be read is told by its field', async () => {
    const { cast, evaluation } = await denied();
    const good = submissionOf(cast, evaluation);
    const { subject: _, ...nobody } = good;
    for (const [body, field] of [
      [nobody, 'body'],
      ['{', 'body'],
      ['[]', 'body'],
      [{ ...good, denial: undefined }, 'denial'],
      [{ ...good, denial: { ...good.denial, expires_at: 'soon' } }, 'denial.expires_at'],
      [{ ...good, requested_access: { emergency: 'yes' } }, 'requested_access.emergency'],
    ] as const) {
      const told = await requests.submit(cast.key, body);
      expect(told).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ field }] } });
    }
    expect(
      (await requests.submit(cast.key, JSON.stringify(good), { headers: { 'content-type': 'text/plain' } }))
        .status,
    ).toBe(400);
  });
});

describe('who may', () => {
  test('nobody learns of the requests of others', async () => {
    const { cast, evaluation, id } = await denied();
    const other = scene.cast();
    await scene.bind(other);
    const token = await scene.tokenOf(other);
    // A key of another system, a key of another agent, a token of another task.
    const strangers = await Promise.all(
      [
        { systems: '{elsewhere}', agents: '{}' },
        { systems: '{}', agents: `{${other.agent}}` },
      ].map(async ({ systems, agents }, n) => {
        const key = freshKey();
        await scene.sql(
          `INSERT INTO api_keys (id, name, key_hash, hint, roles, system_ids, agent_ids)
           VALUES ('key_stranger${n}' || right($1, 8), 'stranger', $2, 'none', '{pep}', $3, $4)`,
          [id, hashOf(key), systems, agents],
        );
        return key;
      }),
    );
    for (const key of [...strangers, token]) {
      refusal(await requests.poll(key, id), 'unknown_task', 404);
      refusal(await requests.cancel(key, id), 'unknown_task', 404);
      refusal(await requests.submit(key, submissionOf(cast, evaluation)), 'invalid_denial_binding', 400);
    }
    const nowhere = await requests.poll(token, 'esc_00000000000000000000000000');
    refusal(nowhere, 'unknown_task', 404);
    expect({ ...nowhere.body, detail: '', requestId: '' }).toEqual({
      ...(await requests.poll(token, id)).body,
      detail: '',
      requestId: '',
    });
    for (const key of [null, 'cdn_unknownunknownunknownunknown']) {
      expect((await requests.poll(key, id)).status).toBe(401);
      expect((await requests.submit(key, submissionOf(cast, evaluation))).status).toBe(401);
    }
    expect((await requests.poll(cast.key, id)).status).toBe(200);
  });

  test('the token of exactly the task submits, polls and takes back', async () => {
    const cast = scene.cast();
    await scene.bind(cast);
    const token = await scene.tokenOf(cast);
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE task_id = $1', [cast.task]);
    const evaluation = await ask(cast, { key: token });
    const body = submissionOf(cast, evaluation);
    // Its task goes without saying.
    const { task: _, ...context } = body.context as Record<string, unknown>;
    const told = await requests.submit(token, { ...body, context });
    expect(told.status).toBe(202);
    const { id } = told.body.task;
    expect((await requests.poll(token, id)).body.task.status).toBe('pending');
    const cancelled = await requests.cancel(token, id, { comment: 'found another way' });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { task: { status: 'cancelled', display: { description: 'found another way' } } },
    });
    refusal(await requests.cancel(token, id), 'invalid_task_state', 409);
  });

  test('a process that comes back for its task is told what of it waits', async () => {
    const cast = scene.cast();
    await scene.bind(cast);
    const token = await scene.tokenOf(cast);
    const again = async () => {
      const { body } = await scene.post({
        grant_type: EXCHANGE,
        subject_token: token,
        subject_token_type: ACCESS_TOKEN,
      });
      return (body.authorization_details as { requests: { id: string }[] }[])[0]?.requests;
    };
    expect(await again()).toEqual([]);
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE task_id = $1', [cast.task]);
    const { id, expires_at } = (await ask(cast)).context.access_request ?? { id: '', expires_at: '' };
    const status_endpoint = `${scene.publicUrl}/access/v1/requests/${id}`;
    expect(await again()).toEqual([{ id, status_endpoint, expires_at }]);
    await decider.does('deny', id, { reason: 'no' });
    expect(await again()).toEqual([]);
  });

  test('an approver reads, and does not submit', async () => {
    const { cast, evaluation, id } = await denied();
    await decider.does('approve', id);
    const told = await requests.submit(decider.key, submissionOf(cast, evaluation));
    expect(told.status).toBe(403);
  });
});

describe('polling', () => {
  test('an approval comes with what is asked again with, through either door, and only once', async () => {
    for (const door of ['fast', 'plain'] as const) {
      const { cast, evaluation, id } = await denied();
      await decider.does('approve', id);
      const { status, headers, body } = await requests.poll(cast.key, id);
      expect(status).toBe(200);
      expect(headers.get('retry-after')).toBeNull();
      expect(body.task).toMatchObject({ id, status: 'approved' });
      expect(body.result).toEqual({
        mode: 'reevaluate',
        approval: {
          id,
          approved_at: expect.any(String),
          approved_until: expect.any(String),
          state: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        },
      });
      const { approval } = body.result;
      expect(decodeJwt(approval.state)).toMatchObject({
        iss: scene.publicUrl,
        aud: scene.publicUrl,
        jti: id,
        task: cast.task,
        sub: cast.agent,
      });
      expect(new Date(approval.approved_until).getTime()).toBeGreaterThan(
        new Date(approval.approved_at).getTime(),
      );
      // Submitting once more is told the outcome at once.
      const late = await requests.submit(cast.key, submissionOf(cast, evaluation));
      expect(late).toMatchObject({
        status: 201,
        body: { task: { status: 'approved' }, result: { approval } },
      });

      const again = await ask(cast, { approval }, door);
      expect(again).toMatchObject({ decision: true, context: { outcome: 'allow', approval: { id } } });
      const spent = await ask(cast, { approval }, door);
      expect(spent).toMatchObject({
        decision: false,
        context: { outcome: 'deny', reason: 'approval_expired', next_action: 'none' },
      });
      // That it was approved does not change.
      expect((await requests.poll(cast.key, id)).body.task.status).toBe('approved');
    }
  });

  test('a denial tells the reason, and the call is denied from then on', async () => {
    const { cast, id } = await denied();
    await decider.does('deny', id, { reason: 'not while the audit is on' });
    const { body } = await requests.poll(cast.key, id);
    expect(body.task).toMatchObject({
      status: 'denied',
      display: { description: 'not while the audit is on' },
    });
    expect(body.result).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain(decider.id);
    const again = await ask(cast, { approval: { id } });
    expect(again.context).toMatchObject({ outcome: 'deny', reason: 'approval_denied' });
  });

  test('silence is told as expired, and long after nothing is told', async () => {
    const { cast, id } = await denied();
    await timeIsUp(id);
    expect((await requests.poll(cast.key, id)).body.task.status).toBe('expired');
    refusal(await requests.cancel(cast.key, id), 'invalid_task_state', 409);
    await timeIsUp(id, 31 * 24 * 3600);
    refusal(await requests.poll(cast.key, id), 'task_expired', 410);
  });

  test('the end of its task takes a request back', async () => {
    const { cast, id } = await denied();
    await scene.sql(
      `UPDATE escalations SET state = 'withdrawn', answered_at = clock_timestamp(), answer_reason = 'its task has been completed' WHERE id = $1`,
      [id],
    );
    expect((await requests.poll(cast.key, id)).body.task).toMatchObject({ status: 'cancelled' });
  });

  test('progress tells how many have approved, of how many', async () => {
    const { cast, id } = await denied();
    await scene.sql(`UPDATE tiers SET rules = rules || '{"approvals": 2}' WHERE id = 'moderate'`);
    try {
      const second = await Decider.create(scene.url);
      await decider.does('approve', id);
      const { task } = (await requests.poll(cast.key, id)).body;
      expect(task).toMatchObject({
        status: 'pending',
        progress: { current_step: 2, total_steps: 2, step_name: '1 of 2 approvals' },
      });
      await second.does('approve', id);
      expect((await requests.poll(cast.key, id)).body.task.status).toBe('approved');
    } finally {
      await scene.sql(`UPDATE tiers SET rules = rules || '{"approvals": 1}' WHERE id = 'moderate'`);
    }
  });
});

describe('waiting', () => {
  test('a long poll ends when somebody has answered, whoever wrote the row', async () => {
    for (const more of [{ query: '?wait=60' }, { headers: { prefer: 'respond-async, wait=60' } }]) {
      const { cast, id } = await denied();
      const held = requests.poll(cast.key, id, more);
      await until('somebody waits', () => waiting() > 0);
      const begun = performance.now();
      await decider.does('approve', id);
      const { body, headers } = await held;
      expect(body).toMatchObject({ task: { status: 'approved' }, result: { mode: 'reevaluate' } });
      expect(headers.get('preference-applied')).toBe('headers' in more ? 'wait=60' : null);
      expect(performance.now() - begun).toBeLessThan(20_000);
    }
  });

  test('time that is up, and a caller that has gone, end the waiting', async () => {
    const { cast, id } = await denied();
    const { body, headers } = await requests.poll(cast.key, id, { query: '?wait=1' });
    expect(body.task.status).toBe('pending');
    expect(headers.get('retry-after')).not.toBeNull();
    const gone = new AbortController();
    const held = requests.poll(cast.key, id, { query: '?wait=60', signal: gone.signal });
    await until('it waits', () => waiting() > 0);
    gone.abort();
    await held.catch(() => {});
    await until('nobody waits any more', () => waiting() === 0);
    // What is decided is told at once.
    await decider.does('deny', id, { reason: 'no' });
    const begun = performance.now();
    await requests.poll(cast.key, id, { query: '?wait=60' });
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  test('so many wait for one task, and no more; a wait has a limit', async () => {
    const { cast, id } = await denied();
    const all = Array.from({ length: 26 }, () => requests.poll(cast.key, id, { query: '?wait=60' }));
    const first = await Promise.race(all);
    expect(first.body.task.status).toBe('pending');
    await decider.does('approve', id);
    const told = await Promise.all(all);
    expect(told.filter(({ body }) => body.task.status === 'approved')).toHaveLength(25);
    for (const query of ['?wait=61', '?wait=-1', '?wait=x']) {
      expect((await requests.poll(cast.key, id, { query })).status).toBe(400);
    }
  });

  test('a key that is revoked meanwhile learns nothing', async () => {
    const { cast, id } = await denied();
    const key = freshKey();
    await scene.sql(
      `INSERT INTO api_keys (id, name, key_hash, hint, roles, agent_ids) VALUES ('key_soon' || right($1, 8), 'soon', $2, 'none', '{pep}', $3)`,
      [id, hashOf(key), `{${cast.agent}}`],
    );
    const held = requests.poll(key, id, { query: '?wait=60' });
    await until('it waits', () => waiting() > 0);
    await scene.sql(
      `UPDATE api_keys SET revoked_at = clock_timestamp() WHERE id = 'key_soon' || right($1, 8)`,
      [id],
    );
    await decider.does('approve', id);
    expect((await held).status).toBe(401);
  });
});

describe('INVARIANT (approval-once): the proof that comes back with an approval', () => {
  const unverifiable = { decision: false, context: { outcome: 'deny', reason: 'approval_unverifiable' } };

  test('one that is not ours, or of another approval, task or agent, denies; without one the id is enough', async () => {
    const { cast, id } = await denied();
    const other = await denied();
    await decider.does('approve', id);
    await decider.does('approve', other.id);
    const { approval } = (await requests.poll(cast.key, id)).body.result;
    const foreign = (await requests.poll(other.cast.key, other.id)).body.result.approval;
    const signer = await tokenSigner(scene.ctx.prisma);
    const now = new Date();
    const until = new Date(now.getTime() + 60_000);
    const own = { approvalId: id, taskId: cast.task, agentId: cast.agent, at: now, until };
    const signed = (more: object, url = scene.publicUrl) =>
      signApprovalState(signer, url, { ...own, ...more });
    const { privateKey } = await generateKeyPair('EdDSA');
    const forged = await new SignJWT(decodeJwt(approval.state))
      .setProtectedHeader(decodeProtectedHeader(approval.state) as { alg: string })
      .sign(privateKey);
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${approval.state.split('.')[1]}.`;
    const states: unknown[] = [
      foreign.state,
      forged,
      none,
      await signed({ approvalId: other.id }),
      await signed({ taskId: other.cast.task }),
      await signed({ agentId: other.cast.agent }),
      await signed({}, 'https://elsewhere.example.com'),
      `${approval.state.slice(0, -4)}AAAA`,
      approval.state.replaceAll('.', ''),
      '',
      'x'.repeat(5000),
      { signed: true },
      7,
    ];
    for (const door of ['fast', 'plain'] as const) {
      for (const state of states)
        expect(await ask(cast, { approval: { ...approval, state } }, door)).toMatchObject(unverifiable);
      expect(await ask(cast, { approval: { state: approval.state } }, door)).toMatchObject(unverifiable);
    }
    // None of that has spent it. What the caller says of the time counts for nothing.
    const long = { id, approved_until: '2099-01-01T00:00:00Z' };
    expect((await ask(cast, { approval: long })).decision).toBe(true);
    expect((await ask(other.cast, { approval: foreign })).decision).toBe(true);
  });

  test('one whose time is over is ours all the same, and the time speaks', async () => {
    const { cast, id } = await denied();
    await decider.does('approve', id);
    const signer = await tokenSigner(scene.ctx.prisma);
    const at = new Date(Date.now() - 120_000);
    const state = await signApprovalState(signer, scene.publicUrl, {
      approvalId: id,
      taskId: cast.task,
      agentId: cast.agent,
      at,
      until: new Date(Date.now() - 60_000),
    });
    // Only the proof has ended, not what was approved.
    const told = await ask(cast, { approval: { id, state } });
    expect(told).toMatchObject({ decision: true, context: { approval: { id } } });
  });

  test('another door than the one that it was made for does not take a task token for it', async () => {
    const cast = scene.cast();
    await scene.bind(cast);
    const token = await scene.tokenOf(cast);
    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE task_id = $1', [cast.task]);
    const evaluation = await ask(cast);
    const id = evaluation.context.access_request?.id ?? '';
    await decider.does('approve', id);
    expect(await ask(cast, { approval: { id, state: token } })).toMatchObject(unverifiable);
    const { approval } = (await requests.poll(token, id)).body.result;
    expect((await requests.poll(approval.state, id)).status).toBe(401);
  });
});
