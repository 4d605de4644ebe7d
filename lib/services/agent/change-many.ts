import type { ChangeAgentsInput, ChangeAgentsView } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import { type Ctx, permit } from '../context';
import { isServiceError } from '../errors';
import { inTransaction } from '../transaction';
import { changeIn } from './change';
import { loadAgent } from './load';
import { loadOwner } from './owner';
import { transferIn } from './transfer-ownership';
import { type AgentRow, agentInclude } from './view';

type Item = ChangeAgentsView['items'][number];
type Wish = Omit<ChangeAgentsInput, 'agents'>;

/**
 * Says who answers for many agents, and how risky they are. One transaction, by the very rules of the single
 * verbs, with the audit rows of each agent. An agent that somebody else has changed since the caller saw it, or
 * that a rule keeps, stays as it is and is told by name; the others are done. What is wrong with the wish itself,
 * as an owner whom nobody knows, refuses all of it.
 */
export async function changeAgents(
  ctx: Ctx,
  { agents, ...wish }: ChangeAgentsInput,
): Promise<ChangeAgentsView> {
  permit(ctx, 'agent.change');
  if (wish.owner !== undefined) permit(ctx, 'agent.transfer-ownership');
  return inTransaction(ctx, async (tx, now) => {
    for (const field of ['owner', 'backupOwner'] as const) {
      const email = wish[field];
      if (email !== undefined && email !== null) await loadOwner(tx, field, email);
    }
    const seen = new Map(agents.map(({ id, revision }) => [id, revision]));
    // In one order whoever asks, so that two bulk changes wait for each other instead of for ever.
    await tx.$queryRaw`
      SELECT id FROM agents WHERE id = ANY (${[...seen.keys()]}) ORDER BY id COLLATE "C" FOR NO KEY UPDATE`;
    const rows = await tx.agent.findMany({ where: { id: { in: [...seen.keys()] } }, include: agentInclude });
    const byId = new Map(rows.map((row) => [row.id, row]));
    const items: Item[] = [];
    for (const { id, revision } of agents) {
      const row = byId.get(id);
      if (row === undefined) items.push(left(id, id, 'refused', 'there is no such agent', null));
      else if (row.revision !== revision) items.push(changedMeanwhile(row));
      else items.push(await changeOne(tx, ctx, now, row, wish));
    }
    return { items, changed: items.filter(({ outcome }) => outcome === 'changed').length };
  });
}

const left = (
  id: string,
  name: string,
  outcome: 'refused' | 'changed_meanwhile',
  why: string,
  revision: number | null,
): Item => ({ id, name, outcome, why, revision });

const changedMeanwhile = ({ id, name, revision }: AgentRow): Item =>
  left(id, name, 'changed_meanwhile', 'somebody else has changed it meanwhile', revision);

/** One agent, as a whole or not at all: what a rule refuses half way takes the first half back. */
async function changeOne(tx: Tx, ctx: Ctx, now: Date, row: AgentRow, wish: Wish): Promise<Item> {
  await tx.$executeRaw`SAVEPOINT one_agent`;
  try {
    const revision = await assign(tx, ctx, now, row, wish);
    await tx.$executeRaw`RELEASE SAVEPOINT one_agent`;
    const outcome = revision === row.revision ? 'same' : 'changed';
    return { id: row.id, name: row.name, outcome, why: null, revision };
  } catch (error) {
    // What is not a refusal is a failure, and fails everything.
    if (!isServiceError(error)) throw error;
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT one_agent`;
    return left(row.id, row.name, 'refused', error.message, row.revision);
  }
}

async function assign(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  before: AgentRow,
  { owner, backupOwner, riskTier, reason }: Wish,
): Promise<number> {
  let row = before;
  const isOther = owner !== undefined && owner !== before.owner.email;
  if (isOther) {
    await transferIn(tx, ctx, now, row, { owner, backupOwner, reason });
    row = await loadAgent(tx, row.id);
  }
  const rest = { riskTier, ...(!isOther && { backupOwner }) };
  const isChanged = await changeIn(tx, ctx, now, row, rest, reason);
  return row.revision + (isChanged ? 1 : 0);
}
