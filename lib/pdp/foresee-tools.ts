import { isUsable } from '@/lib/domain/usable';
import type { TaskToken } from '@/lib/identity/task-token';
import type { AskedCall, TokenCaller } from './call';
import type { Evaluator } from './evaluator';

/**
 * Which of these tools a task might call now without a person being asked, by all rules that hold for a call.
 * Nothing is recorded, counted or spent.
 */
export async function foreseeTools(
  evaluator: Evaluator,
  token: TaskToken,
  tools: readonly { id: string; resource: string | null }[],
): Promise<ReadonlySet<string>> {
  const caller: TokenCaller = {
    ...token,
    kind: 'task_token',
    name: token.agentId,
    systemIds: [],
    agentIds: [token.agentId],
  };
  const calls = tools.map(
    ({ id, resource }): AskedCall => ({
      agentId: token.agentId,
      taskId: token.taskId,
      toolId: id,
      action: 'tools/call',
      resource,
      arguments: {},
      argumentsText: '{}',
      callId: null,
      acceptsModify: true,
      approvalId: null,
      reads: [],
      requestId: '',
    }),
  );
  const verdicts = await evaluator.foresee(calls, caller);
  return new Set(
    tools.flatMap(({ id }, i) => {
      const verdict = verdicts[i];
      return verdict !== undefined && isUsable(verdict.reasons) ? [id] : [];
    }),
  );
}
