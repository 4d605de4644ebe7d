import { z } from 'zod';
import { Id, Seconds, Text } from './common';
import { ActionClassName, ScopeRequest } from './scope';

export const GRANT_TYPES = {
  clientCredentials: 'client_credentials',
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
} as const;
export const CLIENT_ASSERTION_TYPES = [
  'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  'urn:ietf:params:oauth:client-assertion-type:jwt-spiffe',
] as const;
export const TOKEN_TYPES = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  idToken: 'urn:ietf:params:oauth:token-type:id_token',
} as const;

/** What a form of the token endpoint may be at most. */
export const MAX_FORM_BYTES = 64 * 1024;

const Word = z.string().min(1).max(2000);
const Assertion = z
  .string()
  .min(1)
  .max(16 * 1024);

/**
 * A request to the token endpoint. Unknown members are ignored, as RFC 6749 asks; what is known and cannot be
 * read is an error, never a wider answer.
 */
export const TokenRequest = z.object({
  grant_type: z.string(),
  client_id: Word.optional(),
  client_assertion_type: Word.optional(),
  client_assertion: Assertion.optional(),
  assertion: Assertion.optional(),
  subject_token: Assertion.optional(),
  subject_token_type: Word.optional(),
  actor_token: Assertion.optional(),
  actor_token_type: Word.optional(),
  requested_token_type: Word.optional(),
  audience: Word.optional(),
  resource: Word.optional(),
  scope: Word.optional(),
  authorization_details: z
    .string()
    .max(48 * 1024)
    .optional(),
});
export type TokenRequest = z.output<typeof TokenRequest>;

const ScopeDetail = z
  .strictObject({
    system: ScopeRequest.shape.system,
    tools: ScopeRequest.shape.tools,
    action_classes: ScopeRequest.shape.actionClasses,
    resources: ScopeRequest.shape.resources,
    max_sensitivity: ScopeRequest.shape.maxSensitivity,
    arguments: ScopeRequest.shape.arguments,
  })
  .transform(({ action_classes: actionClasses, max_sensitivity: maxSensitivity, ...scope }) => ({
    ...scope,
    maxSensitivity,
    ...(actionClasses !== undefined && { actionClasses }),
  }));

/** RFC 9396: a task to be opened, with the words of `POST /api/v1/tasks`; or one that runs, by its id. */
export const AgentTaskDetail = z.strictObject({
  type: z.literal('agent_task'),
  identifier: Id.optional().describe('a task that runs: nothing else is named then'),
  purpose: Text(4000).optional(),
  ttl_seconds: Seconds.optional(),
  action_classes: z.array(ActionClassName).max(6).optional(),
  scopes: z.array(ScopeDetail).min(1).max(50).optional(),
  on_behalf_of: Text(300).optional(),
  parent_task: Id.optional(),
  external_id: Text(300).optional(),
});
export type AgentTaskDetail = z.output<typeof AgentTaskDetail>;

/** RFC 9396: the grant that a token for a system is taken from, and the tools that it is cut to. */
export const AgentCallDetail = z.strictObject({
  type: z.literal('agent_call'),
  grant: Id.optional(),
  actions: z.array(ActionClassName).min(1).max(6).optional(),
  tools: z.array(Text(300)).min(1).max(200).optional(),
});
export type AgentCallDetail = z.output<typeof AgentCallDetail>;

export const DETAIL_TYPES = ['agent_task', 'agent_call'] as const;

/** A successful answer of the token endpoint. */
export type TokenAnswer = {
  access_token: string;
  issued_token_type: string;
  token_type: 'Bearer' | 'DPoP';
  expires_in: number;
  scope?: string;
  authorization_details: readonly object[];
};

/** RFC 7662 and RFC 7009 ask for a token in the same way. */
export const TokenForm = z.object({ token: Assertion, token_type_hint: Word.optional() });
export const RevocationForm = TokenForm.extend({
  client_id: Word.optional(),
  client_assertion_type: Word.optional(),
  client_assertion: Assertion.optional(),
});
export type RevocationForm = z.output<typeof RevocationForm>;

export type IntrospectionAnswer = { active: false } | ({ active: true } & Record<string, unknown>);
