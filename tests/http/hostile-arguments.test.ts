import { expect, test } from 'vitest';
import { canonicalJson } from '@/lib/ledger/canonical';
import { allowedBody, throughBothDoors } from '@/tests/support/scene';

throughBothDoors((scene) => {
  /** The body of an allowed call with its arguments written by hand. */
  const withArguments = (text: string) => {
    const marked = allowedBody(scene.cast());
    return JSON.stringify({ ...marked, context: { ...marked.context, arguments: '@' } }).replace(
      '"@"',
      () => text,
    );
  };
  const recordedText = async (id: string | undefined) => {
    const [row] = await scene.sql('SELECT record FROM decisions WHERE id = $1', [id]);
    return row?.record as string;
  };

  const readable: [string, string][] = [
    ['__proto__ as a member', '{"__proto__":{"q":"x"},"constructor":{"prototype":1},"toString":"a"}'],
    ['names that sort oddly', '{"b":1,"a":2,"":3,"\u20ac":4,"\ud83d\ude00":5,"10":6,"9":7,"A":8}'],
    [
      'numbers at the edge',
      '{"a":1e21,"b":1E-7,"c":-0,"d":9007199254740991,"e":5e-324,"f":1.7976931348623157e308,"g":0.1}',
    ],
    ['escapes', '{"q":"\\u0001\\u001e\\u2028\\ud83d\\ude00 \\" \\\\ \\/ \\n"}'],
    ['32 levels', `${'{"a":'.repeat(32)}1${'}'.repeat(32)}`],
    ['a long list', `{"a":[${Array.from({ length: 20_000 }, (_, i) => i).join(',')}]}`],
    ['the same name twice: the last one counts', '{"q":"first","q":"last"}'],
    ['nothing', '{}'],
  ];
  for (const [name, text] of readable) {
    test(`recorded as decided: ${name}`, async () => {
      const reply = await scene.post(withArguments(text));
      expect(reply.evaluation?.context.outcome).toBe('allow');
      const record = await recordedText(reply.evaluation?.context.evaluation_id);
      expect(record).toContain(`"arguments":${canonicalJson(JSON.parse(text))},"at":`);
      expect(record).toBe(canonicalJson(JSON.parse(record)));
    });
  }

  const unreadable: [string, string][] = [
    ['NUL in a value', '{"q":"a\\u0000b"}'],
    ['NUL in a name', '{"a\\u0000":1}'],
    ['a lone surrogate', '{"q":"\\ud800"}'],
    ['a lone surrogate in a name', '{"\\udc00x":1}'],
    ['1000 levels of objects', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`],
    ['1000 levels of lists', `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`],
    ['a number that no double holds', '{"q":1e400}'],
    ['a negative one, deep inside', '{"a":[{"b":-1e999}]}'],
  ];
  for (const [name, text] of unreadable) {
    test(`400, and never recorded otherwise than sent: ${name}`, async () => {
      const reply = await scene.post(withArguments(text));
      expect(reply.status).toBe(400);
      expect(JSON.parse(reply.text)).toMatch(/^context\.arguments /);
    });
  }

  test('depth outside of the arguments harms nobody', async () => {
    const body = allowedBody(scene.cast());
    const text = JSON.stringify({ ...body, extra: '@' }).replace(
      '"@"',
      `${'['.repeat(5000)}${']'.repeat(5000)}`,
    );
    const reply = await scene.post(text);
    expect([200, 400]).toContain(reply.status);
    expect((await scene.post(body)).evaluation?.decision).toBe(true);
  });

  test('the same member twice: the last one is what is decided and recorded', async () => {
    const [one, two] = [scene.cast(), scene.cast()];
    const [a, b] = [allowedBody(one), allowedBody(two)];
    // A guard that read the first subject and a recorder that read the last would disagree.
    const text = `{"subject":${JSON.stringify(a.subject)},${JSON.stringify({ ...b, subject: b.subject }).slice(1)}`;
    const reply = await scene.post(text);
    expect(reply.evaluation?.decision).toBe(true);
    const record = JSON.parse(await recordedText(reply.evaluation?.context.evaluation_id));
    expect([record.agent, record.task]).toEqual([two.agent, two.task]);
  });
});
