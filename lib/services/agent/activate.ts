import type { AgentIdInput, AgentView } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { moveAgent } from './move';

/** Puts a draft into service. Somebody enabled must answer for it. */
export async function activateAgent(ctx: Ctx, { id }: AgentIdInput): Promise<AgentView> {
  permit(ctx, 'agent.activate');
  return moveAgent(ctx, id, 'activate', null);
}
