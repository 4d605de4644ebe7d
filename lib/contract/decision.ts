import { z } from 'zod';
import { OUTCOMES, REPORT_STATUSES } from '@/lib/domain/outcome';
import { ORIGINS } from '@/lib/domain/provenance';
import { VERDICTS } from '@/lib/domain/reason';
import { Id, Instant, ListOf, Page, PageQuery, Text } from './common';
import { LabelsView } from './label';
import { operation } from './operation';
import { ActionClassName, SensitivityName } from './scope';

/** A decision as lists and the live tail show it: what it can be found by, without its arguments. */
export const DecisionSummary = z.object({
  id: z.string(),
  at: Instant,
  agent: z.string(),
  task: z.string().nullable(),
  purpose: z.string().nullable(),
  tool: z.string(),
  actionClass: ActionClassName.nullable(),
  outcome: z.enum(OUTCOMES),
  reason: z.string(),
  demo: z.boolean(),
});
export type DecisionSummary = z.output<typeof DecisionSummary>;

const ReasonView = z.object({ code: z.string(), outcome: z.enum(OUTCOMES).nullable(), message: z.string() });
const Verdict = z.enum(VERDICTS).nullable();
const Json = z.unknown();

export const OutcomeReportView = z.object({
  decision: z.string(),
  at: Instant,
  status: z.enum(REPORT_STATUSES),
  reportedBy: z.string(),
  outputDigest: z.string().nullable(),
  outputBytes: z.int().nullable(),
  sensitivity: SensitivityName.nullable(),
  untrusted: z.boolean().nullable(),
  records: z.number().nullable(),
  effects: z.array(
    z.object({
      system: z.string(),
      kind: z.string(),
      ref: z.string(),
      reversible: z.boolean(),
      undo: z.object({ tool: z.string(), arguments: Json }).nullable(),
    }),
  ),
  writes: z.array(z.string()),
});
export type OutcomeReportView = z.output<typeof OutcomeReportView>;

const CallerIdentity = z.object({
  id: z.string(),
  kind: z.string(),
  issuer: z.string().nullable(),
  subject: z.string(),
});

/** Everything that was recorded. What an older record does not say is null. */
export const DecisionView = DecisionSummary.extend({
  callId: z.string().nullable(),
  caller: z
    .object({
      kind: z.string(),
      id: z.string(),
      name: z.string().nullable(),
      identity: CallerIdentity.nullable().describe('the workload identity that was shown for a task token'),
    })
    .nullable(),
  requestId: z.string().nullable(),
  agentOwner: z.string().nullable(),
  tier: z.string().nullable(),
  onBehalfOf: z.string().nullable(),
  delegation: z
    .array(z.object({ task: z.string(), agent: z.string() }))
    .describe('the tasks above the decision’s, with their agents, from the root; none without delegation'),
  step: z.int().nullable(),
  action: z.string().nullable(),
  toolDigest: z.string().nullable(),
  sensitivity: z.string().nullable(),
  system: z.string().nullable(),
  zone: z.string().nullable(),
  resource: z.string().nullable(),
  arguments: Json.describe('exactly as they were asked'),
  executes: Json.describe('what must be executed instead, when the outcome is modify'),
  properties: Json,
  digest: z.string().nullable().describe('of the call; what an approval fits'),
  reasons: z.array(ReasonView),
  lifted: z.array(ReasonView),
  approval: z.string().nullable().describe('the escalation whose approval let it through'),
  guardrails: z
    .record(z.string(), z.int())
    .describe('the versions of the guardrails that had something to say'),
  shadow: z
    .array(
      ReasonView.extend({
        guardrail: z.string(),
        version: z.int(),
        mode: z.string().describe('shadow: the version is in shadow; observed: the agent was'),
      }),
    )
    .describe('what guardrails would have said that did not answer'),
  wouldBe: z.enum(OUTCOMES).nullable().describe('the outcome if they had; null when nothing stood in shadow'),
  answers: z.object({
    intent: z.object({ verdict: Verdict, task: z.string().nullable(), purpose: z.string().nullable() }),
    need: z.object({ verdict: Verdict, grant: z.string().nullable(), entitlement: z.string().nullable() }),
    end: z.object({ verdict: Verdict, endsAt: Instant.nullable(), endsWith: z.string().nullable() }),
  }),
  labels: LabelsView.nullable().describe('of the task, with those of the contexts that were read'),
  reads: z.array(z.string()),
  leaves: z.boolean().nullable().describe('whether data would go further out than it came from'),
  origins: z
    .array(z.object({ path: z.string(), text: z.string(), origin: z.enum(ORIGINS) }))
    .describe('where the values of sensitive arguments stem from'),
  drift: z.object({ own: z.number(), accumulated: z.number() }).nullable(),
  grant: z.string().nullable(),
  versions: z
    .object({ config: z.string().nullable(), agent: z.string().nullable(), task: z.string().nullable() })
    .nullable(),
  report: OutcomeReportView.nullable(),
  escalation: z.string().nullable(),
  deferral: z.string().nullable(),
  chain: z.object({
    writer: z.string(),
    seq: z.string(),
    hash: z.string(),
    previous: z
      .string()
      .nullable()
      .describe('the link before it; null for the first, or where it is far away'),
  }),
  record: z.string().describe('the canonical JSON over which the chain was computed'),
});
export type DecisionView = z.output<typeof DecisionView>;

