import { UNVERIFIABLE } from '@/lib/domain/approval';
import { readApprovalState } from '@/lib/identity/approval-state';
import type { AskedCall } from './call';
import type { Evaluator } from './evaluator';

/**
 * The call without the proof that came with its approval. A proof that is not ours, or is of another approval,
 * task or agent, takes the approval with it, so that the call is denied as one whose approval cannot be
 * verified. A proof gives nothing by itself. INVARIANT (approval-once)
 */
export async function withVerifiedApproval(evaluator: Evaluator, call: AskedCall): Promise<AskedCall> {
  if (call.approvalState === undefined) return call;
  const { approvalState, ...plain } = call;
  return (await isOfThisCall(evaluator, plain, approvalState))
    ? plain
    : { ...plain, approvalId: UNVERIFIABLE };
}

async function isOfThisCall(evaluator: Evaluator, call: AskedCall, state: string): Promise<boolean> {
  const { publicUrl } = evaluator;
  const read = (keys: Parameters<typeof readApprovalState>[1]['keys']) =>
    readApprovalState(state, { keys, publicUrl, now: new Date(evaluator.clock.nowMs()) });
  try {
    const approved = await read((await evaluator.config()).tokenKeys).catch(async (error: unknown) => {
      // A key that is not known yet may be new.
      if ((error as { reason?: unknown }).reason !== 'key') throw error;
      return read((await evaluator.refreshed()).tokenKeys);
    });
    return (
      approved.approvalId === call.approvalId &&
      approved.taskId === call.taskId &&
      approved.agentId === call.agentId
    );
  } catch (error) {
    if ((error as { name?: unknown }).name === 'NotBelieved') return false;
    throw error;
  }
}
