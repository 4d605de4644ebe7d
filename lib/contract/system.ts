import { z } from 'zod';
import { ENVIRONMENTS, SOURCES, SYSTEM_KINDS, ZONES } from '@/lib/domain/system';
import { Email, Instant, ListOf, Page, PageQuery, PersonRef, Slug, Text } from './common';
import { operation } from './operation';
import { SensitivityName } from './scope';

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
};
