import { expect, test } from 'vitest';
import { openApiDocument } from '@/lib/contract/openapi';
import { operations } from '@/lib/contract/operations';
import { readShape } from '@/lib/query/shape';
import { ApiDocument, groupsOf, membersOf, typeText } from './document';
import { curlOf, exampleOf, snippetOf } from './example';

const document = readShape(ApiDocument, JSON.parse(JSON.stringify(openApiDocument(operations))));
const all = groupsOf(document, '').flatMap(({ operations: ofNoun }) => ofNoun);
const operationOf = (id: string) => {
  const found = all.find((operation) => operation.id === id);
  if (found === undefined) throw new Error(`${id} is not shown`);
  return found;
};

test('every operation of the API is shown once, with who may ask for it', () => {
  expect(all.map(({ id }) => id).sort()).toEqual(operations.map(({ id }) => id).sort());
  for (const { id, permission } of operations) expect(operationOf(id).permission).toBe(permission);
  expect(operationOf('createAgent').roles).toBe('For admin.');
});

test('all that is sought must be in an operation', () => {
  const found = groupsOf(document, 'post review').flatMap(({ operations: ofNoun }) => ofNoun);
  expect(found.map(({ id }) => id)).toContain('reviewTool');
  expect(found.every(({ method }) => method === 'POST')).toBe(true);
  expect(groupsOf(document, 'no such thing')).toEqual([]);
});

test('every code that can be told stands at its status', () => {
  const codes = Object.values(document.components.responses).flatMap((one) => one['x-codes']);
  expect(codes).toEqual(
    expect.arrayContaining(['invalid_input', 'changed_meanwhile', 'refused', 'internal']),
  );
  expect(new Set(codes).size).toBe(codes.length);
  for (const { failures } of all) {
    for (const status of failures) expect(document.components.responses).toHaveProperty([status]);
  }
});

test('the example of what is sent is one that the contract takes', () => {
  // Ids and addresses are the reader's to fill in; everything else must fit as it is.
  const places = /is not an id|must be lower case|must be `system|Invalid/;
  for (const { body, id } of all) {
    if (body === null) continue;
    const example = exampleOf(document, body) as Record<string, unknown>;
    for (const name of body.required ?? []) expect(example, id).toHaveProperty([name]);
  }
  const input = operations.find(({ id }) => id === 'createAgent')?.input;
  const body = operationOf('createAgent').body;
  const parsed = input?.safeParse(exampleOf(document, body ?? {}));
  expect(parsed?.error?.issues.every(({ message }) => places.test(message)) ?? true).toBe(true);
});

test('the command names the reader’s own server, and no quote ends it early', () => {
  const curl = curlOf(document, operationOf('changeAgent'), 'https://cordon.example.com');
  expect(curl).toContain("-X PATCH 'https://cordon.example.com/api/v1/agents/ID'");
  expect(curl).toContain('"authorization: Bearer $CORDON_KEY"');
  expect(curlOf(document, operationOf('replaceTier'), 'http://h')).toContain(`-H 'if-match: "1"'`);
  expect(curlOf(document, operationOf('listToolCallers'), 'http://h')).toContain('?tool=');
  expect(snippetOf('http://h', 'my-agent', 'crm/search')).toContain("fetch('http://h/access/v1/evaluation'");
});

test('kinds of values are told in a few words', () => {
  expect(typeText({ type: 'string', format: 'date-time' })).toBe('string (date-time)');
  expect(typeText({ items: { $ref: '#/components/schemas/AgentView' } })).toBe('AgentView[]');
  expect(typeText({ anyOf: [{ type: 'string' }, { type: 'null' }] })).toBe('string | null');
  expect(typeText({ items: { enum: ['low', 'high'] } })).toBe('(low | high)[]');
  const answer = operationOf('listAgents').answer;
  expect(Object.keys(membersOf(document, answer ?? {})?.properties ?? {})).toContain('items');
});
