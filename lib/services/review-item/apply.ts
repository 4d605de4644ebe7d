import type { ScopeShape } from '@/lib/contract/scope';
import type { Tx } from '@/lib/db/client';
import type { ReviewItemModel } from '@/lib/db/generated/models';
import { freshId } from '@/lib/db/new-id';
import { entitlementStateAt } from '@/lib/domain/entitlement';
import { intersectScopes, type Scope } from '@/lib/domain/scope';
import { canonicalJson } from '@/lib/ledger/canonical';
import { loadAgent } from '../agent/load';
import { quarantineIn } from '../agent/quarantine';
import { transferIn } from '../agent/transfer-ownership';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { narrowIn } from '../entitlement/narrow';
import { revokeOne } from '../entitlement/revoke-one';
import { isServiceError } from '../errors';
import { scopeOf } from '../grant/scope';
import { blockIn } from '../tool/block';
import { loadTool } from '../tool/load';
import { databaseNow, inTransaction } from '../transaction';
import type { KeptEffect } from './effect';

type Effect = Omit<KeptEffect, 'at'>;
const did = (what: KeptEffect['what'], more: Partial<Effect> = {}): Effect => ({
  what,
  revokedGrants: 0,
  narrowedGrants: 0,
  note: null,
  to: null,
  ...more,
});
const gone = (note: string): Effect => did('gone', { note });

/**
 * Applies one signed decision through the verb that anybody else would use, with its audit row, in one transaction:
 * when this has returned, the next decision knows of it. Whoever comes second finds it done and does nothing.
 * Answers whether there was something to apply. INVARIANT (next-decision)
 */
export async function applyItem(ctx: Ctx, id: string): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const held = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM review_items WHERE id = ${id} AND state = 'signed_off' FOR NO KEY UPDATE SKIP LOCKED`;
    if (held.length === 0) return false;
    const row = await tx.reviewItem.findUniqueOrThrow({ where: { id } });
    const campaign = await tx.reviewCampaign.findUniqueOrThrow({
      where: { id: row.campaignId },
      select: { name: true },
    });
    const effect = await deed({ ...ctx, tx, ifMatch: null }, tx, row, reasonOf(row, campaign.name));
    const now = await databaseNow(tx);
    await tx.reviewItem.update({
      where: { id },
      data: {
        state: 'applied',
        appliedAt: now,
        effect: { ...effect, at: now.toISOString() },
        revision: { increment: 1 },
      },
    });
    await noteApplied(tx, ctx, now, row, effect);
    return true;
  });
}

export async function noteApplied(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  row: Pick<
    ReviewItemModel,
    | 'id'
    | 'campaignId'
    | 'kind'
    | 'subjectId'
    | 'agentId'
    | 'verb'
    | 'stage'
    | 'signedOffById'
    | 'decidedById'
  >,
  effect: Effect,
): Promise<void> {
  await tx.reviewVerdict.create({
    data: {
      id: freshId('rvv', now),
      itemId: row.id,
      campaignId: row.campaignId,
      at: now,
      userId: row.signedOffById,
      stage: row.stage,
      said: 'apply',
      details: { verb: row.verb, ...effect },
    },
  });
  await writeAudit(tx, ctx, now, {
    event: 'review-item.applied',
    subject: { kind: 'review-item', id: row.id },
    details: {
      campaign: row.campaignId,
      of: `${row.kind}:${row.subjectId}`,
      agent: row.agentId,
      verb: row.verb,
      decidedBy: row.decidedById,
      signedOffBy: row.signedOffById,
      effect,
    },
  });
}

function reasonOf(row: ReviewItemModel, campaign: string): string {
  const why = row.bySilence
    ? 'nobody had answered'
    : (row.comment ?? row.recommendationRule.replaceAll('_', ' '));
  return `Access review “${campaign}”: ${why}`.slice(0, 1000);
}

async function deed(ctx: Ctx, tx: Tx, row: ReviewItemModel, reason: string): Promise<Effect> {
  const now = await databaseNow(tx);
  if (row.verb === 'skip') return did('skipped');
  if (row.agentId !== null) {
    // Held before it is read: what is refused below has then written nothing.
    await tx.$queryRaw`SELECT id FROM agents WHERE id = ${row.agentId} FOR NO KEY UPDATE`;
    const agent = await tx.agent.findUnique({ where: { id: row.agentId }, select: { state: true } });
    if (agent === null || agent.state === 'retired') return gone('The agent was retired');
  }
  if (row.verb === 'keep') return did('kept');
  try {
    if (row.verb === 'hand_over') return await handOver(ctx, tx, now, row, reason);
    if (row.kind === 'entitlement') return await changeEntitlement(ctx, tx, now, row, reason);
    if (row.kind === 'ownership') return await quarantine(ctx, row, reason);
    await blockIn(tx, ctx, now, await loadTool(tx, row.subjectId), reason);
    return did('blocked');
  } catch (error) {
    // What somebody else did first, and what is no longer possible, is told with the item. Nothing was written.
    if (
      isServiceError(error) &&
      (error.code === 'conflict' || error.code === 'refused' || error.code === 'invalid_input')
    ) {
      return gone(error.message);
    }
    throw error;
  }
}

async function changeEntitlement(
  ctx: Ctx,
  tx: Tx,
  now: Date,
  row: ReviewItemModel,
  reason: string,
): Promise<Effect> {
  await tx.$queryRaw`SELECT id FROM entitlements WHERE id = ${row.subjectId} FOR NO KEY UPDATE`;
  const entitlement = await tx.entitlement.findUnique({ where: { id: row.subjectId } });
  if (entitlement === null || entitlementStateAt(entitlement, now) !== 'live') {
    return gone('The entitlement had ended already');
  }
  const present = scopeOf(entitlement);
  // It may have become narrower since: what is left is what both leave.
  const wanted = row.verb === 'narrow' ? intersectScopes(present, row.scope as unknown as Scope) : null;
  if (row.verb === 'revoke' || wanted === null) {
    const grants = await revokeOne(tx, ctx, now, entitlement.id, reason);
    return did('revoked', { revokedGrants: grants.length });
  }
  if (canonicalJson(wanted) === canonicalJson(present)) return gone('It was as narrow as that already');
  const cut = await narrowIn(tx, ctx, now, entitlement, { scope: wanted as ScopeShape, reason });
  return did('narrowed', {
    revokedGrants: cut.revokedGrants.length,
    narrowedGrants: cut.narrowedGrants.length,
  });
}

async function quarantine(ctx: Ctx, row: ReviewItemModel, reason: string): Promise<Effect> {
  await quarantineIn(ctx, { id: row.subjectId, reason });
  return did('quarantined');
}

/** Asks the new owner; until they accept, the present one answers and the agent does less. */
async function handOver(ctx: Ctx, tx: Tx, now: Date, row: ReviewItemModel, reason: string): Promise<Effect> {
  const agentId = row.agentId ?? '';
  const to = row.ownerId ?? '';
  const person = await tx.user.findUniqueOrThrow({ where: { id: to }, select: { email: true } });
  const agent = await loadAgent(tx, agentId);
  if (agent.ownerId === to) return gone('They answer for it already');
  if (agent.proposedOwnerId === to) return did('proposed', { to, note: 'They were asked already' });
  await transferIn(tx, ctx, now, agent, { owner: person.email, reason });
  return did('proposed', { to });
}
