import type { AgentView, ChangeAgentInput } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import { refuse } from '@/lib/domain/refusal';
import { higherTier, type RiskTier } from '@/lib/domain/risk-tier';
import { writeAudit } from '../audit';
import { changesOf } from '../changes';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, refused } from '../errors';
import { inTransaction } from '../transaction';
import { type Floor, loadFloors } from './floor';
import { loadAgent, loadSeenAgent } from './load';
import { loadBackupOwner } from './owner';
import { type AgentRow, loadAgentView } from './view';

/**
 * Changes what is known of an agent. Its tier may be set anywhere from the floor of what its entitlements
 * reach upwards; who wants it lower narrows them first. What would change nothing leaves no trace.
 */
export async function changeAgent(ctx: Ctx, { id, ...fields }: ChangeAgentInput): Promise<AgentView> {
  permit(ctx, 'agent.change');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSeenAgent(tx, ctx, id);
    const isChanged = await changeIn(tx, ctx, now, before, fields);
    return loadAgentView(tx, isChanged ? await loadAgent(tx, id) : before, now);
  });
}

/**
 * The same in a transaction that is open, for an agent as it was just read; answers whether anything changed.
 * The permission was asked for. A reason, where there is one, goes into the audit row.
 */
export async function changeIn(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  before: AgentRow,
  { backupOwner, ...fields }: Omit<ChangeAgentInput, 'id'>,
  reason?: string,
): Promise<boolean> {
  const { id } = before;
  if (before.state === 'retired') throw refused(refuse('wrong_state', `agent ${id} is retired`));
  const backup =
    backupOwner === undefined || backupOwner === null
      ? backupOwner
      : (await loadBackupOwner(tx, backupOwner, before.ownerId)).id;
  const after = { ...fields, ...(backup !== undefined && { backupOwnerId: backup }) };
  const changes = changesOf(before, after);
  if (Object.keys(changes).length === 0) return false;
  if (changes.riskTier !== undefined && fields.riskTier !== undefined) {
    const floorOf = await loadFloors(tx, [id], now);
    refuseBelowFloor(fields.riskTier, floorOf(id));
  }
  const { count } = await tx.agent.updateMany({
    where: { id, revision: before.revision },
    data: { ...after, revision: { increment: 1 } },
  });
  if (count !== 1) throw changedMeanwhile('agent', id);
  await writeAudit(tx, ctx, now, {
    event: 'agent.changed',
    subject: { kind: 'agent', id },
    details: { changes, ...(reason !== undefined && { reason }) },
  });
  return true;
}

function refuseBelowFloor(asked: RiskTier, { floor, reasons: [cause] }: Floor): void {
  if (cause === undefined || higherTier(asked, floor) === asked) return;
  const why = `entitlement ${cause.entitlement} reaches ${cause.tool} (${cause.actionClass} of ${cause.sensitivity} data)`;
  throw refused(refuse('below_floor', `the tier cannot be below ${floor}: ${why}`));
}
