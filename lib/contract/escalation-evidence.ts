import { z } from 'zod';
import { ESCALATION_STATES } from '@/lib/domain/escalation';
import { OUTCOMES } from '@/lib/domain/outcome';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { Id, Instant } from './common';
import { LabelsView } from './label';
import { operation } from './operation';
import { ActionClassName } from './scope';

const Count = z.int();
const Tier = z.enum(RISK_TIERS);

/** What somebody who decides wants to know beside the call itself. Everything is bounded, and says so. */
export const EscalationEvidence = z.object({
  now: Instant,
  past: z.object({
    counts: z.partialRecord(z.enum(ESCALATION_STATES), Count),
    isWhole: z.boolean().describe('false: there are more, older than those that were counted'),
    last: z
      .array(
        z.object({
          id: z.string(),
          state: z.enum(ESCALATION_STATES),
          requestedAt: Instant,
          resource: z.string().nullable(),
          isSameCall: z.boolean().describe('agent, task, tool, resource and arguments are the same'),
          answeredBy: z.string().nullable(),
          answerReason: z.string().nullable(),
        }),
      )
      .describe('the newest five others of this agent with this tool'),
  }),
  usage: z.object({
    since: Instant,
    calls: Count.describe('of this tool by this agent, whatever became of them'),
    allowed: Count,
    lastAllowedAt: Instant.nullable(),
    isWhole: z.boolean().describe('false: the agent called more often than was looked at'),
  }),
  peers: z.object({
    tier: Tier,
    count: Count.describe('other agents of this tier with a live entitlement in this system'),
    looked: Count.describe('at so many of them it was looked'),
    using: Count.describe('of those, who was allowed to call this tool lately'),
  }),
  changes: z.object({
    since: Instant.describe('when the task began'),
    items: z.array(
      z.object({
        id: z.string(),
        at: Instant,
        event: z.string(),
        subject: z.object({ kind: z.string(), id: z.string() }),
        by: z.string(),
      }),
    ),
    isWhole: z.boolean(),
  }),
  calls: z
    .array(
      z.object({
        id: z.string(),
        at: Instant,
        tool: z.string(),
        actionClass: ActionClassName.nullable(),
        outcome: z.enum(OUTCOMES),
      }),
    )
    .describe('the last five of the task, the newest first'),
  reversible: z.boolean().nullable().describe('null: the tool is not in the inventory any more'),
  labels: LabelsView.nullable().describe('of the task, as it is now'),
  drift: z.int().describe('what the task has drifted so far'),
  blast: z
    .object({ before: Count, after: Count, tierBefore: Tier, tierAfter: Tier, added: Count })
    .nullable()
    .describe('what an entitlement for just this call would add to what the agent could reach'),
  uses: z
    .array(z.object({ decision: z.string(), at: Instant }))
    .describe('the calls that were let through by what was approved'),
});
export type EscalationEvidence = z.output<typeof EscalationEvidence>;

export const EscalationReasonView = z.object({
  code: z.string(),
  prompts: Count.describe('escalations in the window that had this reason'),
  waiting: Count,
  answered: Count,
  approved: Count,
  expired: Count.describe('nobody answered in time'),
  per100Calls: z
    .number()
    .nullable()
    .describe(
      'of the latest calls of the tools it asks about, how many in a hundred it stopped to ask; null without any',
    ),
  tier: Tier.nullable().describe('of the agents, the one it asked for most often'),
});
export type EscalationReasonView = z.output<typeof EscalationReasonView>;

/** Who waits for people, for how long, and which rules ask most. */
export const EscalationSummaryView = z.object({
  now: Instant,
  waiting: z.object({
    calls: Count,
    agents: Count,
    tasks: Count,
    oldestAt: Instant.nullable(),
    nextDeadlineAt: Instant.nullable(),
  }),
  mine: Count.describe('that you are asked, and may answer'),
  unanswerable: Count.describe('of the most urgent hundred, those that nobody of the asked may answer'),
  brokenGlass: Count.describe('approved by one admin alone, and not looked at since'),
  since: Instant.describe('where the window of the reasons begins'),
  isWhole: z.boolean().describe('false: there were more prompts in the window than were looked at'),
  reasons: z.array(EscalationReasonView).describe('most prompts first, at most ten'),
});
export type EscalationSummaryView = z.output<typeof EscalationSummaryView>;

export const escalationEvidenceOperations = {
  evidence: operation({
    id: 'readEscalationEvidence',
    method: 'GET',
    path: '/api/v1/escalations/{id}/evidence',
    summary: 'What speaks for and against a call that waits: similar ones, use, changes, and the task so far',
    permission: 'escalation.list',
    input: z.object({ id: Id }),
    output: EscalationEvidence,
  }),
  summary: operation({
    id: 'summarizeEscalations',
    method: 'GET',
    path: '/api/v1/escalation-summary',
    summary: 'Who waits for people and for how long, and which rules ask most',
    permission: 'escalation.list',
    input: z.object({}),
    output: EscalationSummaryView,
  }),
};
