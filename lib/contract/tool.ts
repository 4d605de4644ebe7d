import { z } from 'zod';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { AGENT_STATES } from '@/lib/domain/agent';
import { ACTIVATIONS } from '@/lib/domain/entitlement';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { TOOL_STATES } from '@/lib/domain/tool';
import { Instant, ListOf, Page, PageQuery, Reason, Slug, Text, ToolId } from './common';
import { operation } from './operation';
import { ActionClassName, SensitivityName } from './scope';

export const ToolListItem = z.object({
  id: z.string().describe('`system/name`'),
  system: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  actionClass: ActionClassName,
  sensitivity: SensitivityName,
  returnsUntrusted: z.boolean(),
  reversible: z.boolean(),
  sensitiveArguments: z.array(z.string()),
  incidentalArguments: z
    .array(z.string())
    .describe('paths of arguments that say nothing of what a call does: an approval fits whatever they are'),
  triggers: z.array(z.string()).describe('systems that a call sets in motion: webhooks, automations'),
  state: z.enum(TOOL_STATES),
  digest: z.string().describe('sha-256 of the definition as it stands'),
  reviewedDigest: z.string().nullable().describe('sha-256 of the definition that was reviewed last'),
  reviewedBy: z.string().nullable(),
  reviewedAt: Instant.nullable(),
  createdAt: Instant,
  revision: z.int(),
});
export type ToolListItem = z.output<typeof ToolListItem>;

const Json = z.record(z.string(), z.unknown());

/** All of a tool that a reviewer looks at. */
export const ToolDefinitionView = z.object({
  description: z.string().nullable(),
  actionClass: ActionClassName,
  sensitivity: SensitivityName,
  returnsUntrusted: z.boolean(),
  reversible: z.boolean(),
  sensitiveArguments: z.array(z.string()),
  incidentalArguments: z.array(z.string()),
  triggers: z.array(z.string()),
  inputSchema: Json.nullable().describe('JSON Schema of the arguments'),
  told: Json.nullable().describe('what its MCP server said of it; null for a tool that was entered by hand'),
});
export type ToolDefinitionView = z.output<typeof ToolDefinitionView>;

export const ToolProposal = z.object({
  actionClass: ActionClassName,
  sensitivity: SensitivityName,
  returnsUntrusted: z.boolean(),
  reversible: z.boolean(),
  sensitiveArguments: z.array(z.string()),
});
export type ToolProposal = z.output<typeof ToolProposal>;

export const ToolBlock = z.object({
  at: Instant,
  by: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  reason: z.string(),
});
export type ToolBlock = z.output<typeof ToolBlock>;

export const ToolView = ToolListItem.extend({
  inputSchema: ToolDefinitionView.shape.inputSchema,
  told: ToolDefinitionView.shape.told,
  reviewedDefinition: ToolDefinitionView.nullable().describe(
    'what was reviewed last; null when nothing was, or that was before it was kept',
  ),
  proposed: ToolProposal.nullable().describe('what its server’s hints propose; nothing is decided by it'),
  block: ToolBlock.nullable().describe('who blocked it and why, when it is blocked'),
});
export type ToolView = z.output<typeof ToolView>;

/** ASCII, so that no two names look the same; no `*`, which scopes read as a pattern. */
const ToolName = z
  .string()
  .max(200)
  .regex(/^[\w$@~][\w.:@+~$/-]*$/, 'must be letters, digits and ._-:@+~$/, and begin with a letter or digit')
  .refine(
    (name) => name.split('/').every((segment) => !['', '.', '..'].includes(segment)),
    'has an empty or relative segment',
  );

const SCHEMA_BYTES = 64 * 1024;
const SCHEMA_DEPTH = 64;

/** Why a value is no schema that we keep; null when it is. Walks without recursion: it may be deep. */
function schemaRefusal(schema: unknown): string | null {
  const open: { value: unknown; depth: number }[] = [{ value: schema, depth: 1 }];
  const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && !isStorable(value)) return 'has characters that cannot be stored';
    if (typeof value !== 'object' || value === null) continue;
    if (depth > SCHEMA_DEPTH) return `is nested deeper than ${SCHEMA_DEPTH} levels`;
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorable(key)) return 'has characters that cannot be stored';
      // A validator made of it would answer later, and whoever asks would take that for a yes.
      if (key === '$async' && inner === true) return 'must not be asynchronous';
      open.push({ value: inner, depth: depth + 1 });
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify(schema)).byteLength;
  return bytes > SCHEMA_BYTES ? `is larger than ${SCHEMA_BYTES} bytes` : null;
}

const InputSchema = z.record(z.string(), z.unknown()).superRefine((schema, check) => {
  const refusal = schemaRefusal(schema);
  if (refusal !== null) check.addIssue({ code: 'custom', message: refusal });
});

const SensitiveArguments = z.array(Text(200)).max(100);
const IncidentalArguments = z
  .array(Text(200))
  .max(100)
  .describe('dotted paths, such as `options.timeout`; none may be, hold or lie in a sensitive one');
const Triggers = z.array(Slug).max(50);

export const CreateToolInput = z.object({
  system: Slug,
  name: ToolName,
  description: Text(10_000).optional(),
  actionClass: ActionClassName,
  sensitivity: SensitivityName,
  returnsUntrusted: z.boolean(),
  reversible: z.boolean(),
  inputSchema: InputSchema.optional(),
  sensitiveArguments: SensitiveArguments.default([]),
  incidentalArguments: IncidentalArguments.default([]),
  triggers: Triggers.default([]),
});
export type CreateToolInput = z.output<typeof CreateToolInput>;

