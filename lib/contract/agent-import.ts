import { z } from 'zod';
import { AUTONOMIES } from '@/lib/domain/agent';
import { AGENT_IMPORT_FIELDS } from '@/lib/domain/agent-csv';
import { IMPORT_VERDICTS } from '@/lib/domain/agent-import';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { ENVIRONMENTS } from '@/lib/domain/system';
import { Email } from './common';
import { operation } from './operation';

export const IMPORT_KINDS = ['csv', 'card'] as const;
const MAX_TEXT = 1_000_000;

/** For what a new agent needs and the file does not say. */
export const ImportDefaults = z.object({
  owner: Email.optional(),
  backupOwner: Email.optional(),
  riskTier: z.enum(RISK_TIERS).optional(),
  autonomy: z.enum(AUTONOMIES).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
});
export type ImportDefaults = z.output<typeof ImportDefaults>;

const Text = z.string().min(1).max(MAX_TEXT);

export const PreviewImportInput = z.object({
  kind: z
    .enum([...IMPORT_KINDS, 'card-url'])
    .describe(
      '`csv`: a file of agents; `card`: an A2A agent card, or a list of them; `card-url`: where a card is',
    ),
  text: Text.describe('the file itself; for `card-url` the address of the server or of its card'),
  defaults: ImportDefaults.optional(),
});
export type PreviewImportInput = z.output<typeof PreviewImportInput>;

/** What is to be imported, and the digest of the plan that was seen. */
export const ImportAgentsInput = z.object({
  kind: z.enum(IMPORT_KINDS),
  text: Text,
  defaults: ImportDefaults.optional(),
  digest: z.string().max(64).describe('of the previewed plan'),
});
export type ImportAgentsInput = z.output<typeof ImportAgentsInput>;

const Counts = z.object({ create: z.int(), change: z.int(), same: z.int(), refused: z.int() });

export const PlannedRowView = z.object({
  line: z.int().describe('where it stands in the file, from 1; of cards the how many-eth it is'),
  id: z.string(),
  verdict: z.enum(IMPORT_VERDICTS),
  fields: z.array(
    z.object({ field: z.enum(AGENT_IMPORT_FIELDS), from: z.string().nullable(), to: z.string() }),
  ),
  problems: z.array(z.object({ field: z.enum(AGENT_IMPORT_FIELDS).nullable(), message: z.string() })),
});
export type PlannedRowView = z.output<typeof PlannedRowView>;

export const ImportPlanView = z.object({
  digest: z.string().describe('of the plan and of what it rests on'),
  source: z.object({ kind: z.enum(IMPORT_KINDS), text: z.string() }).describe('what is to be committed'),
  cards: z.array(
    z.object({
      name: z.string(),
      version: z.string().nullable(),
      protocol: z.string().nullable(),
      url: z.string().nullable(),
      provider: z.string().nullable(),
      skills: z.array(z.string()),
      isSigned: z.boolean().describe('it carries signatures, which are not verified'),
    }),
  ),
  rows: z.array(PlannedRowView),
  counts: Counts,
});
export type ImportPlanView = z.output<typeof ImportPlanView>;

export const ImportedView = z.object({
  counts: Counts,
  created: z.array(z.string()),
  changed: z.array(z.string()),
});
export type ImportedView = z.output<typeof ImportedView>;

export const agentImportOperations = {
  preview: operation({
    id: 'previewAgentImport',
    method: 'POST',
    path: '/api/v1/agent-imports/preview',
    summary: 'Tell what an import of agents would do, and do nothing',
    permission: 'agent.import',
    input: PreviewImportInput,
    output: ImportPlanView,
  }),
  import: operation({
    id: 'importAgents',
    method: 'POST',
    path: '/api/v1/agent-imports',
    summary: 'Do exactly what was previewed, or nothing; new agents are drafts',
    permission: 'agent.import',
    input: ImportAgentsInput,
    output: ImportedView,
    status: 201,
  }),
};