/** What decisions can be found by. */
const DecisionFilter = z.object({
  agent: Text(200).optional(),
  task: Id.optional(),
  tool: Text(300).optional(),
  outcome: ListOf(z.enum(OUTCOMES)).optional(),
  reason: Text(100).optional(),
  actionClass: ActionClassName.optional(),
  from: Instant.optional().describe('decided at or after'),
  to: Instant.optional().describe('decided before'),
  q: Text(200).optional().describe('the beginning of an agent’s or a tool’s name, or a decision’s id'),
});
export type DecisionFilter = z.output<typeof DecisionFilter>;

export const ListDecisionsInput = PageQuery.extend(DecisionFilter.shape);
export type ListDecisionsInput = z.output<typeof ListDecisionsInput>;

/**
 * A page may hold fewer than `limit` and still have a `nextCursor`: the search then went as far back as one
 * request may, and the cursor goes on from there.
 */
export const DecisionPage = Page(DecisionSummary).extend({
  searchedTo: Instant.nullable().describe('how far back this page looked; null when it saw the beginning'),
  totalIsLeast: z
    .boolean()
    .optional()
    .describe('true: there are at least `total`; the rest was not counted, for it would have taken long'),
});
export type DecisionPage = z.output<typeof DecisionPage>;

export const HistogramInput = DecisionFilter.extend({
  buckets: z.coerce.number().int().min(1).max(200).default(60),
});
export type HistogramInput = z.output<typeof HistogramInput>;

const Counts = z.object({
  allow: z.int(),
  modify: z.int(),
  escalate: z.int(),
  defer: z.int(),
  deny: z.int(),
});
export const OutcomeBucket = z.object({
  at: Instant.describe('where the bucket begins'),
  counts: Counts,
  complete: z.number().nullable().describe('share with all three answers clear; null without decisions'),
});
export type OutcomeBucket = z.output<typeof OutcomeBucket>;

export const HistogramView = z.object({
  from: Instant,
  to: Instant,
  bucketSeconds: z.number(),
  buckets: z.array(OutcomeBucket),
  total: z.int(),
});
export type HistogramView = z.output<typeof HistogramView>;

const Digest = z.string().regex(/^(sha256:)?[0-9a-f]{64}$/, 'must be a sha-256 in hexadecimal');

/** The body of DESIGN's outcome report, in snake case as the live surface has it. */
export const ReportOutcomeInput = z.object({
  id: Id,
  status: z.enum(REPORT_STATUSES),
  output: z.unknown().optional().describe('not kept: only its digest and size'),
  output_digest: Digest.optional(),
  sensitivity: SensitivityName.optional(),
  untrusted: z.boolean().optional(),
  records: z.int().min(0).optional(),
  effects: z
    .array(
      z.object({
        system: Text(100),
        kind: Text(100),
        ref: Text(1000),
        reversible: z.boolean(),
        undo: z.object({ tool: Text(300), arguments: z.record(z.string(), z.unknown()) }).optional(),
      }),
    )
    .max(100)
    .default([]),
  writes: z.array(Text(200)).max(50).optional(),
});
export type ReportOutcomeInput = z.output<typeof ReportOutcomeInput>;

export const StreamInput = DecisionFilter.pick({
  agent: true,
  task: true,
  tool: true,
  outcome: true,
  reason: true,
  actionClass: true,
});
export type StreamInput = z.output<typeof StreamInput>;

export const decisionOperations = {
  list: operation({
    id: 'listDecisions',
    method: 'GET',
    path: '/api/v1/decisions',
    summary: 'List decisions, newest first',
    permission: 'decision.list',
    input: ListDecisionsInput,
    output: DecisionPage,
  }),
  histogram: operation({
    id: 'countDecisions',
    method: 'GET',
    path: '/api/v1/decisions/histogram',
    summary: 'Count decisions by outcome over time',
    permission: 'decision.list',
    input: HistogramInput,
    output: HistogramView,
  }),
  read: operation({
    id: 'readDecision',
    method: 'GET',
    path: '/api/v1/decisions/{id}',
    summary: 'Read a decision with all that it was built on',
    permission: 'decision.list',
    input: z.object({ id: Id }),
    output: DecisionView,
  }),
  report: operation({
    id: 'reportOutcome',
    method: 'POST',
    path: '/api/v1/decisions/{id}/outcome',
    summary: 'Report what happened after a call was allowed, once',
    permission: 'decision.report',
    input: ReportOutcomeInput,
    output: OutcomeReportView,
  }),
  stream: operation({
    id: 'streamEvents',
    method: 'GET',
    path: '/api/v1/stream',
    summary: 'Follow decisions and changes as they happen (text/event-stream)',
    permission: 'decision.list',
    input: StreamInput,
    output: z.string(),
    mediaType: 'text/event-stream',
  }),
};
