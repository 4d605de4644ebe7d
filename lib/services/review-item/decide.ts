import type { ReviewItemView } from '@/lib/contract/review-item';
import type { ScopeShape } from '@/lib/contract/scope';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { freshId } from '@/lib/db/new-id';
import { refuse } from '@/lib/domain/refusal';
import { isMoot, type ReviewVerb, verbRefusal } from '@/lib/domain/review';
import { containsScope } from '@/lib/domain/scope';
import { loadOwner } from '../agent/owner';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, forbidden, invalidInput, refused, ServiceError } from '../errors';
import { snapshotOf } from '../review-campaign/prepare';
import { loadTierRules } from '../tier/rules';
import { databaseNow, inTransaction } from '../transaction';
import type { Reviewed } from './evidence';
import { changeOf, loadItem, loadPresent, viewItem } from './read';
import { type ItemRow, loadAround, whyNot } from './view';

export type Said = {
  id: string;
  verb: ReviewVerb;
  subjectRevision: number;
  seenMs: number;
  comment?: string | undefined;
  scope?: ScopeShape | undefined;
  owner?: string | undefined;
};

/**
 * Stages what somebody says of an item: about the access as it is at this moment and as they saw it, or not at all.
 * Nothing takes effect before the sign-off.
 */
export async function decideItem(ctx: Ctx, said: Said): Promise<ReviewItemView> {
  permit(ctx, 'review-item.decide');
  return inTransaction(ctx, async (tx) => {
    const row = await holdItem(tx, ctx, said.id);
    const now = await databaseNow(tx);
    const comment = said.comment ?? null;
    const demands = (await loadTierRules(tx))[row.tier];
    const refusal = verbRefusal(said.verb, row, { comment, isBulk: false }, demands);
    if (refusal !== null) throw refused(refusal);
    const present = await loadPresent(tx, row, now);
    if (present === null || isMoot(present)) {
      throw conflict('moot', changeOf(row, present) ?? 'there is nothing left to decide');
    }
    if (present.revision !== said.subjectRevision) {
      throw new ServiceError('changed_meanwhile', 'the access was changed since you read it', {
        reason: 'access_changed',
      });
    }
    const scope = said.verb === 'narrow' ? narrowedTo(present, said.scope) : null;
    const owner = said.verb === 'hand_over' ? await newOwner(tx, present, said.owner) : null;
    await stage(tx, ctx, now, row, {
      verb: said.verb,
      comment,
      scope,
      ownerId: owner,
      seenMs: said.seenMs,
      isBulk: false,
      ...(present.revision !== row.subjectRevision && { refreshed: present }),
    });
    return viewItem(tx, ctx, row.id, now);
  });
}

/** The item, held with its campaign for the one who decides; refuses who may not, and who comes second unseen. */
export async function holdItem(tx: Tx, ctx: Ctx, id: string): Promise<ItemRow> {
  await tx.$queryRaw`
    SELECT c.id FROM review_campaigns c JOIN review_items i ON i.campaign_id = c.id WHERE i.id = ${id} FOR SHARE OF c`;
  await tx.$queryRaw`SELECT id FROM review_items WHERE id = ${id} FOR NO KEY UPDATE`;
  const row = await loadItem(tx, id);
  if (ctx.actor.userId !== null) {
    await tx.$queryRaw`SELECT id FROM users WHERE id = ${ctx.actor.userId} FOR SHARE`;
  }
  const around = await loadAround(tx, ctx, [row]);
  const refusal = whyNot(row, around);
  if (refusal !== null) {
    const isAbout = refusal.code === 'campaign_not_open' || refusal.code === 'wrong_state';
    throw isAbout
      ? refused(refusal)
      : new ServiceError('forbidden', refusal.message, { reason: refusal.code });
  }
  if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('review item', id);
  // Somebody else has decided it meanwhile: only who has seen that may decide otherwise.
  if (ctx.ifMatch === null && row.state === 'decided' && row.decidedById !== ctx.actor.userId) {
    throw conflict('already_decided', `${row.decidedBy?.name ?? 'somebody'} has decided it already`);
  }
  return row;
}

function narrowedTo(present: Reviewed, asked: ScopeShape | undefined): ScopeShape {
  const { entitlement } = present.subject;
  if (entitlement === null) throw refused(refuse('not_for_this', 'only an entitlement can be narrowed'));
  const scope = asked ?? (present.recommendation.scope as ScopeShape | null);
  if (scope === null) {
    throw refused(
      refuse('nothing_to_narrow', 'there is no part of it that was used and can be named exactly'),
    );
  }
  if (!containsScope(entitlement.scope, scope))
    throw invalidInput('scope', 'is not contained in the present one');
  if (containsScope(scope, entitlement.scope)) throw invalidInput('scope', 'is what it has already');
  return scope;
}

async function newOwner(tx: Tx, present: Reviewed, email: string | undefined): Promise<string> {
  if (email === undefined || present.agentId === null) throw invalidInput('owner', 'must be somebody');
  const { id } = await loadOwner(tx, 'owner', email);
  if (id === present.ownerId) throw invalidInput('owner', 'answers for it already');
  return id;
}

export type Staged = {
  verb: ReviewVerb;
  comment: string | null;
  scope: ScopeShape | null;
  ownerId: string | null;
  seenMs: number;
  isBulk: boolean;
  /** How the subject is now, where the snapshot is of another state. */
  refreshed?: Reviewed;
};

/** Writes a decision down, with its verdict and its audit row. */
export async function stage(tx: Tx, ctx: Ctx, now: Date, row: ItemRow, staged: Staged): Promise<void> {
  const { userId } = ctx.actor;
  if (userId === null) throw forbidden('people review, each in their own name');
  const { verb, comment, scope, ownerId, seenMs, isBulk, refreshed } = staged;
  const { count } = await tx.reviewItem.updateMany({
    where: { id: row.id, revision: row.revision, state: { in: ['pending', 'decided'] } },
    data: {
      ...(refreshed !== undefined && {
        ...snapshotOf(refreshed, now),
        ...(refreshed.recommendation.scope === null && { recommendedScope: Prisma.DbNull }),
      }),
      state: 'decided',
      verb,
      comment,
      scope: scope === null ? Prisma.DbNull : JSON.parse(JSON.stringify(scope)),
      ownerId,
      seenMs,
      isBulk,
      decidedById: userId,
      decidedAt: now,
      revision: { increment: 1 },
    },
  });
  if (count !== 1) throw changedMeanwhile('review item', row.id);
  const details = { verb, comment, scope, owner: ownerId, seenMs, isBulk, stage: row.stage };
  await tx.reviewVerdict.create({
    data: {
      id: freshId('rvv', now),
      itemId: row.id,
      campaignId: row.campaignId,
      at: now,
      userId,
      stage: row.stage,
      said: verb,
      details: JSON.parse(JSON.stringify({ comment, scope, owner: ownerId })),
      seenMs,
      isBulk,
    },
  });
  await writeAudit(tx, ctx, now, {
    event: 'review-item.decided',
    subject: { kind: 'review-item', id: row.id },
    details: { campaign: row.campaignId, of: `${row.kind}:${row.subjectId}`, agent: row.agentId, ...details },
  });
}
