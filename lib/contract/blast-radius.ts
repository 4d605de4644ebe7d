import { z } from 'zod';
import { DEFAULT_DRAWN, MAX_DRAWN } from '@/lib/domain/blast-graph';
import { BLAST_EDGES, BLAST_KINDS } from '@/lib/domain/blast-path';
import { REACHED_BY } from '@/lib/domain/blast-weight';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { ZONES } from '@/lib/domain/system';
import { Id, Instant, ListOf, Slug } from './common';
import { operation } from './operation';
import { ActionClassName, ScopeShape, SensitivityName } from './scope';

const Kind = z.enum(BLAST_KINDS);
const EdgeKind = z.enum(BLAST_EDGES);
const Tier = z.enum(RISK_TIERS);

export const BlastPartView = z.object({
  by: z.enum(REACHED_BY).describe('entitled; set in motion behind a tool; or by a system’s secret'),
  actionClass: ActionClassName,
  sensitivity: SensitivityName,
  zone: z.enum(ZONES),
  isIrreversible: z.boolean(),
  weight: z.int().describe('class × sensitivity × zone × 2 if a change cannot be undone'),
  count: z.int(),
  sum: z.int(),
});
export const BlastNumberView = z.object({ total: z.int(), parts: z.array(BlastPartView) });
export type BlastNumberView = z.output<typeof BlastNumberView>;

export const BlastNodeView = z.object({
  key: z.string(),
  kind: Kind,
  id: z.string(),
  name: z.string(),
  /** Beside the name: what a tool does to which data, an agent’s state, a system’s zone. */
  detail: z.string(),
  hops: z.int(),
  system: z.string().nullable(),
  weight: z.int().nullable().describe('of a tool, what it adds to the number'),
  used: z
    .boolean()
    .nullable()
    .describe('whether calls were allowed within the time that was looked at; null where nobody can say'),
  lastUsedAt: Instant.nullable(),
  beyond: z.array(z.string()).describe('what a system’s secret can do beyond its registered tools'),
});
export type BlastNodeView = z.output<typeof BlastNodeView>;

const BlastEdgeView = z.object({ from: z.string(), to: z.string(), kind: EdgeKind });
const BlastGroupView = z.object({
  key: z.string(),
  kind: Kind,
  system: z.string().nullable(),
  count: z
    .int()
    .describe('nodes that stand together here; narrow by `within`, `kinds` or `hops` to see them'),
});
export type BlastGroupView = z.output<typeof BlastGroupView>;

export const BlastPathView = z.object({
  key: z.string().describe('where it leads; of a path backwards, the agent from which it comes'),
  kind: Kind,
  hops: z.int(),
  used: z.boolean().nullable(),
  lastUsedAt: Instant.nullable(),
  steps: z.array(
    z.object({
      key: z.string(),
      kind: Kind,
      id: z.string(),
      name: z.string(),
      by: EdgeKind.nullable().describe('how it follows from the step before'),
    }),
  ),
});
export type BlastPathView = z.output<typeof BlastPathView>;

/** `agent:invoice-bot`, `system:payroll`, `tool:crm/contacts.search`. */
export const BlastFocus = z
  .string()
  .max(310)
  .regex(
    /^(agent|system):[a-z0-9][a-z0-9._-]{0,79}$|^tool:[a-z0-9][a-z0-9._-]{0,79}\/.+$/,
    'must be agent:ID, system:ID or tool:ID',
  );

export const BlastRadiusInput = z.object({
  focus: BlastFocus.describe('from an agent forwards; from a system or a tool backwards: who can reach it'),
  hops: z.coerce.number().int().min(1).max(20).optional().describe('nothing that is further away'),
  kinds: ListOf(Kind).optional().describe('only these; what stood between is joined'),
  within: Slug.optional().describe('only tools, data and paths of this system'),
  nodes: z.coerce.number().int().min(10).max(MAX_DRAWN).default(DEFAULT_DRAWN),
  cursor: z.string().max(1000).optional().describe('of the list of paths'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('paths on a page'),
});
export type BlastRadiusInput = z.output<typeof BlastRadiusInput>;

const Counts = z.object({ agent: z.int(), tool: z.int(), system: z.int(), data: z.int() });

export const BlastRadiusView = z.object({
  focus: BlastNodeView,
  direction: z.enum(['forwards', 'backwards']),
  counts: Counts.describe('what is reached, the focus apart, before anything is narrowed'),
  number: BlastNumberView,
  usage: z.object({
    since: Instant.describe('what was called before this is not looked at'),
    mostCalls: z.int().describe('as many of an agent’s newest calls are looked at'),
    isComplete: z.boolean().describe('false: some agent called more often, and what was not seen is unknown'),
    used: z.int().describe('forwards: tools that it is entitled to and has called; backwards: agents shown'),
    unused: z.int(),
  }),
  emptyBecause: z.string().nullable().describe('why nothing is reached'),
  nodes: z.array(BlastNodeView),
  groups: z.array(BlastGroupView),
  edges: z.array(BlastEdgeView),
  paths: z.object({
    items: z.array(BlastPathView),
    nextCursor: z.string().nullable(),
    total: z.int(),
  }),
});
export type BlastRadiusView = z.output<typeof BlastRadiusView>;

export const PreviewBlastRadiusInput = z.object({
  agent: Slug,
  scope: ScopeShape,
  replaces: Id.optional().describe('an entitlement that would be narrowed to this scope'),
});
export type PreviewBlastRadiusInput = z.output<typeof PreviewBlastRadiusInput>;

const Side = z.object({
  number: z.int(),
  counts: Counts,
  tierFloor: Tier,
  tier: Tier.describe('the tier that counts'),
});
const Named = z.object({ id: z.string(), detail: z.string() });

export const BlastPreviewView = z.object({
  agent: z.string(),
  before: Side,
  after: Side,
  covered: z.int().describe('registered tools that the scope covers by itself'),
  added: z.object({ tools: z.array(Named), systems: z.array(Named), data: z.array(Named) }),
  removed: z.object({ tools: z.array(Named), systems: z.array(Named), data: z.array(Named) }),
  more: z.int().describe('tools that are not listed one by one'),
  parts: z.array(BlastPartView).describe('what the difference is made of; counts and sums may be negative'),
  follows: z.array(z.string()).describe('what changes for the agent when its tier changes'),
});
export type BlastPreviewView = z.output<typeof BlastPreviewView>;

export const blastRadiusOperations = {
  read: operation({
    id: 'readBlastRadius',
    method: 'GET',
    path: '/api/v1/blast-radius',
    summary: 'What an agent could reach, or who could reach a system or a tool, with the ways and a number',
    permission: 'blast-radius.read',
    input: BlastRadiusInput,
    output: BlastRadiusView,
  }),
  preview: operation({
    id: 'previewBlastRadius',
    method: 'POST',
    path: '/api/v1/blast-radius/preview',
    summary: 'What an entitlement would add to an agent’s blast radius; changes nothing',
    permission: 'blast-radius.read',
    input: PreviewBlastRadiusInput,
    output: BlastPreviewView,
  }),
};
