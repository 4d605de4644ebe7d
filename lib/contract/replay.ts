import { z } from 'zod';
import { OUTCOMES } from '@/lib/domain/outcome';
import { REPLAY_LIMITS, REPLAY_STATES } from '@/lib/domain/replay-state';
import { Id, Instant, Page, PageQuery } from './common';
import { GuardrailName, GuardrailText } from './guardrail';
import { operation } from './operation';
import { OutcomeChange, OutcomeChangesOf } from './outcome-change';

/** What a draft would have changed, compared with what is enforced now, both asked about the same calls. */
export const ReplayResult = z.object({
  judged: z.int().describe('decisions that were judged again'),
  said: z
    .object({ inForce: z.int(), draft: z.int() })
    .describe('in how many of them each text had something to say'),
  changed: z.int(),
  changes: z.array(OutcomeChange).describe('the most frequent first'),
  byAgent: z.array(OutcomeChangesOf).describe('at most ten'),
  byTool: z.array(OutcomeChangesOf).describe('at most ten'),
  asks: z.object({ more: z.int(), fewer: z.int() }).describe('calls about which a person would be asked'),
  stops: z
    .object({ calls: z.int(), approved: z.int() })
    .describe('calls that went through and would not; of them, those that a person had approved'),
  frees: z
    .object({ calls: z.int(), refused: z.int() })
    .describe('calls that were held and would go through; of them, those to which a person had said no'),
  notJudged: z
    .array(z.object({ why: z.enum(REPLAY_LIMITS), count: z.int() }))
    .describe('decisions that cannot be judged again from their record'),
  underOtherRules: z
    .int()
    .describe('decisions that the text enforced now would answer otherwise than was answered then'),
  samples: z
    .array(
      z.object({
        decision: z.string(),
        at: Instant,
        agent: z.string(),
        tool: z.string(),
        from: z.enum(OUTCOMES),
        to: z.enum(OUTCOMES),
      }),
    )
    .describe('some of those that would change, a few of each kind'),
});
export type ReplayResult = z.output<typeof ReplayResult>;

export const ReplayView = z.object({
  id: Id,
  guardrail: z.string(),
  text: z.string().describe('the draft'),
  since: Instant.describe('decisions from this moment on are looked at'),
  state: z.enum(REPLAY_STATES),
  total: z.int().nullable().describe('how many decisions there are to look at; null until they are counted'),
  looked: z.int(),
  requestedAt: Instant,
  requestedBy: z.string(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  error: z.string().nullable(),
  result: ReplayResult.nullable(),
});
export type ReplayView = z.output<typeof ReplayView>;

export const StartReplayInput = z.object({
  id: GuardrailName,
  text: GuardrailText.optional().describe('left out: the latest version’s'),
  days: z.int().min(1).max(90).default(30),
});
export type StartReplayInput = z.output<typeof StartReplayInput>;

export const ListReplaysInput = PageQuery.extend({ id: GuardrailName });
export type ListReplaysInput = z.output<typeof ListReplaysInput>;

export const ReplayIdInput = z.object({ id: Id });
export type ReplayIdInput = z.output<typeof ReplayIdInput>;

export const replayOperations = {
  start: operation({
    id: 'replayGuardrail',
    method: 'POST',
    path: '/api/v1/guardrails/{id}/replay',
    summary: 'Judge recorded decisions again with another text of a guardrail; changes nothing',
    permission: 'replay.start',
    input: StartReplayInput,
    output: ReplayView,
    status: 202,
  }),
  list: operation({
    id: 'listReplays',
    method: 'GET',
    path: '/api/v1/guardrails/{id}/replays',
    summary: 'List a guardrail’s replays, newest first',
    permission: 'replay.list',
    input: ListReplaysInput,
    output: Page(ReplayView),
  }),
  read: operation({
    id: 'readReplay',
    method: 'GET',
    path: '/api/v1/replays/{id}',
    summary: 'Read a replay: how far it is, and what came of it',
    permission: 'replay.list',
    input: ReplayIdInput,
    output: ReplayView,
  }),
  cancel: operation({
    id: 'cancelReplay',
    method: 'POST',
    path: '/api/v1/replays/{id}/cancel',
    summary: 'Break a replay off',
    permission: 'replay.cancel',
    input: ReplayIdInput,
    output: ReplayView,
  }),
};
