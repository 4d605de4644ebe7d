import { z } from 'zod';
import { headerRefusal, WHOLE_REACH } from '@/lib/domain/secret';
import { ENVIRONMENTS, SOURCES, SYSTEM_KINDS, ZONES } from '@/lib/domain/system';
import { Email, Instant, ListOf, Page, PageQuery, PersonRef, Reason, Slug, Text } from './common';
import { operation } from './operation';
import { SensitivityName } from './scope';

/** What may be told of a secret: everything but the secret. */
export const SecretView = z.object({
  header: z.string().describe('in which it is sent'),
  rotatedAt: Instant,
  rotateAfterDays: z.int().nullable(),
  dueAt: Instant.nullable().describe('when it is to be replaced'),
  reach: z.array(z.string()).describe('what it can do at the system; empty when nobody has said'),
});
export type SecretView = z.output<typeof SecretView>;

export const SystemView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(SYSTEM_KINDS),
  zone: z.enum(ZONES),
  environment: z.enum(ENVIRONMENTS),
  url: z.string().nullable(),
  sensitivity: SensitivityName.describe('of data for which nothing finer is known'),
  owner: PersonRef.nullable(),
  toolCount: z.int(),
  secret: SecretView.nullable(),
  source: z.enum(SOURCES),
  createdAt: Instant,
  revision: z.int(),
});
export type SystemView = z.output<typeof SystemView>;

const URL_SCHEMES =
  /^(https?|wss?|grpcs?|postgres(ql)?|mysql|mariadb|sqlserver|mongodb(\+srv)?|rediss?|amqps?|ldaps?|sftp|ssh):$/;

/** An MCP server that runs as a process of ours, by the name that the operator gave its command. */
const STDIO = /^stdio:[a-z0-9][a-z0-9-]{0,63}$/;

/** Where a system is reached. It carries no credentials: everybody who may list systems sees it. */
const SystemUrl = Text(2000).superRefine((text, check) => {
  if (STDIO.test(text)) return;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.host === '' || !URL_SCHEMES.test(url.protocol)) {
    check.addIssue({
      code: 'custom',
      message: 'must be an absolute URL of a network service, or stdio:name',
    });
  } else if (url.username !== '' || url.password !== '') {
    check.addIssue({ code: 'custom', message: 'must not carry a user name or password' });
  }
});

export const CreateSystemInput = z.object({
  id: Slug,
  name: Text(200),
  kind: z.enum(SYSTEM_KINDS),
  zone: z.enum(ZONES),
  environment: z.enum(ENVIRONMENTS),
  url: SystemUrl.optional(),
  sensitivity: SensitivityName,
  owner: Email.optional(),
});
export type CreateSystemInput = z.output<typeof CreateSystemInput>;

export const ListSystemsInput = PageQuery.extend({
  kind: ListOf(z.enum(SYSTEM_KINDS)).optional(),
  zone: ListOf(z.enum(ZONES)).optional(),
  environment: ListOf(z.enum(ENVIRONMENTS)).optional(),
  q: Text(200).optional().describe('part of the id or the name'),
});
export type ListSystemsInput = z.output<typeof ListSystemsInput>;

/** What is left out stays; `null` takes away. */
export const ChangeSystemInput = z.object({
  id: Slug,
  name: Text(200).optional(),
  zone: z.enum(ZONES).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  url: SystemUrl.nullable().optional(),
  sensitivity: SensitivityName.optional(),
  owner: Email.nullable().optional(),
});
export type ChangeSystemInput = z.output<typeof ChangeSystemInput>;

/** What is left out stays as it was; a first secret is sent as `authorization` then. */
export const RotateSecretInput = z.object({
  id: Slug,
  value: z
    .string()
    .min(1)
    .max(8192)
    .regex(
      /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/,
      'must be the value of a header: visible characters on one line',
    )
    .describe('the whole value of the header, such as `Bearer …`; never shown again'),
  header: z
    .string()
    .max(64)
    .transform((name) => name.toLowerCase())
    .superRefine((name, check) => {
      const message = headerRefusal(name);
      if (message !== null) check.addIssue({ code: 'custom', message });
    })
    .optional(),
  rotateAfterDays: z.int().min(1).max(3660).nullable().optional(),
  reach: z
    .array(Text(200))
    .max(500)
    .optional()
    .describe(`names of tools that it can do, registered or not; \`${WHOLE_REACH}\` for everything`),
});
export type RotateSecretInput = z.output<typeof RotateSecretInput>;

export const systemOperations = {
  list: operation({
    id: 'listSystems',
    method: 'GET',
    path: '/api/v1/systems',
    summary: 'List systems, by id',
    permission: 'system.list',
    input: ListSystemsInput,
    output: Page(SystemView),
  }),
  create: operation({
    id: 'createSystem',
    method: 'POST',
    path: '/api/v1/systems',
    summary: 'Register a system',
    permission: 'system.create',
    input: CreateSystemInput,
    output: SystemView,
    status: 201,
  }),
  read: operation({
    id: 'readSystem',
    method: 'GET',
    path: '/api/v1/systems/{id}',
    summary: 'Read a system',
    permission: 'system.list',
    input: z.object({ id: Slug }),
    output: SystemView,
  }),
  change: operation({
    id: 'changeSystem',
    method: 'PATCH',
    path: '/api/v1/systems/{id}',
    summary: 'Change what is known of a system',
    permission: 'system.change',
    input: ChangeSystemInput,
    output: SystemView,
  }),
  rotateSecret: operation({
    id: 'rotateSystemSecret',
    method: 'POST',
    path: '/api/v1/systems/{id}/rotate-secret',
    summary: 'Set or replace the secret that is shown to a system',
    permission: 'system.rotate-secret',
    input: RotateSecretInput,
    output: SystemView,
    takesSecret: true,
  }),
  removeSecret: operation({
    id: 'removeSystemSecret',
    method: 'POST',
    path: '/api/v1/systems/{id}/remove-secret',
    summary: 'Remove the secret of a system',
    permission: 'system.remove-secret',
    input: z.object({ id: Slug, reason: Reason }),
    output: SystemView,
  }),
};
