import { z } from 'zod';
import { ESCALATION_QUEUES, ESCALATION_STATES } from '@/lib/domain/escalation';
import { GRANT_STATES } from '@/lib/domain/grant';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { RequestAnswer } from './access-request';
import { Email, Id, Instant, ListOf, Page, PageQuery, Reason, Seconds, Slug, Text, ToolId } from './common';
import { operation } from './operation';
import { ActionClassName, ScopeShape, SensitivityName } from './scope';

/** Somebody, as the queue names them. */
const Somebody = z.object({ id: z.string(), name: z.string() });

/** A waiting call as lists show it, without its arguments. */
export const EscalationSummary = z.object({
  id: z.string(),
  state: z.enum(ESCALATION_STATES).describe('as it is at the moment of the answer'),
  agent: z.string(),
  agentName: z.string(),
  task: z.string(),
  purpose: z.string(),
  onBehalfOf: z.string().nullable(),
  tool: z.string(),
  resource: z.string().nullable(),
  actionClass: ActionClassName.nullable(),
  sensitivity: SensitivityName.nullable(),
  tier: z.enum(RISK_TIERS).nullable().describe('of the agent, when it asked'),
  reasons: z.array(z.string()),
  decision: z.string().describe('the decision that asked first'),
  calls: z.int().describe('how often the same call was asked'),
  requestedAt: Instant,
  urgentAt: Instant.describe('when it should have been looked at; sooner for a higher tier'),
  expiresAt: Instant.describe('until when it can be answered; silence is a denial'),
  approvals: z.object({
    needed: z.int(),
    given: z.array(Somebody.extend({ at: Instant })),
  }),
  claimedBy: Somebody.extend({ until: Instant }).nullable().describe('who looks at it now'),
  reassignedTo: Somebody.nullable(),
  group: z.string().nullable().describe('the approver group that is asked; null: every approver'),
  brokenGlass: z.boolean().describe('approved by one admin alone'),
  answeredBy: z.string().nullable(),
  answeredAt: Instant.nullable(),
  answerReason: z.string().nullable(),
  frozenBy: z
    .string()
    .nullable()
    .describe('the stop that covers it while it waits: nothing is answered, and its time goes on'),
  refusal: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe('why you may not decide it; null: you may'),
  revision: z.int(),
});
export type EscalationSummary = z.output<typeof EscalationSummary>;

export const EscalationVerdictView = z.object({
  by: Somebody,
  verdict: z.enum(['approve', 'deny']),
  scope: ScopeShape.nullable().describe('null: exactly the call'),
  ttlSeconds: z.int().nullable(),
  uses: z.int().nullable(),
  reason: z.string(),
  breaksGlass: z.boolean(),
  at: Instant,
});
export type EscalationVerdictView = z.output<typeof EscalationVerdictView>;

/** What would be given: its time begins when it is approved. */
export const EscalationTerms = z.object({
  scope: ScopeShape.nullable().describe('null: exactly the call, and no other'),
  ttlSeconds: z.int(),
  uses: z.int(),
});
export type EscalationTerms = z.output<typeof EscalationTerms>;

/** With the exact call that an approval would fit. */
export const EscalationView = EscalationSummary.extend({
  digest: z.string(),
  arguments: z.unknown(),
  hidden: z
    .array(z.string())
    .describe('paths of arguments that cannot be shown: while there are any, nobody approves'),
  incidental: z.array(z.string()).describe('paths of arguments that do not bind the approval'),
  askedBy: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  wish: z
    .object({
      reason: z.string().nullable(),
      until: Instant.nullable(),
      emergency: z.boolean(),
    })
    .nullable()
    .describe('what the one who asked added'),
  verdicts: z.array(EscalationVerdictView),
  recommendation: EscalationTerms.extend({ rule: z.string() })
    .nullable()
    .describe('the smallest that serves the call; null: nothing that may be given does'),
  limits: z.object({
    ttlSeconds: z.int().describe('the longest life that tier, entitlement and task allow from now'),
    uses: z.int().describe('the most uses of one approval'),
    scope: ScopeShape.nullable().describe('the widest scope that may be given: the entitlement’s'),
  }),
  problems: z
    .array(z.object({ code: z.string(), message: z.string() }))
    .describe('why nobody can approve it now'),
  approvers: z.object({
    people: z.array(Somebody).describe('at most twenty who may decide'),
    count: z.int(),
    isFallback: z.boolean().describe('nobody of the group may: the admins are asked'),
    isShort: z
      .boolean()
      .describe('fewer of the group may than must approve: the admins are asked in addition'),
  }),
  lifts: z.array(z.string()).describe('the questions that an approval of exactly this call answers'),
  liftsInScope: z.array(z.string()).describe('those that an approval of a scope answers'),
  grant: z
    .object({
      id: z.string(),
      state: z.enum(GRANT_STATES),
      scope: ScopeShape,
      isOneCall: z.boolean(),
      endsAt: Instant,
      uses: z.int(),
      spent: z.int(),
    })
    .nullable()
    .describe('what the approval gave'),
  glassReview: z.object({ by: Somebody, at: Instant, note: z.string() }).nullable(),
});
export type EscalationView = z.output<typeof EscalationView>;

