import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from '@/lib/domain/error-code';
import { PERMISSIONS } from '@/lib/domain/role';
import { AgentView } from './agent';
import { AuditEventView } from './audit-event';
import { PersonRef, Problem } from './common';
import { DecisionSummary, DecisionView, OutcomeReportView } from './decision';
import { DeferralView } from './deferral';
import { EntitlementView } from './entitlement';
import { EscalationSummary, EscalationView } from './escalation';
import { GrantView } from './grant';
import type { Operation } from './operation';
import { ScopeRequest, ScopeShape } from './scope';
import { StopView } from './stop';
import { SystemView } from './system';
import { TaskDetail, TaskView } from './task';
import { TierRulesShape, TierView } from './tier';
import { ToolListItem, ToolView } from './tool';
import { UserView } from './user';

type JsonSchema = Record<string, unknown>;

/** Shapes that the document names and refers to, instead of repeating them. */
const ANSWERED = {
  AgentView,
  AuditEventView,
  DecisionSummary,
  DecisionView,
  DeferralView,
  EntitlementView,
  EscalationSummary,
  EscalationView,
  GrantView,
  OutcomeReportView,
  PersonRef,
  Problem,
  Scope: ScopeShape,
  StopView,
  SystemView,
  TaskDetail,
  TaskView,
  TierRules: TierRulesShape,
  TierView,
  ToolListItem,
  ToolView,
  UserView,
};
/** The same for what is sent, where more may be left out than is answered. */
const SENT = { ScopeInput: ScopeShape, ScopeRequest, TierRulesInput: TierRulesShape };

function namesOf(shapes: Record<string, z.ZodType>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, shape] of Object.entries(shapes)) registry.add(shape, { id });
  return registry;
}

/** Collects the named shapes while the rest of the document is written. */
function schemaWriter() {
  const registries = { input: namesOf(SENT), output: namesOf(ANSWERED) };
  const components: Record<string, unknown> = {};
  const write = (shape: z.ZodType, io: 'input' | 'output'): JsonSchema => {
    const {
      $schema: _,
      $defs,
      ...schema
    } = z.toJSONSchema(shape, {
      io,
      metadata: registries[io],
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        const { description } = z.globalRegistry.get(zodSchema) ?? {};
        if (description !== undefined) jsonSchema.description = description;
        // JSON has no instants: they are text.
        if (zodSchema._zod.def.type === 'date')
          Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    });
    for (const [name, definition] of Object.entries($defs ?? {})) components[name] = moved(definition);
    return moved(schema) as JsonSchema;
  };
  return { write, components };
}

/** Makes references to zod's definitions point to where this document keeps them. */
function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) =>
    key === '$ref' && typeof inner === 'string'
      ? [key, inner.replace('#/$defs/', '#/components/schemas/')]
      : [key, moved(inner)],
  );
  return Object.fromEntries(entries);
}

const sorted = (object: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key with the same input is done once, and answered alike every time.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
};
const ifMatch = (required: boolean) => ({
  name: 'If-Match',
  in: 'header',
  required,
  description: 'The ETag that was read. Refused with 412 when somebody else has changed it since.',
  schema: { type: 'string' },
});

const FAILURES = {
  '400': 'The input is not valid; `errors` names the fields',
  '401': 'No session and no valid key',
  '403': 'Not with these roles',
  '404': 'There is no such thing',
  '409': 'Not possible as things stand; `reason` says why',
  '412': 'Changed by somebody else since the ETag was read',
  '413': 'More than is read',
  '429': 'Too often; Retry-After says when again',
  '500': 'Something went wrong; nothing was changed',
  '503': 'Not available at the moment',
};

/** The closed list of codes that a status can carry. */
const codesOf = (status: string): string[] =>
  status === '500'
    ? ['internal']
    : Object.keys(ERROR_STATUS).filter((code) => String(ERROR_STATUS[code as ErrorCode]) === status);

/** The statuses with which an operation can fail. */
function failuresOf({ method, path }: Operation): string[] {
  const changes = method !== 'GET';
  return [
    '400',
    '401',
    '403',
    ...(path.includes('{') ? ['404'] : []),
    ...(changes ? ['409', '412', '413'] : []),
    '429',
    '500',
    '503',
  ];
}

function describeOperation(spec: Operation, write: ReturnType<typeof schemaWriter>['write']) {
  const { id, method, path, summary, permission, input, output, status = 200 } = spec;
  const { mediaType = 'application/json' } = spec;
  const {
    properties = {},
    required = [],
    ...rest
  } = write(input, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const others = Object.keys(properties).filter((name) => !inPath.includes(name));
  const parameter = (name: string, where: 'path' | 'query') => {
    const { description, ...schema } = properties[name] ?? {};
    return {
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema,
    };
  };
  const requiredMembers = others.filter((name) => required.includes(name));
  const body = {
    ...rest,
    properties: Object.fromEntries(others.map((name) => [name, properties[name]])),
    ...(requiredMembers.length > 0 && { required: requiredMembers }),
  };
  const roles: readonly string[] = permission === null ? ['anybody who is known'] : PERMISSIONS[permission];
  return {
    operationId: id,
    summary,
    description: `For ${roles.join(', ')}.`,
    ...(permission !== null && { 'x-permission': permission }),
    tags: [path.split('/')[3] ?? ''],
    parameters: [
      ...inPath.map((name) => parameter(name, 'path')),
      ...(method === 'GET' ? others.map((name) => parameter(name, 'query')) : []),
      ...(method === 'POST' ? [IDEMPOTENCY_KEY] : []),
      ...(method === 'PATCH' || method === 'PUT' ? [ifMatch(method === 'PUT')] : []),
    ],
    ...(method !== 'GET' && {
      requestBody: {
        required: requiredMembers.length > 0,
        content: { 'application/json': { schema: body } },
      },
    }),
    responses: {
      [status]: {
        description: 'Done',
        content: { [mediaType]: { schema: write(output, 'output') } },
      },
      ...Object.fromEntries(
        failuresOf(spec).map((code) => [code, { $ref: `#/components/responses/${code}` }]),
      ),
    },
  };
}

/** OpenAPI 3.1, from the same schemas that parse the requests. Equal operations give equal bytes. */
export function openApiDocument(operations: readonly Operation[]) {
  const { write, components } = schemaWriter();
  const problem = { 'application/problem+json': { schema: write(Problem, 'output') } };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const spec of operations) {
    paths[spec.path] = { ...paths[spec.path], [spec.method.toLowerCase()]: describeOperation(spec, write) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cordon',
      version: 'v1',
      description:
        'Management of agents and what they may reach. Lists answer `items` and `nextCursor`; ' +
        'a slash in an id is percent-encoded in a path.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths: sorted(paths),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, `cdn_…`.' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'cordon.session', description: 'A person’s session.' },
      },
      responses: Object.fromEntries(
        Object.entries(FAILURES).map(([status, description]) => [
          status,
          { description, content: problem, 'x-codes': codesOf(status) },
        ]),
      ),
      schemas: sorted(components),
    },
  };
}
