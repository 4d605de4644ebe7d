import { z } from 'zod';
import { AGENT_STATES, AUTONOMIES, RESERVED_AGENT_IDS } from '@/lib/domain/agent';
import {
  AGENT_SORTS,
  BULK_AGENTS,
  DORMANT_MEANS,
  OUTLIVES_TASK_MEANS,
  SEEN,
  UNOWNED_MEANS,
} from '@/lib/domain/agent-list';
import { AUTHORITIES, OWNERSHIPS } from '@/lib/domain/ownership';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { ENVIRONMENTS, SOURCES } from '@/lib/domain/system';
import { Email, Instant, ListOf, Page, PageQuery, PersonRef, Reason, Slug, Text } from './common';
import { operation } from './operation';
import { ActionClassName, SensitivityName } from './scope';

/** A tool that an entitlement reaches and that sets an agent's least tier. */
export const FloorCause = z.object({
  entitlement: z.string(),
  tool: z.string(),
  actionClass: ActionClassName,
  sensitivity: SensitivityName,
});
export type FloorCause = z.output<typeof FloorCause>;

/** The figures by which the circuit breaker quarantined an agent. */
export const Breaker = z.object({
  denials: z.int(),
  threshold: z.int(),
  windowSeconds: z.int(),
  reasons: z.array(z.object({ code: z.string(), count: z.int() })),
});
export type Breaker = z.output<typeof Breaker>;

export const QuarantineView = z.object({
  at: Instant,
  by: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  reason: z.string().nullable(),
  breaker: Breaker.nullable().describe('when nobody but the circuit breaker did it'),
});
export type QuarantineView = z.output<typeof QuarantineView>;

export const AgentView = z.object({
  id: z.string(),
  name: z.string(),
  purpose: z.string(),
  owner: PersonRef,
  backupOwner: PersonRef.nullable(),
  proposedOwner: PersonRef.nullable().describe(
    'who was asked to answer for it and has not accepted yet; until then the owner answers',
  ),
  proposal: z.object({ at: Instant, by: z.string(), reason: z.string() }).nullable(),
  ownership: z
    .enum(OWNERSHIPS)
    .describe(
      '`left`: the owner was disabled and the backup owner is not asked; `unowned`: neither is enabled',
    ),
  authority: z
    .enum(AUTHORITIES)
    .describe('what it may do at most by who answers for it, as its tier says; grants do not widen it'),
  authorityUntilAccepted: z
    .enum(AUTHORITIES)
    .describe('what its tier leaves it while somebody who is to answer for it has not accepted'),
  isOwned: z.boolean().describe('whether the owner or the backup owner is enabled'),
  riskTier: z
    .enum(RISK_TIERS)
    .describe('the effective tier: what people set, or the floor if that is higher'),
  riskTierSet: z.enum(RISK_TIERS).describe('what people set'),
  tierFloor: z.enum(RISK_TIERS).describe('the least tier, from what the entitlements reach'),
  tierFloorReasons: z.array(FloorCause).describe('what sets the floor, at most 20; none when it is low'),
  autonomy: z.enum(AUTONOMIES),
  environment: z.enum(ENVIRONMENTS),
  state: z.enum(AGENT_STATES),
  quarantine: QuarantineView.nullable().describe('why it is in quarantine, when it is'),
  liveGrants: z.int(),
  runningTasks: z.int(),
  lastCallAt: Instant.nullable(),
  reviewDueAt: Instant.nullable(),
  reviewEveryDays: z.int().describe('the cadence that its tier sets'),
  observedUntil: Instant.nullable().describe('until when guardrails only observe it; null when they answer'),
  source: z.enum(SOURCES),
  createdAt: Instant,
  revision: z.int(),
});
export type AgentView = z.output<typeof AgentView>;

export const CreateAgentInput = z.object({
  id: Slug.refine((id) => !RESERVED_AGENT_IDS.includes(id), 'is a word of this API'),
  name: Text(200),
  purpose: Text(2000),
  owner: Email,
  backupOwner: Email.optional(),
  riskTier: z.enum(RISK_TIERS),
  autonomy: z.enum(AUTONOMIES),
  environment: z.enum(ENVIRONMENTS),
});
export type CreateAgentInput = z.output<typeof CreateAgentInput>;

const YesOrNo = z.enum(['true', 'false']);

