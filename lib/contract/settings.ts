import { z } from 'zod';
import { Instant } from './common';
import { operation } from './operation';

export const SignInSettings = z.object({
  password: z.object({ people: z.int().describe('enabled people who have a password') }),
  oidc: z
    .object({
      name: z.string().describe('what its button says'),
      issuer: z.string(),
      clientId: z.string(),
      redirectUri: z.string().describe('what the identity provider must allow'),
      people: z.int().describe('enabled people who have come by it'),
    })
    .nullable()
    .describe('null when it is not configured'),
});
export type SignInSettings = z.output<typeof SignInSettings>;

export const StorageView = z.object({
  at: Instant,
  databaseBytes: z.number(),
  retention: z.literal('everything').describe('nothing of what is listed here is ever deleted'),
  records: z.array(
    z.object({
      table: z.string(),
      bytes: z.number().describe('with its indexes'),
      rows: z.number().describe('an estimate of the database'),
      oldest: Instant.nullable(),
      partitions: z
        .int()
        .nullable()
        .describe('months that have a partition of their own; null: not partitioned'),
    }),
  ),
  tidied: z
    .array(z.object({ what: z.string(), afterDays: z.number() }))
    .describe('what is deleted when it is of no use any more; none of it is a record'),
});
export type StorageView = z.output<typeof StorageView>;

export const AboutView = z.object({
  version: z.string(),
  licence: z.string(),
  installation: z.string().nullable().describe('the name that checkpoints carry; null before the first one'),
  instance: z.object({
    host: z.string(),
    process: z.int(),
    node: z.string(),
    startedAt: Instant,
    uptimeSeconds: z.number(),
  }),
  database: z.object({ version: z.string(), bytes: z.number(), migrations: z.array(z.string()) }),
});
export type AboutView = z.output<typeof AboutView>;

export const settingsOperations = {
  signIn: operation({
    id: 'readSignInSettings',
    method: 'GET',
    path: '/api/v1/settings/sign-in',
    summary: 'Read how people can sign in; it is configured by the environment',
    permission: 'settings.read',
    input: z.object({}),
    output: SignInSettings,
  }),
  storage: operation({
    id: 'readStorage',
    method: 'GET',
    path: '/api/v1/settings/storage',
    summary: 'Read what is kept: how much, since when',
    permission: 'settings.read',
    input: z.object({}),
    output: StorageView,
  }),
  about: operation({
    id: 'readAbout',
    method: 'GET',
    path: '/api/v1/settings/about',
    summary: 'Read what runs here: versions, schema, instance',
    permission: 'settings.read',
    input: z.object({}),
    output: AboutView,
  }),
};
