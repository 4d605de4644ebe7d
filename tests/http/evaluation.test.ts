import { expect, test } from 'vitest';
import { allowedBody, throughBothDoors } from '@/tests/support/scene';
import { callOf } from '@/tests/support/world';

const without = (value: Record<string, unknown>, name: string) => {
  const { [name]: _, ...rest } = value;
  return rest;
};

throughBothDoors((scene) => {
  test('an allowed call is answered 200 as JSON, with its id, reasons and the three answers', async () => {
    const cast = scene.cast();
    const reply = await scene.ask(callOf(cast));
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.evaluation).toMatchObject({
      decision: true,
      context: {
        evaluation_id: expect.stringMatching(/^dec_[0-9a-z]{26}$/),
        evaluated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        outcome: 'allow',
        reason: 'granted',
        answers: {
          intent: { verdict: 'clear', task: cast.task, purpose: 'Tidy up the contacts' },
          need: { verdict: 'clear', grant: cast.grant },
          end: { verdict: 'clear', ends_at: expect.any(String), ends_with: 'task' },
        },
      },
    });
    const [row] = await scene.sql('SELECT outcome FROM decisions WHERE id = $1', [
      reply.evaluation?.context.evaluation_id,
    ]);
    expect(row).toEqual({ outcome: 'allow' });
  });

  test('a denial is a successful answer: 200 with false, never 403', async () => {
    const cast = scene.cast();
    const reply = await scene.ask(callOf(cast, { tool: `${cast.tool}-of-nobody` }));
    expect(reply.status).toBe(200);
    expect(reply.evaluation).toMatchObject({
      decision: false,
      context: { outcome: 'deny', reason: 'tool_unknown' },
    });
    expect(reply.evaluation?.context.access_request).toBeUndefined();
  });

  test('X-Request-ID comes back, with an answer as with an error, and is recorded', async () => {
    const cast = scene.cast();
    const headers = { 'x-request-id': 'caller-7.a_b' };
    const reply = await scene.ask(callOf(cast), { headers });
    expect(reply.headers['x-request-id']).toBe('caller-7.a_b');
    const [row] = await scene.sql(`SELECT record::json ->> 'request_id' AS id FROM decisions WHERE id = $1`, [
      reply.evaluation?.context.evaluation_id,
    ]);
    expect(row).toEqual({ id: 'caller-7.a_b' });
    for (const [status, key, body] of [
      [400, undefined, '{'],
      [401, null, allowedBody(cast)],
    ] as const) {
      const failed = await scene.post(body, { key, headers });
      expect(failed.status).toBe(status);
      expect(failed.headers['x-request-id']).toBe('caller-7.a_b');
    }
    expect((await scene.ask(callOf(cast))).headers['x-request-id']).toBeUndefined();
  });

  test('members nobody knows are ignored, wherever they stand', async () => {
    const body = allowedBody(scene.cast());
    const reply = await scene.post({
      ...body,
      extra: [1, { deep: true }],
      subject: { ...body.subject, extra: 1, properties: { anything: ['goes'] } },
      action: { ...body.action, extra: null, properties: {} },
      resource: { ...body.resource, extra: 'x' },
      context: { ...body.context, extra: { a: 1 } },
    });
    expect(reply.evaluation?.decision).toBe(true);
  });

  // Each row breaks one thing in a call that would be allowed.
  type Body = Record<string, unknown>;
  const broken: { name: string; break: (body: Body) => unknown; says: RegExp }[] = [
    ...['subject', 'action', 'resource'].map((name) => ({
      name: `${name} is missing`,
      break: (body: Body) => without(body, name),
      says: new RegExp(`^${name} is required$`),
    })),
    ...['subject', 'action', 'resource', 'context'].flatMap((name) =>
      [null, 'text', 7, [], true].map((wrong) => ({
        name: `${name} is ${JSON.stringify(wrong)}`,
        break: (body: Body) => ({ ...body, [name]: wrong }),
        says: new RegExp(`^${name} must be an object$`),
      })),
    ),
    ...[
      ['subject', 'type'],
      ['subject', 'id'],
      ['action', 'name'],
      ['resource', 'type'],
      ['resource', 'id'],
    ].flatMap(([of = '', name = '']) => [
      {
        name: `${of}.${name} is missing`,
        break: (body: Body) => ({ ...body, [of]: without(body[of] as Body, name) }),
        says: new RegExp(`^${of}\\.${name} is required$`),
      },
      ...[null, 7, {}, [], '', true, 'x'.repeat(301), 'a\u0000b', '\ud800'].map((wrong) => ({
        name: `${of}.${name} is ${JSON.stringify(wrong).slice(0, 20)}`,
        break: (body: Body) => ({ ...body, [of]: { ...(body[of] as Body), [name]: wrong } }),
        says: new RegExp(`^${of}\\.${name} `),
      })),
    ]),
    ...['subject', 'action', 'resource'].flatMap((of) =>
      [null, [], 'text'].map((wrong) => ({
        name: `${of}.properties is ${JSON.stringify(wrong)}`,
        break: (body: Body) => ({ ...body, [of]: { ...(body[of] as Body), properties: wrong } }),
        says: new RegExp(`^${of}\\.properties must be an object$`),
      })),
    ),
    ...(
      [
        ['task', 7],
        ['task', ''],
        ['task', ['tsk_1']],
        ['call_id', 7],
        ['call_id', ''],
        ['call_id', 'x'.repeat(301)],
        ['arguments', []],
        ['arguments', 'q=1'],
        ['arguments', null],
        ['accepts', 'modify'],
        ['accepts', [7]],
        ['reads', {}],
        ['reads', Array.from({ length: 101 }, (_, i) => `ctx_${i}`)],
        ['approval', 'esc_1'],
        ['approval', { id: 7 }],
      ] as const
    ).map(([name, wrong]) => ({
      name: `context.${name} is ${JSON.stringify(wrong).slice(0, 20)}`,
      break: (body: Body) => ({ ...body, context: { ...(body.context as Body), [name]: wrong } }),
      says: new RegExp(`^context\\.${name}`),
    })),
  ];
  test(`400, naming the field, when one of ${broken.length} things is missing or mistyped`, async () => {
    const cast = scene.cast();
    expect((await scene.post(allowedBody(cast))).evaluation?.decision).toBe(true);
    const count = async () => (await scene.sql('SELECT count(*)::int AS n FROM decisions'))[0]?.n;
    const before = await count();
    for (const { name, says, ...row } of broken) {
      const reply = await scene.post(row.break(allowedBody(cast)));
      expect([reply.status, name]).toEqual([400, name]);
      expect(JSON.parse(reply.text), name).toMatch(says);
    }
    expect(await count()).toBe(before);
  });

  // What is no JSON object at all. Errors are a text, as the standard has it.
  const unreadable: [string, string | Uint8Array, string?][] = [
    ['an empty body', ''],
    ['blanks', '  \n'],
    ['half an object', '{"subject": {'],
    ['two objects', '{}{}'],
    ['a list', '[]'],
    ['a text', '"subject"'],
    ['a number', '1'],
    ['null', 'null'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['text/plain', '', 'text/plain'],
    ['a form', '', 'application/x-www-form-urlencoded'],
    ['a JSON lookalike', '', 'application/jsonp'],
    ['no content type', '', ''],
  ];
  for (const [name, body, type] of unreadable) {
    test(`400 for ${name}`, async () => {
      const sent = type === undefined ? body : JSON.stringify(allowedBody(scene.cast()));
      const reply = await scene.post(sent, type === undefined ? {} : { headers: { 'content-type': type } });
      expect(reply.status).toBe(400);
      expect(reply.headers['content-type']).toBe('application/json');
      expect(typeof JSON.parse(reply.text)).toBe('string');
    });
  }

  test('parameters of the content type, and its case, do not matter', async () => {
    const cast = scene.cast();
    for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json ;x=y']) {
      const reply = await scene.ask(callOf(cast), { headers: { 'content-type': type } });
      expect([type, reply.status]).toEqual([type, 200]);
    }
  });

  test('413 above 256 KB, announced or not; up to it the body is read', async () => {
    const cast = scene.cast();
    const body = allowedBody(cast);
    const empty = Buffer.byteLength(JSON.stringify({ ...body, filler: '' }));
    const sized = (bytes: number) => JSON.stringify({ ...body, filler: 'x'.repeat(bytes - empty) });
    const limit = 256 * 1024;
    expect((await scene.post(sized(limit))).evaluation?.decision).toBe(true);
    expect((await scene.post(sized(limit + 1))).status).toBe(413);
    const bytes = Buffer.from(sized(limit * 4));
    const chunks = Array.from({ length: 64 }, (_, i) =>
      bytes.subarray((i * bytes.length) / 64, ((i + 1) * bytes.length) / 64),
    );
    expect((await scene.post('', { body: chunks })).status).toBe(413);
    // And the service goes on.
    expect((await scene.ask(callOf(cast))).evaluation?.decision).toBe(true);
  });
});
