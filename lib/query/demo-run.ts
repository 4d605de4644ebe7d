import { OUTCOMES, type Outcome } from '@/lib/domain/outcome';
import { apiPost } from './api';
import { ApiError } from './client';
import { startDemoRun } from './setup';
import { readShape, type Shape } from './shape';
import { ApiKeyView } from './shape/api-key';
import { TaskDetail } from './shape/task';

/** What the page needs of an answer of the live contract. */
type Answer = {
  decision: boolean;
  context: {
    evaluation_id: string;
    outcome: Outcome;
    reasons: { code: string; message: string }[];
    evaluated_at: Date;
  };
};
const Answer: Shape<Answer> = {
  object: {
    decision: 'boolean',
    context: {
      object: {
        evaluation_id: 'string',
        outcome: { oneOf: OUTCOMES },
        reasons: { list: { object: { code: 'string', message: 'string' } } },
        evaluated_at: 'instant',
      },
    },
  },
};

export type DemoStep =
  | { kind: 'opened'; task: string; agent: string; purpose: string; grants: number }
  | {
      kind: 'asked';
      what: string;
      isAfterEnd: boolean;
      outcome: Outcome;
      reason: string;
      decision: string;
      at: Date;
    }
  | { kind: 'ended'; at: Date; grants: number };

/** The calls of the agent, in their order, up to the end of its task. */
const CALLS = [
  { tool: 'notes.read', args: { note: 'monday' }, what: 'reads a note, as its task declares' },
  {
    tool: 'notes.write',
    args: { note: 'monday', text: 'done' },
    what: 'wants to write, which its task never declared',
  },
  { tool: 'shell.run', args: { command: 'ls' }, what: 'tries a tool that nobody has registered' },
] as const;

/**
 * Lets the demo agent work: a task is opened, its calls are asked for at the live path with a key that lasts some
 * minutes, the task is completed, and the first call is asked for once more. Tells each step as it has happened.
 */
export async function runDemo(tell: (step: DemoStep) => void): Promise<void> {
  const run = await startDemoRun();
  try {
    tell({ kind: 'opened', task: run.task, agent: run.agent, purpose: run.purpose, grants: run.grants });
    const ask = async (call: (typeof CALLS)[number], callId: string, isAfterEnd: boolean, what: string) => {
      const { context } = await evaluate(run, call, callId);
      tell({
        kind: 'asked',
        what,
        isAfterEnd,
        outcome: context.outcome,
        reason: context.reasons.map(({ message }) => message).join('; '),
        decision: context.evaluation_id,
        at: context.evaluated_at,
      });
    };
    for (const [at, call] of CALLS.entries()) await ask(call, `demo-${at + 1}`, false, call.what);
    const task = await apiPost(`/api/v1/tasks/${run.task}/complete`, TaskDetail, {});
    tell({ kind: 'ended', at: task.endedAt ?? new Date(), grants: task.grants.length });
    await ask(CALLS[0], 'demo-again', true, 'reads the same note again, after its task');
  } finally {
    // It would end by itself within minutes.
    await apiPost(`/api/v1/api-keys/${run.keyId}/revoke`, ApiKeyView, {}).catch(() => {});
  }
}

async function evaluate(
  run: { agent: string; system: string; task: string; key: string },
  { tool, args }: (typeof CALLS)[number],
  callId: string,
): Promise<Answer> {
  const response = await fetch('/access/v1/evaluation', {
    method: 'POST',
    // The key alone says who asks, as for every gateway.
    credentials: 'omit',
    cache: 'no-store',
    headers: { authorization: `Bearer ${run.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      subject: { type: 'agent', id: run.agent },
      action: { name: 'tools/call' },
      resource: { type: 'tool', id: `${run.system}/${tool}` },
      context: { task: run.task, call_id: callId, arguments: args },
    }),
  });
  if (!response.ok) {
    throw new ApiError({
      status: response.status,
      title: `The decision was answered with ${response.status}`,
    });
  }
  return readShape(Answer, await response.json());
}
