import { Ajv2020 } from 'ajv/dist/2020';
import { expect, test } from 'vitest';
import { openApiDocument } from './openapi';
import { operations } from './operations';

type Json = Record<string, unknown>;
type Described = {
  operationId: string;
  parameters: { name: string; in: string; required?: boolean; schema: Json }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
};
const document = openApiDocument(operations);
const paths = document.paths as Record<string, Record<string, Described>>;
const all = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, described })),
);
const operationOf = (id: string) => {
  const found = all.find(({ described }) => described.operationId === id);
  if (found === undefined) throw new Error(`${id} is not in the document`);
  return found.described;
};

test('describes every operation once, under its own path and id', () => {
  expect(all.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
    operations.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  expect(new Set(all.map(({ described }) => described.operationId)).size).toBe(operations.length);
});

test('equal operations give equal bytes', () => {
  expect(JSON.stringify(openApiDocument(operations))).toBe(JSON.stringify(document));
});

test('every schema is one that a validator takes, and every reference leads somewhere', () => {
  const ajv = new Ajv2020({ strict: false });
  const take = (schema: Json) => expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
  for (const schema of Object.values(document.components.schemas)) take(schema as Json);
  for (const { described } of all) {
    for (const { schema } of described.parameters) take(schema);
    for (const { schema } of Object.values(described.requestBody?.content ?? {})) take(schema);
    for (const { content = {} } of Object.values(described.responses)) {
      for (const { schema } of Object.values(content)) take(schema);
    }
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, path]) => path ?? '',
  );
  for (const reference of references) {
    const target = reference
      .split('/')
      .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
    expect(target, reference).toBeDefined();
  }
});

test('what stands in the path is a required path parameter, and what is read is asked by query', () => {
  for (const { path, method, described } of all) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = described.parameters.filter((one) => one.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
    expect(described.requestBody === undefined).toBe(method === 'get');
  }
  const names = operationOf('listAgents').parameters.map((one) => `${one.in} ${one.name}`);
  expect(names).toEqual(
    expect.arrayContaining(['query cursor', 'query limit', 'query tier', 'query unowned']),
  );
});

test('the headers stand where they apply', () => {
  const headers = (id: string) =>
    operationOf(id)
      .parameters.filter((one) => one.in === 'header')
      .map(({ name, required = false }) => `${name}${required ? ' required' : ''}`);
  expect(headers('createAgent')).toEqual(['Idempotency-Key']);
  expect(headers('changeAgent')).toEqual(['If-Match']);
  expect(headers('replaceTier')).toEqual(['If-Match required']);
  expect(headers('readAgent')).toEqual([]);
});

test('instants are text, and a body is what is sent, without the path', () => {
  const body = operationOf('narrowEntitlement').requestBody?.content['application/json']?.schema as {
    properties: Json;
    required: string[];
  };
  expect(body.properties.endsAt).toEqual({ type: 'string', format: 'date-time' });
  expect(body.properties).not.toHaveProperty('id');
  expect(body.required).toEqual(['reason']);
  expect(operationOf('retireAgent').requestBody?.required).toBe(false);
});

test('what is not JSON says what it is', () => {
  const typesOf = (id: string) => Object.keys(operationOf(id).responses['200']?.content ?? {});
  expect(typesOf('streamEvents')).toEqual(['text/event-stream']);
  expect(typesOf('exportLedger')).toEqual(['application/gzip']);
  expect(typesOf('verifyLedger')).toEqual(['application/json']);
});

test('failures are problems', () => {
  expect(operationOf('changeAgent').responses['412']).toEqual({ $ref: '#/components/responses/412' });
  expect(document.components.responses['412']?.content).toHaveProperty(['application/problem+json']);
});
