import type { AgentIdInput, AgentView } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { loadAgent } from './load';
import { loadAgentView } from './view';

export async function readAgent(ctx: Ctx, { id }: AgentIdInput): Promise<AgentView> {
  permit(ctx, 'agent.list');
  const db = reader(ctx);
  return loadAgentView(db, await loadAgent(db, id), await databaseNow(db));
}
