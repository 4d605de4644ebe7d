import { expect, test } from 'vitest';
import type { Evaluation } from '@/tests/support/client';
import { allowedBody, type Scene, throughBothDoors } from '@/tests/support/scene';

const post = async (scene: Scene, body: unknown) => {
  const reply = await scene.post(body, { path: '/access/v1/evaluations' });
  return { status: reply.status, body: JSON.parse(reply.text), headers: reply.headers };
};
const decisions = (body: { evaluations: Evaluation[] }) => body.evaluations.map(({ decision }) => decision);

throughBothDoors((scene) => {
  /** An allowed one and a denied one, with nothing left to defaults. */
  const pair = () => {
    const yes = allowedBody(scene.cast());
    return { yes, no: { ...yes, resource: { type: 'tool', id: 'crm-w/unheard-of' } } };
  };

  test('answers stand in the order of the questions, each with its own id', async () => {
    const { yes, no } = pair();
    const order = [yes, no, no, yes, no, yes];
    const { status, body, headers } = await post(scene, { evaluations: order });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(decisions(body)).toEqual(order.map((one) => one === yes));
    const ids = body.evaluations.map(({ context }: Evaluation) => context.evaluation_id);
    expect(new Set(ids).size).toBe(order.length);
    const rows = await scene.sql('SELECT id FROM decisions WHERE id = ANY ($1)', [ids]);
    expect(rows).toHaveLength(order.length);
  });

  const semantics: [string | undefined, string, boolean[]][] = [
    [undefined, 'ynyn', [true, false, true, false]],
    ['execute_all', 'ynyn', [true, false, true, false]],
    ['deny_on_first_deny', 'yynyn', [true, true, false]],
    ['deny_on_first_deny', 'yyy', [true, true, true]],
    ['deny_on_first_deny', 'n', [false]],
    ['permit_on_first_permit', 'nnyny', [false, false, true]],
    ['permit_on_first_permit', 'nnn', [false, false, false]],
    ['permit_on_first_permit', 'y', [true]],
  ];
  for (const [semantic, asked, expected] of semantics) {
    test(`${semantic ?? 'no semantic'} over ${asked} answers ${expected.length}, and decides no more`, async () => {
      const { yes, no } = pair();
      const count = async () => (await scene.sql('SELECT count(*)::int AS n FROM decisions'))[0]?.n as number;
      const before = await count();
      const { body } = await post(scene, {
        ...(semantic !== undefined && { options: { evaluations_semantic: semantic } }),
        evaluations: [...asked].map((one) => (one === 'y' ? yes : no)),
      });
      expect(decisions(body)).toEqual(expected);
      expect(await count()).toBe(before + expected.length);
    });
  }

  test('members of the request are defaults, taken as whole objects', async () => {
    const { subject, action, resource, context } = allowedBody(scene.cast());
    const { body } = await post(scene, {
      subject,
      action,
      resource,
      context,
      evaluations: [
        {},
        // The whole context is replaced: its task is not merged in from the default.
        { context: { arguments: { q: 'b' } } },
        { resource: { type: 'tool', id: 'crm-w/unheard-of' } },
        { context: { ...context, arguments: { q: 7 } } },
      ],
    });
    expect(body.evaluations.map(({ context: { reason } }: Evaluation) => reason)).toEqual([
      'granted',
      'task_required',
      'tool_unknown',
      'arguments_invalid',
    ]);
  });

  test('a default need not be complete, and a partial one is not mended from the item', async () => {
    const { subject, action, resource, context } = allowedBody(scene.cast());
    const { body } = await post(scene, {
      subject: { type: 'agent' },
      evaluations: [
        { subject, action, resource, context },
        { action, resource, context },
      ],
    });
    expect(body.evaluations[0].decision).toBe(true);
    expect(body.evaluations[1]).toEqual({
      decision: false,
      context: { error: { status: 400, message: 'evaluations[1].subject.id is required' } },
    });
  });

  test('without evaluations, or with none in the list, it is a single evaluation', async () => {
    const yes = allowedBody(scene.cast());
    for (const more of [{}, { evaluations: [] }]) {
      const { status, body } = await post(scene, { ...yes, ...more });
      expect(status).toBe(200);
      expect(body).toMatchObject({ decision: true, context: { outcome: 'allow' } });
      expect(body.evaluations).toBeUndefined();
    }
    expect((await post(scene, { evaluations: [] })).status).toBe(400);
  });

  test('an item that cannot be read fails by itself, and is never an allow', async () => {
    const { yes } = pair();
    const { status, body } = await post(scene, {
      evaluations: [{ ...yes, action: {} }, yes, { ...yes, subject: 'me' }],
    });
    expect(status).toBe(200);
    expect(body.evaluations).toMatchObject([
      {
        decision: false,
        context: { error: { status: 400, message: 'evaluations[0].action.name is required' } },
      },
      { decision: true },
      { decision: false, context: { error: { status: 400 } } },
    ]);
  });

  const whole: [string, Record<string, unknown>][] = [
    ['evaluations are no list', { evaluations: {} }],
    ['evaluations are null', { evaluations: null }],
    ['an item is no object', { evaluations: [{}, 'x'] }],
    ['an item is a list', { evaluations: [[]] }],
    ['an item is null', { evaluations: [null] }],
    ['a default is no object', { subject: 'me', evaluations: [{}] }],
    ['options are no object', { options: [], evaluations: [{}] }],
    ['the semantic is unknown', { options: { evaluations_semantic: 'any' }, evaluations: [{}] }],
    ['the semantic is no text', { options: { evaluations_semantic: true }, evaluations: [{}] }],
    ['there are 101', { evaluations: Array.from({ length: 101 }, () => ({})) }],
  ];
  for (const [name, fault] of whole) {
    test(`the whole request is 400 when ${name}`, async () => {
      const { status, body } = await post(scene, { ...allowedBody(scene.cast()), ...fault });
      expect(status).toBe(400);
      expect(typeof body).toBe('string');
    });
  }

  test('a hundred evaluations are answered', async () => {
    const yes = allowedBody(scene.cast());
    const { body } = await post(scene, { ...yes, evaluations: Array.from({ length: 100 }, () => ({})) });
    expect(decisions(body)).toEqual(Array.from({ length: 100 }, () => true));
  });
});
