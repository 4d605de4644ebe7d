// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/settings';
import type { Shape } from '../shape';

export type SignInSettings = z.output<typeof contract.SignInSettings>;
export const SignInSettings: Shape<SignInSettings> = {
  object: {
    password: { object: { people: 'number' } },
    oidc: {
      nullable: {
        object: {
          name: 'string',
          issuer: 'string',
          clientId: 'string',
          redirectUri: 'string',
          people: 'number',
        },
      },
    },
  },
};

export type StorageView = z.output<typeof contract.StorageView>;
export const StorageView: Shape<StorageView> = {
  object: {
    at: 'instant',
    databaseBytes: 'number',
    retention: { oneOf: ['everything'] },
    records: {
      list: {
        object: {
          table: 'string',
          bytes: 'number',
          rows: 'number',
          oldest: { nullable: 'instant' },
          partitions: { nullable: 'number' },
        },
      },
    },
    tidied: { list: { object: { what: 'string', afterDays: 'number' } } },
  },
};

export type AboutView = z.output<typeof contract.AboutView>;
export const AboutView: Shape<AboutView> = {
  object: {
    version: 'string',
    licence: 'string',
    installation: { nullable: 'string' },
    instance: {
      object: {
        host: 'string',
        process: 'number',
        node: 'string',
        startedAt: 'instant',
        uptimeSeconds: 'number',
      },
    },
    database: { object: { version: 'string', bytes: 'number', migrations: { list: 'string' } } },
  },
};
