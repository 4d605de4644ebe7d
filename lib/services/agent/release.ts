import type { AgentReasonInput, AgentView } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { moveAgent } from './move';

/** Releases an agent from quarantine. Somebody enabled must answer for it. */
export async function releaseAgent(ctx: Ctx, { id, reason }: AgentReasonInput): Promise<AgentView> {
  permit(ctx, 'agent.release');
  return moveAgent(ctx, id, 'release', reason);
}