const YesNo = z.enum(['true', 'false']);

export const ListToolsInput = PageQuery.extend({
  system: Slug.optional(),
  state: ListOf(z.enum(TOOL_STATES)).optional(),
  actionClass: ListOf(z.enum(ACTION_CLASSES)).optional(),
  sensitivity: ListOf(z.enum(SENSITIVITIES)).optional(),
  changed: YesNo.optional().describe('only tools that are (not) what was reviewed last'),
  untrusted: YesNo.optional().describe('only tools whose output is (not) untrusted'),
  irreversible: YesNo.optional().describe('only tools whose calls cannot (can) be undone'),
  triggers: Slug.optional().describe('only tools that set this system in motion'),
  q: Text(200).optional().describe('part of the id or the description'),
});
export type ListToolsInput = z.output<typeof ListToolsInput>;

/** What is left out stays; `null` takes away. */
export const ChangeToolInput = z.object({
  id: ToolId,
  description: Text(10_000).nullable().optional(),
  actionClass: ActionClassName.optional(),
  sensitivity: SensitivityName.optional(),
  returnsUntrusted: z.boolean().optional(),
  reversible: z.boolean().optional(),
  inputSchema: InputSchema.nullable().optional(),
  sensitiveArguments: SensitiveArguments.optional(),
  incidentalArguments: IncidentalArguments.optional(),
  triggers: Triggers.optional(),
});
export type ChangeToolInput = z.output<typeof ChangeToolInput>;

export const ReviewToolInput = z.object({
  id: ToolId,
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is not a digest')
    .optional()
    .describe('of the definition that was looked at: another one is not accepted'),
  actionClass: ActionClassName.optional(),
  sensitivity: SensitivityName.optional(),
  returnsUntrusted: z.boolean().optional(),
  reversible: z.boolean().optional(),
  sensitiveArguments: SensitiveArguments.optional(),
  incidentalArguments: IncidentalArguments.optional(),
});
export type ReviewToolInput = z.output<typeof ReviewToolInput>;

export const BlockToolInput = z.object({ id: ToolId, reason: Reason });
export type BlockToolInput = z.output<typeof BlockToolInput>;

/** Agents whose least tier a change moves. */
export const ToolChangeEffect = z.object({
  losesReview: z.boolean().describe('whether its calls are deferred until somebody has reviewed it again'),
  floors: z
    .array(
      z.object({
        agent: z.string(),
        name: z.string(),
        from: z.enum(RISK_TIERS),
        to: z.enum(RISK_TIERS),
        isRaised: z.boolean().describe('whether its effective tier becomes a higher one'),
      }),
    )
    .describe('at most 50'),
  floorCount: z.int(),
});
export type ToolChangeEffect = z.output<typeof ToolChangeEffect>;

export const ToolCaller = z.object({
  agent: z.string(),
  name: z.string(),
  agentState: z.enum(AGENT_STATES),
  entitlement: z.string(),
  activation: z.enum(ACTIVATIONS),
  startsAt: Instant,
  endsAt: Instant,
});
export type ToolCaller = z.output<typeof ToolCaller>;

export const ListToolCallersInput = PageQuery.extend({ tool: ToolId });
export type ListToolCallersInput = z.output<typeof ListToolCallersInput>;

export const toolOperations = {
  list: operation({
    id: 'listTools',
    method: 'GET',
    path: '/api/v1/tools',
    summary: 'List tools, by id, without their input schemas',
    permission: 'tool.list',
    input: ListToolsInput,
    output: Page(ToolListItem),
  }),
  create: operation({
    id: 'createTool',
    method: 'POST',
    path: '/api/v1/tools',
    summary: 'Register a tool; decisions defer it until it is reviewed',
    permission: 'tool.create',
    input: CreateToolInput,
    output: ToolView,
    status: 201,
  }),
  read: operation({
    id: 'readTool',
    method: 'GET',
    path: '/api/v1/tools/{id}',
    summary: 'Read a tool with its input schema',
    permission: 'tool.list',
    input: z.object({ id: ToolId }),
    output: ToolView,
  }),
  change: operation({
    id: 'changeTool',
    method: 'PATCH',
    path: '/api/v1/tools/{id}',
    summary: 'Change a tool’s definition; a changed one is unreviewed again',
    permission: 'tool.change',
    input: ChangeToolInput,
    output: ToolView,
  }),
  preview: operation({
    id: 'previewToolChange',
    method: 'POST',
    path: '/api/v1/tools/{id}/preview',
    summary: 'Tell what a change of a tool would do to its review and to the least tiers of agents',
    permission: 'tool.change',
    input: ChangeToolInput,
    output: ToolChangeEffect,
  }),
  callers: operation({
    id: 'listToolCallers',
    method: 'GET',
    path: '/api/v1/tool-callers',
    summary: 'List the live entitlements that cover calls of a tool, newest first',
    permission: 'entitlement.list',
    input: ListToolCallersInput,
    output: Page(ToolCaller),
  }),
  review: operation({
    id: 'reviewTool',
    method: 'POST',
    path: '/api/v1/tools/{id}/review',
    summary: 'Accept a tool’s definition as it stands, correcting its classification where it is wrong',
    permission: 'tool.review',
    input: ReviewToolInput,
    output: ToolView,
  }),
  block: operation({
    id: 'blockTool',
    method: 'POST',
    path: '/api/v1/tools/{id}/block',
    summary: 'Block a tool for everybody until it is reviewed again',
    permission: 'tool.block',
    input: BlockToolInput,
    output: ToolView,
  }),
};
