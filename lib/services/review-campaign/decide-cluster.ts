import type { DecideClusterInput } from '@/lib/contract/review-campaign';
import type { ScopeShape } from '@/lib/contract/scope';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { refuse } from '@/lib/domain/refusal';
import { verbRefusal } from '@/lib/domain/review';
import { writeAudits } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, forbidden, notFound, refused, ServiceError } from '../errors';
import { type ItemRow, itemInclude, loadAround, whyNot } from '../review-item/view';
import { inTransaction, reader } from '../transaction';
import { holdCampaign, loadCampaign } from './load';

/**
 * Stages one verdict for items that are alike, marked as bulk. Only of low and moderate tiers, only for as many as
 * were seen, and not for those whose access has changed since the snapshot: these are looked at one by one.
 */
export async function decideCluster(
  ctx: Ctx,
  { id, cluster, verb, items, seenMs, comment, queue }: DecideClusterInput,
): Promise<{ decided: number; refused: number }> {
  permit(ctx, 'review-item.decide');
  const { userId } = ctx.actor;
  await loadCampaign(reader(ctx), id);
  if (userId === null) throw forbidden('people review, each in their own name');
  return inTransaction(ctx, async (tx, now) => {
    await holdCampaign(tx, ctx, id, ['open']);
    const where = {
      campaignId: id,
      cluster,
      state: 'pending' as const,
      ...(queue === 'mine' && { reviewerId: userId }),
    };
    const rows = await tx.reviewItem.findMany({ where, include: itemInclude, orderBy: { id: 'asc' } });
    const [first] = rows;
    if (first === undefined) throw notFound('cluster', cluster);
    if (rows.length !== items) {
      throw conflict('cluster_changed', `it has ${rows.length} items now, and ${items} were seen`);
    }
    const around = await loadAround(tx, ctx, rows);
    for (const row of rows) {
      const refusal =
        verbRefusal(verb, row, { comment: comment ?? null, isBulk: true }, around.demands[row.tier]) ??
        whyNot(row, around);
      if (refusal?.code === 'role' || refusal?.code === 'not_asked' || refusal?.code === 'own_access') {
        throw new ServiceError('forbidden', refusal.message, { reason: refusal.code });
      }
      if (refusal !== null) throw refused(refusal);
    }
    if (verb === 'narrow' && rows.some(({ recommendedScope }) => recommendedScope === null)) {
      throw refused(refuse('nothing_to_narrow', 'there is no part of it that was used'));
    }
    const same = await unchanged(tx, rows, now);
    const decided = rows.filter((row) => same.has(row.id));
    await tx.$executeRaw`
      UPDATE review_items
         SET state = 'decided', verb = ${verb}::review_verb, comment = ${comment ?? null}, seen_ms = ${seenMs},
             scope = CASE WHEN ${verb} = 'narrow' THEN recommended_scope END, owner_id = NULL, is_bulk = true,
             decided_by_id = ${userId}, decided_at = ${now}, revision = revision + 1
       WHERE id = ANY (${decided.map((row) => row.id)}) AND state = 'pending'`;
    await tell(tx, ctx, now, decided, { verb, comment: comment ?? null, seenMs, userId });
    return { decided: decided.length, refused: rows.length - decided.length };
  });
}

/** Those whose subject is still at the revision of the snapshot, and not at its end. */
async function unchanged(tx: Tx, rows: readonly ItemRow[], now: Date): Promise<Set<string>> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT i.id FROM review_items i
      LEFT JOIN entitlements e ON i.kind = 'entitlement' AND e.id = i.subject_id
      LEFT JOIN agents a ON a.id = i.agent_id
      LEFT JOIN tools t ON i.kind = 'tool' AND t.id = i.subject_id
     WHERE i.id = ANY (${rows.map((row) => row.id)})
       AND CASE i.kind
             WHEN 'entitlement' THEN e.revision = i.subject_revision AND e.revoked_at IS NULL AND e.ends_at > ${now}
                                     AND a.state <> 'retired'
             WHEN 'ownership' THEN a.revision = i.subject_revision AND a.state <> 'retired'
             ELSE t.revision = i.subject_revision AND t.state <> 'blocked' END`;
  return new Set(found.map(({ id }) => id));
}

type Said = { verb: 'keep' | 'narrow' | 'revoke'; comment: string | null; seenMs: number; userId: string };

async function tell(tx: Tx, ctx: Ctx, now: Date, rows: readonly ItemRow[], said: Said): Promise<void> {
  const scopeOf = (row: ItemRow) =>
    said.verb === 'narrow' ? (row.recommendedScope as ScopeShape | null) : null;
  await tx.reviewVerdict.createMany({
    data: rows.map((row) => ({
      id: freshId('rvv', now),
      itemId: row.id,
      campaignId: row.campaignId,
      at: now,
      userId: said.userId,
      stage: row.stage,
      said: said.verb,
      details: JSON.parse(JSON.stringify({ comment: said.comment, scope: scopeOf(row) })),
      seenMs: said.seenMs,
      isBulk: true,
    })),
  });
  await writeAudits(
    tx,
    ctx,
    now,
    rows.map((row) => ({
      event: 'review-item.decided' as const,
      subject: { kind: 'review-item', id: row.id },
      details: {
        campaign: row.campaignId,
        of: `${row.kind}:${row.subjectId}`,
        agent: row.agentId,
        verb: said.verb,
        comment: said.comment,
        scope: scopeOf(row),
        owner: null,
        seenMs: said.seenMs,
        isBulk: true,
        stage: row.stage,
      },
    })),
  );
}
