import { z } from 'zod';
import { GUARDRAIL_NAME, GUARDRAIL_STATES } from '@/lib/domain/guardrail';
import { CASE_ANSWERS } from '@/lib/domain/guardrail-case';
import { SOURCES } from '@/lib/domain/system';
import { Instant, Page, PageQuery, Reason } from './common';
import { operation } from './operation';

export const GuardrailName = z
  .string()
  .regex(GUARDRAIL_NAME, 'must be lower case letters, digits and underscores, at most 63, a letter first');

/** As long as may be stored; what Cedar is asked about is told by `validate`. */
export const GuardrailText = z
  .string()
  .min(1)
  .max(20_000)
  .refine((text) => !text.includes('\u0000') && text.isWellFormed(), 'has characters that cannot be stored');

export const GuardrailProblem = z.object({
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
  message: z.string(),
  severity: z.enum(['error', 'warning']),
});
export type GuardrailProblem = z.output<typeof GuardrailProblem>;

export const GuardrailView = z.object({
  id: z.string().describe('its name, which is the code of its reasons'),
  name: z.string(),
  state: z
    .enum(GUARDRAIL_STATES)
    .describe('of the version that weighs most: enforced, shadow, draft, retired'),
  enforcedVersion: z.int().nullable(),
  shadowVersion: z.int().nullable(),
  draftVersion: z.int().nullable(),
  latestVersion: z.int(),
  text: z.string().describe('of the latest version'),
  source: z.enum(SOURCES),
  createdAt: Instant,
  createdBy: z.string(),
  revision: z.int(),
});
export type GuardrailView = z.output<typeof GuardrailView>;

export const GuardrailVersionView = z.object({
  guardrail: z.string(),
  version: z.int(),
  text: z.string(),
  state: z.enum(GUARDRAIL_STATES),
  createdAt: Instant,
  createdBy: z.string(),
  movedAt: Instant.nullable(),
  movedBy: z.string().nullable(),
  reason: z.string().nullable(),
});
export type GuardrailVersionView = z.output<typeof GuardrailVersionView>;

export const CreateGuardrailInput = z.object({ name: GuardrailName, text: GuardrailText });
export type CreateGuardrailInput = z.output<typeof CreateGuardrailInput>;

export const ChangeGuardrailInput = z.object({ id: GuardrailName, text: GuardrailText });
export type ChangeGuardrailInput = z.output<typeof ChangeGuardrailInput>;

export const ListGuardrailsInput = PageQuery.extend({
  state: z.enum(GUARDRAIL_STATES).optional().describe('only those with a version in this state'),
});
export type ListGuardrailsInput = z.output<typeof ListGuardrailsInput>;

export const GuardrailIdInput = z.object({ id: GuardrailName });
export type GuardrailIdInput = z.output<typeof GuardrailIdInput>;

export const ListGuardrailVersionsInput = PageQuery.extend({ id: GuardrailName });
export type ListGuardrailVersionsInput = z.output<typeof ListGuardrailVersionsInput>;

export const ValidateGuardrailInput = z.object({
  id: GuardrailName,
  text: GuardrailText.optional().describe('left out: the latest version’s; with it, the name need not exist'),
});
export type ValidateGuardrailInput = z.output<typeof ValidateGuardrailInput>;

export const GuardrailValidation = z.object({
  valid: z.boolean(),
  problems: z.array(GuardrailProblem),
  formatted: z.string().nullable().describe('the text as Cedar’s formatter lays it out'),
  cases: z
    .array(
      z.object({
        id: z.string(),
        expected: z.enum(CASE_ANSWERS),
        says: z.enum(CASE_ANSWERS),
        holds: z.boolean(),
      }),
    )
    .describe('what the text says to each of the guardrail’s cases; empty while it has errors'),
});
export type GuardrailValidation = z.output<typeof GuardrailValidation>;

export const MoveGuardrailInput = z.object({
  id: GuardrailName,
  version: z.int().min(1).optional().describe('left out: the latest one that can; for retire, all'),
  reason: Reason.optional(),
});
export type MoveGuardrailInput = z.output<typeof MoveGuardrailInput>;

