// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/ledger';
import type { Shape } from '../shape';

export type CheckpointStatus = z.output<typeof contract.CheckpointStatus>;
export const CheckpointStatus: Shape<CheckpointStatus> = {
  object: {
    last: { nullable: { object: { seq: 'number', at: 'instant', hash: 'string' } } },
    ageSeconds: { nullable: 'number' },
    unsealed: { object: { decisions: 'number', auditEvents: 'number' } },
    lastCheck: {
      nullable: {
        object: {
          at: 'instant',
          by: 'string',
          ok: 'boolean',
          first: { nullable: { object: { table: 'string', id: 'string', what: 'string' } } },
          problemCount: 'number',
          from: { nullable: 'number' },
          upTo: { nullable: 'number' },
          records: 'number',
        },
      },
    },
    broken: {
      nullable: {
        object: {
          at: 'instant',
          by: 'string',
          ok: 'boolean',
          first: { nullable: { object: { table: 'string', id: 'string', what: 'string' } } },
          problemCount: 'number',
          from: { nullable: 'number' },
          upTo: { nullable: 'number' },
          records: 'number',
        },
      },
    },
  },
};

export type VerificationView = z.output<typeof contract.VerificationView>;
export const VerificationView: Shape<VerificationView> = {
  object: {
    ok: 'boolean',
    first: { nullable: { object: { table: 'string', id: 'string', what: 'string' } } },
    problems: { list: { object: { table: 'string', id: 'string', what: 'string' } } },
    problemCount: 'number',
    from: { nullable: 'number' },
    upTo: { nullable: 'number' },
    counts: {
      object: {
        checkpoints: 'number',
        auditEvents: 'number',
        outcomeReports: 'number',
        decisions: 'number',
        chains: 'number',
      },
    },
    unsealed: { object: { decisions: 'number', auditEvents: 'number' } },
    lastCheckpoint: { nullable: { object: { seq: 'number', at: 'string', hash: 'string' } } },
    compared: { nullable: 'number' },
    seconds: 'number',
  },
};

export type ReceiptView = z.output<typeof contract.ReceiptView>;
export const ReceiptView: Shape<ReceiptView> = {
  object: {
    v: { oneOf: [1] },
    decision: 'string',
    record: 'string',
    chain: { object: { writer: 'string', seq: 'number', previous: 'string', hash: 'string' } },
    report: { nullable: { object: { record: 'string' } } },
    checkpoint: {
      nullable: {
        object: {
          seq: 'number',
          record: 'string',
          keyId: 'string',
          signature: 'string',
          path: { nullable: { list: 'string' } },
        },
      },
    },
    keyId: 'string',
    signature: 'string',
  },
};

export type ListCheckpointsAnswer = z.output<typeof contract.checkpointOperations.list.output>;
export const ListCheckpointsAnswer: Shape<ListCheckpointsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          seq: 'number',
          at: 'instant',
          installation: 'string',
          previous: 'string',
          hash: 'string',
          decisions: { list: { object: { writer: 'string', seq: 'number', hash: 'string' } } },
          audit: { object: { seq: 'number', hash: 'string' } },
          counts: { object: { chains: 'number', decisions: 'number', auditEvents: 'number' } },
          record: 'string',
          keyId: 'string',
          signature: 'string',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
