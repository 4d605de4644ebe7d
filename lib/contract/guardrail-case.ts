import { z } from 'zod';
import { CASE_ANSWERS } from '@/lib/domain/guardrail-case';
import { Id, Instant, Page, PageQuery, Text } from './common';
import { GuardrailName } from './guardrail';
import { operation } from './operation';

export const GuardrailCaseView = z.object({
  id: Id,
  guardrail: z.string(),
  name: z.string(),
  expected: z.enum(CASE_ANSWERS).describe('what the guardrail must say to this call'),
  decision: z.string().describe('the decision it was made from'),
  agent: z.string(),
  tool: z.string(),
  createdAt: Instant,
  createdBy: z.string(),
});
export type GuardrailCaseView = z.output<typeof GuardrailCaseView>;

export const CreateGuardrailCaseInput = z.object({
  id: GuardrailName,
  decision: Id,
  expected: z.enum(CASE_ANSWERS).optional().describe('left out: what the enforced text says now'),
  name: Text(200).optional().describe('left out: made of agent, tool and answer'),
});
export type CreateGuardrailCaseInput = z.output<typeof CreateGuardrailCaseInput>;

export const ListGuardrailCasesInput = PageQuery.extend({ id: GuardrailName });
export type ListGuardrailCasesInput = z.output<typeof ListGuardrailCasesInput>;

export const GuardrailCaseIdInput = z.object({ id: Id });
export type GuardrailCaseIdInput = z.output<typeof GuardrailCaseIdInput>;

export const guardrailCaseOperations = {
  create: operation({
    id: 'createGuardrailCase',
    method: 'POST',
    path: '/api/v1/guardrails/{id}/cases',
    summary: 'Make a case of a decision: what the guardrail must say to that call before it is enforced',
    permission: 'guardrail-case.create',
    input: CreateGuardrailCaseInput,
    output: GuardrailCaseView,
    status: 201,
  }),
  list: operation({
    id: 'listGuardrailCases',
    method: 'GET',
    path: '/api/v1/guardrails/{id}/cases',
    summary: 'List a guardrail’s cases, oldest first',
    permission: 'guardrail-case.list',
    input: ListGuardrailCasesInput,
    output: Page(GuardrailCaseView),
  }),
  remove: operation({
    id: 'removeGuardrailCase',
    method: 'POST',
    path: '/api/v1/guardrail-cases/{id}/remove',
    summary: 'Remove a case',
    permission: 'guardrail-case.remove',
    input: GuardrailCaseIdInput,
    output: GuardrailCaseView,
  }),
};