/** What the list of agents, and its export, can be narrowed to. */
export const AgentFilter = z.object({
  state: ListOf(z.enum(AGENT_STATES)).optional(),
  tier: ListOf(z.enum(RISK_TIERS)).optional().describe('the effective tier'),
  owner: Email.optional().describe('the owner’s e-mail address'),
  backup: Email.optional().describe('the backup owner’s e-mail address'),
  environment: ListOf(z.enum(ENVIRONMENTS)).optional(),
  autonomy: ListOf(z.enum(AUTONOMIES)).optional(),
  source: ListOf(z.enum(SOURCES)).optional(),
  seen: z
    .enum(SEEN)
    .optional()
    .describe('when it asked for something last: `within-7` days, `not-7`, `never`'),
  unowned: YesOrNo.optional().describe(UNOWNED_MEANS),
  dormant: YesOrNo.optional().describe(DORMANT_MEANS),
  outlives: YesOrNo.optional().describe(OUTLIVES_TASK_MEANS),
  proposedTo: z
    .union([z.literal('me'), Email])
    .optional()
    .describe('whom it is proposed to: `me`, or an e-mail address'),
  ownership: ListOf(z.enum(OWNERSHIPS)).optional(),
  q: Text(200).optional().describe('part of the id, the name or the purpose'),
});
export type AgentFilter = z.output<typeof AgentFilter>;

const Sorted = z.enum(AGENT_SORTS).default('id').describe('with a dash in front from the highest down');

export const ListAgentsInput = PageQuery.extend({ ...AgentFilter.shape, sort: Sorted });
export type ListAgentsInput = z.output<typeof ListAgentsInput>;

/** What is left out stays; `null` takes away. The owner changes by `transfer-ownership`. */
export const ChangeAgentInput = z.object({
  id: Slug,
  name: Text(200).optional(),
  purpose: Text(2000).optional(),
  backupOwner: Email.nullable().optional(),
  riskTier: z.enum(RISK_TIERS).optional().describe('not below the floor'),
  autonomy: z.enum(AUTONOMIES).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
});
export type ChangeAgentInput = z.output<typeof ChangeAgentInput>;

export const AgentIdInput = z.object({ id: Slug });
export type AgentIdInput = z.output<typeof AgentIdInput>;

export const AgentReasonInput = z.object({ id: Slug, reason: Reason });
export type AgentReasonInput = z.output<typeof AgentReasonInput>;

/** Observing has an end like everything else. */
export const ObserveAgentInput = z.object({ id: Slug, until: Instant, reason: Reason });
export type ObserveAgentInput = z.output<typeof ObserveAgentInput>;

/** Taking an agent out of service never waits for prose. */
export const RetireAgentInput = z.object({ id: Slug, reason: Reason.optional() });
export type RetireAgentInput = z.output<typeof RetireAgentInput>;

export const TransferOwnershipInput = z.object({
  id: Slug,
  owner: Email,
  backupOwner: Email.nullable()
    .optional()
    .describe('left out: the present one stays, unless they become the owner'),
  reason: Reason,
});
export type TransferOwnershipInput = z.output<typeof TransferOwnershipInput>;

export const ExportAgentsInput = AgentFilter.extend({ sort: Sorted });
export type ExportAgentsInput = z.output<typeof ExportAgentsInput>;

/** Who answers for many agents, and how risky they are. What is left out stays; `null` takes away. */
export const ChangeAgentsInput = z
  .object({
    agents: z
      .array(z.object({ id: Slug, revision: z.int().describe('as the caller saw it') }))
      .min(1)
      .max(BULK_AGENTS),
    owner: Email.optional(),
    backupOwner: Email.nullable().optional(),
    riskTier: z.enum(RISK_TIERS).optional().describe('not below the floor of any of them'),
    reason: Reason,
  })
  .refine(({ agents }) => new Set(agents.map(({ id }) => id)).size === agents.length, {
    path: ['agents'],
    message: 'names an agent twice',
  });
export type ChangeAgentsInput = z.output<typeof ChangeAgentsInput>;

/**
 * What became of one agent of many. `changed_meanwhile`: somebody else changed it after the caller had seen it,
 * so nothing was done to it; `refused`: a rule forbids it. The others are done all the same.
 */
export const BULK_OUTCOMES = ['changed', 'same', 'changed_meanwhile', 'refused'] as const;
export const ChangeAgentsView = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      outcome: z.enum(BULK_OUTCOMES),
      why: z.string().nullable().describe('why nothing was done'),
      revision: z.int().nullable().describe('as it is now'),
    }),
  ),
  changed: z.int(),
});
export type ChangeAgentsView = z.output<typeof ChangeAgentsView>;

