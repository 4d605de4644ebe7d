import type { Shape, ShapeNode } from '@/lib/query/shape';

/** A JSON Schema, as far as a reader is shown of it. */
export type Schema = {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  format?: string | undefined;
  description?: string | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  properties?: Record<string, Schema> | undefined;
  required?: string[] | undefined;
  items?: Schema | undefined;
  additionalProperties?: boolean | Schema | undefined;
  anyOf?: Schema[] | undefined;
  oneOf?: Schema[] | undefined;
  allOf?: Schema[] | undefined;
  default?: unknown;
  minimum?: number | undefined;
  maximum?: number | undefined;
  maxLength?: number | undefined;
  pattern?: string | undefined;
};
export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string | undefined;
  schema: Schema;
};
type Content = Record<string, { schema: Schema }>;
type Described = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  'x-permission'?: string | undefined;
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Content } | undefined;
  responses: Record<string, { content?: Content | undefined }>;
};

/** The OpenAPI document, as far as it is shown. */
export type ApiDocument = {
  info: { description: string };
  paths: Record<string, Record<string, Described>>;
  components: {
    responses: Record<string, { description: string; 'x-codes': string[] }>;
    schemas: Record<string, Schema>;
  };
};

const CONTENT: ShapeNode = { record: { object: { schema: 'unknown' } } };
const PARAMETER: ShapeNode = {
  object: {
    name: 'string',
    in: { oneOf: ['path', 'query', 'header'] },
    required: { of: 'boolean', default: false },
    description: { optional: 'string' },
    schema: 'unknown',
  },
};
const DESCRIBED: ShapeNode = {
  object: {
    operationId: 'string',
    summary: 'string',
    description: 'string',
    tags: { list: 'string' },
    'x-permission': { optional: 'string' },
    parameters: { list: PARAMETER },
    requestBody: { optional: { object: { required: 'boolean', content: CONTENT } } },
    responses: { record: { object: { content: { optional: CONTENT } } } },
  },
};
export const ApiDocument: Shape<ApiDocument> = {
  object: {
    info: { object: { description: 'string' } },
    paths: { record: { record: DESCRIBED } },
    components: {
      object: {
        responses: { record: { object: { description: 'string', 'x-codes': { list: 'string' } } } },
        schemas: { record: 'unknown' },
      },
    },
  },
};

export type ApiOperation = {
  id: string;
  method: string;
  path: string;
  summary: string;
  /** "For admin, auditor." */
  roles: string;
  permission: string | null;
  parameters: readonly Parameter[];
  body: Schema | null;
  status: string;
  answer: Schema | null;
  mediaType: string;
  failures: readonly string[];
};
export type ApiGroup = { noun: string; operations: readonly ApiOperation[] };

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

/** The operations noun by noun, as far as they fit what is sought. */
export function groupsOf(document: ApiDocument, sought: string): ApiGroup[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, ApiOperation[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, described] of Object.entries(methods).sort(
      ([a], [b]) => METHODS.indexOf(a) - METHODS.indexOf(b),
    )) {
      const noun = described.tags[0] ?? '';
      const text = `${method} ${path} ${described.operationId} ${described.summary}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
      groups.set(noun, [...(groups.get(noun) ?? []), operationOf(path, method, described)]);
    }
  }
  return [...groups].map(([noun, operations]) => ({ noun, operations }));
}

function operationOf(path: string, method: string, described: Described): ApiOperation {
  const done = Object.entries(described.responses).find(([status]) => status.startsWith('2'));
  const [mediaType = 'application/json', content] = Object.entries(done?.[1].content ?? {})[0] ?? [];
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    summary: described.summary,
    roles: described.description,
    permission: described['x-permission'] ?? null,
    parameters: described.parameters,
    body: described.requestBody?.content['application/json']?.schema ?? null,
    status: done?.[0] ?? '200',
    answer: content?.schema ?? null,
    mediaType,
    failures: Object.keys(described.responses).filter((status) => !status.startsWith('2')),
  };
}

/** Where a schema only points to a named one, that one; with the name. */
export function resolved(document: ApiDocument, schema: Schema): { name: string | null; schema: Schema } {
  const name = schema.$ref?.split('/').at(-1) ?? null;
  return { name, schema: (name === null ? undefined : document.components.schemas[name]) ?? schema };
}

/** What kind of value a schema takes, in a few words: `string (date-time)`, `Agent[]`, `low | high`. */
export function typeText(schema: Schema): string {
  const { $ref, type, format, items, anyOf, oneOf, additionalProperties } = schema;
  if ($ref !== undefined) return $ref.split('/').at(-1) ?? 'object';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => String(value)).join(' | ');
  const either = anyOf ?? oneOf;
  if (either !== undefined) return [...new Set(either.map(typeText))].join(' | ');
  if (items !== undefined) {
    const of = typeText(items);
    return of.includes(' | ') ? `(${of})[]` : `${of}[]`;
  }
  if (typeof additionalProperties === 'object' && schema.properties === undefined) {
    return `{ [name]: ${typeText(additionalProperties)} }`;
  }
  const plain = Array.isArray(type) ? type.join(' | ') : (type ?? 'any');
  return format === undefined ? plain : `${plain} (${format})`;
}

/** The object whose members a reader wants to see behind a schema: its own, its items', or one of several. */
export function membersOf(document: ApiDocument, schema: Schema): Schema | null {
  const { schema: own } = resolved(document, schema);
  if (own.properties !== undefined) return own;
  if (own.items !== undefined) return membersOf(document, own.items);
  for (const one of own.anyOf ?? own.oneOf ?? own.allOf ?? []) {
    const members = membersOf(document, one);
    if (members !== null) return members;
  }
  return null;
}
