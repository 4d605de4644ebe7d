import { expect, test } from 'vitest';
import { sampleArguments, snippetFor } from './snippet';

test('what stands in the program is data, whatever it holds', () => {
  const evil = '"); process.exit(7); //';
  const text = snippetFor({
    url: 'https://x',
    key: evil,
    agent: 'a',
    tool: { id: 's/t', args: { q: evil } },
  });
  const program = new Function('fetch', 'console', `return (async () => {${text}})()`);
  const asked: { url: string; headers: Record<string, string>; body: string }[] = [];
  const fetched = async (url: string, init: { headers: Record<string, string>; body: string }) => {
    asked.push({ url, ...init });
    return {
      ok: true,
      json: async () => ({ id: 'tsk_1', decision: true, context: { outcome: 'allow', reasons: [] } }),
    };
  };
  return program(fetched, { log: () => {} }).then(() => {
    expect(asked.map(({ url }) => url)).toEqual([
      'https://x/api/v1/tasks',
      'https://x/access/v1/evaluation',
      'https://x/api/v1/tasks/tsk_1/complete',
    ]);
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${evil}`);
    expect(JSON.parse(asked[1]?.body ?? '{}')).toMatchObject({
      resource: { id: 's/t' },
      context: { task: 'tsk_1', arguments: { q: evil } },
    });
  });
});

test('arguments are made up by the schema', () => {
  const schema = {
    required: ['q', 'n', 'kind'],
    properties: { q: { type: 'string' }, n: { type: 'integer' }, kind: { enum: ['a', 'b'] }, more: {} },
  };
  expect(sampleArguments(schema)).toEqual({ q: 'example', n: 1, kind: 'a' });
  for (const none of [null, {}, { required: 'q' }]) expect(sampleArguments(none)).toEqual({});
});