export const GuardrailEffect = z.object({
  guardrail: z.string(),
  answered: z.int().describe('decisions in which it was enforced and had something to say'),
  shadow: z.int().describe('decisions in which it was in shadow and would have had'),
  observed: z.int().describe('decisions in which it would have had, of an agent that is only observed'),
  prompts: z.int().describe('escalations that it asked for'),
  approved: z.int().describe('of them, those that people approved'),
  refused: z.int().describe('of them, those to which people said no'),
});
export const GuardrailEffectsView = z.object({
  from: Instant,
  searchedTo: Instant.nullable().describe('how far back was counted; null when it was all the way'),
  decisions: z.int().describe('how many decisions were looked at'),
  calls: z.int().describe('all decisions since `from`, to which the prompts belong'),
  items: z.array(GuardrailEffect),
});
export type GuardrailEffectsView = z.output<typeof GuardrailEffectsView>;

export const GuardrailEffectsInput = z.object({ days: z.coerce.number().int().min(1).max(90).default(30) });
export type GuardrailEffectsInput = z.output<typeof GuardrailEffectsInput>;

export const guardrailOperations = {
  list: operation({
    id: 'listGuardrails',
    method: 'GET',
    path: '/api/v1/guardrails',
    summary: 'List guardrails, by name',
    permission: 'guardrail.list',
    input: ListGuardrailsInput,
    output: Page(GuardrailView),
  }),
  create: operation({
    id: 'createGuardrail',
    method: 'POST',
    path: '/api/v1/guardrails',
    summary: 'Write a guardrail, as a draft',
    permission: 'guardrail.create',
    input: CreateGuardrailInput,
    output: GuardrailView,
    status: 201,
  }),
  effects: operation({
    id: 'countGuardrailEffects',
    method: 'GET',
    path: '/api/v1/guardrail-effects',
    summary: 'Count what each guardrail said, or would have said',
    permission: 'guardrail.list',
    input: GuardrailEffectsInput,
    output: GuardrailEffectsView,
  }),
  read: operation({
    id: 'readGuardrail',
    method: 'GET',
    path: '/api/v1/guardrails/{id}',
    summary: 'Read a guardrail',
    permission: 'guardrail.list',
    input: GuardrailIdInput,
    output: GuardrailView,
  }),
  change: operation({
    id: 'changeGuardrail',
    method: 'PATCH',
    path: '/api/v1/guardrails/{id}',
    summary: 'Write a new version of a guardrail, as a draft; what is enforced stays so',
    permission: 'guardrail.change',
    input: ChangeGuardrailInput,
    output: GuardrailView,
  }),
  versions: operation({
    id: 'listGuardrailVersions',
    method: 'GET',
    path: '/api/v1/guardrails/{id}/versions',
    summary: 'List a guardrail’s versions, newest first',
    permission: 'guardrail.list',
    input: ListGuardrailVersionsInput,
    output: Page(GuardrailVersionView),
  }),
  validate: operation({
    id: 'validateGuardrail',
    method: 'POST',
    path: '/api/v1/guardrails/{id}/validate',
    summary: 'Tell what is wrong with a guardrail’s text, and where',
    permission: 'guardrail.validate',
    input: ValidateGuardrailInput,
    output: GuardrailValidation,
  }),
  shadow: operation({
    id: 'shadowGuardrail',
    method: 'POST',
    path: '/api/v1/guardrails/{id}/shadow',
    summary: 'Ask a version in every decision, recording what it would have said',
    permission: 'guardrail.shadow',
    input: MoveGuardrailInput,
    output: GuardrailView,
  }),
  enforce: operation({
    id: 'enforceGuardrail',
    method: 'POST',
    path: '/api/v1/guardrails/{id}/enforce',
    summary: 'Let a version answer, from the next decision on',
    permission: 'guardrail.enforce',
    input: MoveGuardrailInput,
    output: GuardrailView,
  }),
  retire: operation({
    id: 'retireGuardrail',
    method: 'POST',
    path: '/api/v1/guardrails/{id}/retire',
    summary: 'Let a version, or all, answer no more',
    permission: 'guardrail.retire',
    input: MoveGuardrailInput,
    output: GuardrailView,
  }),
};
