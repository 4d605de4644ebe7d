import type { TaskToken } from '@/lib/identity/task-token';
import type { Actor } from '../context';

/**
 * Whoever holds a task token, as the one who acts: for its task, and for nothing else. A token that a key asked
 * for reaches no system that the key is not bound to.
 */
export const tokenActor = (token: TaskToken, systemIds: readonly string[]): Actor => ({
  kind: 'task_token',
  id: token.id,
  name: token.agentId,
  roles: ['pep'],
  userId: null,
  systemIds,
  agentIds: [token.agentId],
  taskId: token.taskId,
});
