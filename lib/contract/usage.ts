import { z } from 'zod';
import { AgentIdInput } from './agent';
import { Instant } from './common';
import { operation } from './operation';
import { ActionClassName, ScopeShape, SensitivityName } from './scope';

/** A tool that an agent may call by its entitlements, and how often it was allowed to. */
export const ToolUse = z.object({
  tool: z.string(),
  actionClass: ActionClassName,
  sensitivity: SensitivityName,
  calls: z.int(),
  lastUsedAt: Instant.nullable(),
});
export type ToolUse = z.output<typeof ToolUse>;

export const EntitlementUse = z.object({
  entitlement: z.string(),
  reachable: z.int(),
  used: z.int(),
  lastUsedAt: Instant.nullable(),
  tools: z.array(ToolUse).describe('those used first, at most 25'),
  narrowed: z
    .object({ scope: ScopeShape, narrowedGrants: z.int(), revokedGrants: z.int() })
    .nullable()
    .describe(
      'what `narrowEntitlement` would leave with exactly what was used, and the live grants that it would cut',
    ),
  narrowRefusal: z.string().nullable().describe('why there is nothing to narrow it to'),
});
export type EntitlementUse = z.output<typeof EntitlementUse>;

/**
 * What an agent could call by its live entitlements, and what of it it was allowed to call. A tool counts as
 * used wherever an entitlement reaches it: a decision may rest on any of those that cover it.
 */
export const AgentUsageView = z.object({
  since: Instant.describe('90 days ago'),
  countedFrom: Instant.describe(
    'from when on calls are counted: later than `since` where there are very many',
  ),
  isWhole: z.boolean().describe('whether all calls since `since` are counted'),
  calls: z.int().describe('allowed calls that were counted'),
  reachable: z.int().describe('tools that its live entitlements reach, each with the class that it has'),
  used: z.int().describe('those of them that it was allowed to call'),
  tools: z.array(ToolUse).describe('those used first, at most 100'),
  entitlements: z.array(EntitlementUse).describe('live ones, newest first, at most 100'),
});
export type AgentUsageView = z.output<typeof AgentUsageView>;

export const usageOperations = {
  read: operation({
    id: 'readAgentUsage',
    method: 'GET',
    path: '/api/v1/agents/{id}/usage',
    summary: 'What an agent may call by its entitlements, and what it has used in the last 90 days',
    permission: 'agent.list',
    input: AgentIdInput,
    output: AgentUsageView,
  }),
};
