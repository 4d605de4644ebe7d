import { randomUUID } from 'node:crypto';
import type { EvaluationContext } from '@/lib/contract/authzen';
import type { JsonObject } from '@/lib/domain/argument';
import { toAnswer } from '@/lib/pdp/answer';
import type { AskedCall } from '@/lib/pdp/call';
import type { Evaluator } from '@/lib/pdp/evaluator';
import { statusOf } from '@/lib/pdp/failure';
import { canonicalText, MAX_DEPTH } from '@/lib/pdp/record';
import { RpcFailure } from './rpc-failure';
import type { Who } from './who';

/** What is asked of a system, in the words of a decision. */
export type Wish = {
  toolId: string;
  action: string;
  resource: string | null;
  arguments: JsonObject;
  /** Names the call where the client does: the same name is the same call. Null: a call of its own. */
  callId: string | null;
  approvalId: string | null;
  /** The shared contexts that the call draws from. */
  reads: readonly string[];
  requestId: string;
};

/** An answer that was recorded. `executes` holds what may be done, and is null where nothing may. */
export type Decided = { id: string; context: EvaluationContext; executes: JsonObject | null };

/**
 * Asks for a decision, as any enforcement point does, in this process.
 * INVARIANT (next-decision): a call that was asked before is answered as it was then, and is not done
 * again: what was allowed once may have been taken away since.
 * INVARIANT (fail-closed): without a decision there is nothing to execute.
 */
export async function decideCall(
  { evaluator, publicUrl }: { evaluator: Evaluator; publicUrl: string },
  who: Who,
  wish: Wish,
): Promise<Decided> {
  const call: AskedCall = {
    agentId: who.agentId,
    taskId: who.taskId,
    toolId: wish.toolId,
    action: wish.action,
    resource: wish.resource,
    arguments: wish.arguments,
    argumentsText: argumentsText(wish.arguments),
    callId: wish.callId ?? `mcp:${randomUUID()}`,
    acceptsModify: true,
    approvalId: wish.approvalId,
    reads: wish.reads,
    requestId: wish.requestId,
  };
  try {
    const evaluated = await evaluator.evaluate(call, who.caller);
    const { decision, context } = toAnswer(evaluated, publicUrl);
    if ('error' in context) throw new RpcFailure('undecided', context.error.message);
    const isNew = evaluated.kind === 'decided';
    const executes = decision && isNew ? evaluated.decided.verdict.arguments : null;
    if (decision && executes === null) throw alreadyDecided(context);
    return { id: context.evaluation_id, context, executes };
  } catch (error) {
    if (error instanceof RpcFailure) throw error;
    throw undecided(error);
  }
}

const alreadyDecided = ({ evaluation_id, outcome }: EvaluationContext) =>
  new RpcFailure(
    'not_allowed',
    'this call was let through before, and is not done twice; ask under a new id',
    {
      reason: 'already_decided',
      evaluation_id,
      outcome,
      next: 'send the call under a new JSON-RPC id if it is to be done again',
    },
  );

function undecided(error: unknown): RpcFailure {
  const message = error instanceof Error ? error.message : 'not decided';
  const status = statusOf(error);
  if (status === 401) return new RpcFailure('unidentified', message);
  if (status === 400) return new RpcFailure('params', message);
  if (status === 500) console.error('a decision of the MCP gateway failed:', error);
  return new RpcFailure('undecided', status === 500 ? 'the decision failed' : message);
}

function argumentsText(args: JsonObject): string {
  try {
    return canonicalText(args, MAX_DEPTH);
  } catch (error) {
    throw new RpcFailure('params', `arguments: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}
