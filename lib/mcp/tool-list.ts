import type { JsonObject } from '@/lib/domain/argument';
import { isUsable } from '@/lib/domain/usable';
import { METHOD_TOOLS } from './method';
import { RpcFailure } from './rpc-failure';
import type { Scene } from './scene';

/**
 * The tools that this task may use now, as they were reviewed. The list is the inventory's: what the server
 * itself says of its tools reaches no agent before a person has seen it.
 */
export async function listTools(scene: Scene): Promise<JsonObject> {
  const { evaluator, prisma, system, who, requestId, isStateless } = scene;
  const tools = await prisma.tool.findMany({
    where: { systemId: system.id, state: 'reviewed', name: { notIn: [...METHOD_TOOLS] } },
    orderBy: { name: 'asc' },
  });
  const calls = tools.map((tool) => ({
    agentId: who.agentId,
    taskId: who.taskId,
    toolId: tool.id,
    action: 'tools/call',
    resource: null,
    arguments: {},
    argumentsText: '{}',
    callId: null,
    acceptsModify: true,
    approvalId: null,
    reads: [],
    requestId,
  }));
  const verdicts = await evaluator.foresee(calls, who.caller).catch(() => {
    throw new RpcFailure('undecided', 'which tools may be used cannot be told now');
  });
  const usable = tools.filter((_, i) => verdicts[i] !== undefined && isUsable(verdicts[i].reasons));
  return {
    tools: usable.map((tool) => ({
      ...((tool.definition ?? {}) as JsonObject),
      name: tool.name,
      ...(tool.description !== null && { description: tool.description }),
      inputSchema: (tool.inputSchema ?? { type: 'object' }) as JsonObject,
    })),
    ...(isStateless && { ttlMs: 0, cacheScope: 'private' }),
  };
}