export const ListEscalationsInput = PageQuery.extend({
  queue: z
    .enum(ESCALATION_QUEUES)
    .optional()
    .describe('mine: I may decide it and nobody else was named; team: my groups; all (the default)'),
  state: ListOf(z.enum(ESCALATION_STATES)).optional(),
  agent: Slug.optional(),
  task: Id.optional(),
  tool: ToolId.optional(),
  system: Slug.optional(),
  tier: ListOf(z.enum(RISK_TIERS)).optional(),
  reason: Text(100).optional(),
  q: Text(200).optional().describe('in agent, tool, resource, purpose, answer or id'),
  glass: z.enum(['unreviewed']).optional().describe('approved by one admin alone, and not looked at since'),
  order: z
    .enum(['newest', 'urgent'])
    .default('newest')
    .describe('urgent: deadline and tier; what waits only'),
});
export type ListEscalationsInput = z.output<typeof ListEscalationsInput>;

export const ApproveEscalationInput = z.object({
  id: Id,
  scope: ScopeShape.optional().describe('absent: exactly the call, and no other'),
  ttlSeconds: Seconds.optional().describe('absent: as recommended. The time begins now'),
  uses: z.int().min(1).max(10_000).optional(),
  reason: Reason.optional().describe('required for a scope of your own, and to break the glass'),
  breakGlass: z.boolean().optional().describe('an admin, alone: short, alarmed, and reviewed afterwards'),
});
export type ApproveEscalationInput = z.output<typeof ApproveEscalationInput>;

export const DenyEscalationInput = z.object({ id: Id, reason: Reason.describe('the agent receives it') });
export type DenyEscalationInput = z.output<typeof DenyEscalationInput>;

export const WithdrawEscalationInput = z.object({ id: Id, reason: Reason.optional() });
export type WithdrawEscalationInput = z.output<typeof WithdrawEscalationInput>;

export const ReassignEscalationInput = z.object({ id: Id, to: Email, reason: Reason.optional() });
export type ReassignEscalationInput = z.output<typeof ReassignEscalationInput>;

export const ClaimEscalationInput = z.object({ id: Id, release: z.boolean().default(false) });
export type ClaimEscalationInput = z.output<typeof ClaimEscalationInput>;

export const ReviewGlassInput = z.object({ id: Id, note: Reason });
export type ReviewGlassInput = z.output<typeof ReviewGlassInput>;

const verb = <I extends z.ZodType>(name: string, summary: string, input: I) =>
  operation({
    id: `${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Escalation`,
    method: 'POST',
    path: `/api/v1/escalations/{id}/${name}`,
    summary,
    permission: 'escalation.decide',
    input,
    output: EscalationView,
  });

export const escalationOperations = {
  list: operation({
    id: 'listEscalations',
    method: 'GET',
    path: '/api/v1/escalations',
    summary: 'List calls that wait, or waited, for people',
    permission: 'escalation.list',
    input: ListEscalationsInput,
    output: Page(EscalationSummary),
  }),
  read: operation({
    id: 'readEscalation',
    method: 'GET',
    path: '/api/v1/escalations/{id}',
    summary: 'Read an escalation with the exact call',
    permission: 'escalation.list',
    input: z.object({ id: Id }),
    output: EscalationView,
  }),
  approve: verb(
    'approve',
    'Approve a call: exactly that call, or a scope around it; the last approval that is needed gives it',
    ApproveEscalationInput,
  ),
  deny: verb('deny', 'Deny a call, with a reason that the agent receives', DenyEscalationInput),
  withdraw: operation({
    id: 'withdrawEscalation',
    method: 'POST',
    path: '/api/v1/escalations/{id}/withdraw',
    summary: 'Take back what was asked: an enforcement point is answered as by /access/v1/requests/{id}',
    permission: 'escalation.withdraw',
    input: WithdrawEscalationInput,
    output: z.union([EscalationView, RequestAnswer]),
  }),
  reassign: verb('reassign', 'Ask a certain person instead', ReassignEscalationInput),
  claim: verb('claim', 'Show others for five minutes that you look at it', ClaimEscalationInput),
  reviewGlass: verb(
    'review-glass',
    'Confirm that an approval by one admin alone was looked at afterwards',
    ReviewGlassInput,
  ),
};