export const agentOperations = {
  list: operation({
    id: 'listAgents',
    method: 'GET',
    path: '/api/v1/agents',
    summary: 'List agents, by id or as they are to be sorted',
    permission: 'agent.list',
    input: ListAgentsInput,
    output: Page(AgentView),
  }),
  export: operation({
    id: 'exportAgents',
    method: 'GET',
    path: '/api/v1/agents/export',
    summary: 'The agents that fit, as a CSV file; that it was taken is an audit event',
    permission: 'agent.list',
    input: ExportAgentsInput,
    output: z.string(),
    mediaType: 'text/csv; charset=utf-8',
  }),
  changeMany: operation({
    id: 'changeAgents',
    method: 'POST',
    path: '/api/v1/agents/bulk',
    summary: 'Say who answers for many agents, and how risky they are, in one transaction',
    permission: 'agent.change',
    input: ChangeAgentsInput,
    output: ChangeAgentsView,
  }),
  create: operation({
    id: 'createAgent',
    method: 'POST',
    path: '/api/v1/agents',
    summary: 'Register an agent, as a draft',
    permission: 'agent.create',
    input: CreateAgentInput,
    output: AgentView,
    status: 201,
  }),
  read: operation({
    id: 'readAgent',
    method: 'GET',
    path: '/api/v1/agents/{id}',
    summary: 'Read an agent',
    permission: 'agent.list',
    input: AgentIdInput,
    output: AgentView,
  }),
  change: operation({
    id: 'changeAgent',
    method: 'PATCH',
    path: '/api/v1/agents/{id}',
    summary: 'Change what is known of an agent',
    permission: 'agent.change',
    input: ChangeAgentInput,
    output: AgentView,
  }),
  activate: operation({
    id: 'activateAgent',
    method: 'POST',
    path: '/api/v1/agents/{id}/activate',
    summary: 'Put a draft into service',
    permission: 'agent.activate',
    input: AgentIdInput,
    output: AgentView,
  }),
  quarantine: operation({
    id: 'quarantineAgent',
    method: 'POST',
    path: '/api/v1/agents/{id}/quarantine',
    summary: 'Stop allowing anything to an agent, keeping what it has and ending what it delegated',
    permission: 'agent.quarantine',
    input: AgentReasonInput,
    output: AgentView,
  }),
  release: operation({
    id: 'releaseAgent',
    method: 'POST',
    path: '/api/v1/agents/{id}/release',
    summary: 'Release an agent from quarantine',
    permission: 'agent.release',
    input: AgentReasonInput,
    output: AgentView,
  }),
  observe: operation({
    id: 'observeAgent',
    method: 'POST',
    path: '/api/v1/agents/{id}/observe',
    summary: 'Let guardrails only observe an agent for a while; hard rules hold as ever',
    permission: 'agent.observe',
    input: ObserveAgentInput,
    output: AgentView,
  }),
  endObservation: operation({
    id: 'endAgentObservation',
    method: 'POST',
    path: '/api/v1/agents/{id}/end-observation',
    summary: 'Let guardrails answer again, from the next decision on',
    permission: 'agent.observe',
    input: AgentReasonInput,
    output: AgentView,
  }),
  retire: operation({
    id: 'retireAgent',
    method: 'POST',
    path: '/api/v1/agents/{id}/retire',
    summary: 'Retire an agent for ever, and end all that it has',
    permission: 'agent.retire',
    input: RetireAgentInput,
    output: AgentView,
  }),
  transferOwnership: operation({
    id: 'transferAgentOwnership',
    method: 'POST',
    path: '/api/v1/agents/{id}/transfer-ownership',
    summary: 'Ask somebody to answer for an agent; who takes it over themself has accepted',
    permission: 'agent.transfer-ownership',
    input: TransferOwnershipInput,
    output: AgentView,
  }),
  acceptOwnership: operation({
    id: 'acceptAgentOwnership',
    method: 'POST',
    path: '/api/v1/agents/{id}/accept-ownership',
    summary: 'Answer for an agent from now on, as the person who was asked',
    permission: 'agent.accept-ownership',
    input: AgentIdInput,
    output: AgentView,
  }),
  declineOwnership: operation({
    id: 'declineAgentOwnership',
    method: 'POST',
    path: '/api/v1/agents/{id}/decline-ownership',
    summary: 'Do not answer for an agent, as the person who was asked',
    permission: 'agent.decline-ownership',
    input: AgentReasonInput,
    output: AgentView,
  }),
  withdrawTransfer: operation({
    id: 'withdrawAgentTransfer',
    method: 'POST',
    path: '/api/v1/agents/{id}/withdraw-transfer',
    summary: 'Take back that somebody was asked to answer for an agent',
    permission: 'agent.withdraw-transfer',
    input: AgentReasonInput,
    output: AgentView,
  }),
};
