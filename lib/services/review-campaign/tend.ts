import type { Tx } from '@/lib/db/client';
import { canReview } from '@/lib/domain/reviewer';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { undoIn } from '../review-item/undo';
import { loadAround } from '../review-item/view';
import { databaseNow, inTransaction } from '../transaction';
import { closeDone } from './apply-items';
import { tellOfCampaign } from './outbox';
import { assigner, loadReviewPeople } from './people';
import type { CampaignTerms } from './terms';
import { remindersOf, silenceNoticeAt } from './view';

/**
 * Looks after one open campaign: what there is nothing left to decide about is moot, what was asked of somebody who
 * cannot review any more is asked of somebody else, and those who are late are told. Answers nothing new when it is
 * run again. Campaigns that somebody else looks after at this moment are left to them.
 */
export async function tendCampaign(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, async (tx, now) => {
    const held = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM review_campaigns WHERE id = ${id} AND state = 'open' FOR NO KEY UPDATE SKIP LOCKED`;
    if (held.length === 0) return;
    const campaign = await tx.reviewCampaign.findUniqueOrThrow({ where: { id } });
    const terms = campaign.terms as unknown as CampaignTerms;
    await markMoot(tx, ctx, now, id);
    await askOthers(tx, ctx, now, id, terms);
    if (await closeDone(tx, ctx, now, campaign)) return;
    const due = dueReminders(campaign, terms, now);
    if (due.length > 0) {
      await tx.reviewCampaign.update({
        where: { id },
        // Those that passed unseen are not made up for: one is enough.
        data: { remindedAt: [...campaign.remindedAt, ...due] },
      });
      await tellOfCampaign(tx, 'review.reminder', id, { to: await late(tx, id) });
    }
    if (campaign.endsAt <= now && campaign.overdueToldAt === null) {
      await tx.reviewCampaign.update({ where: { id }, data: { overdueToldAt: now } });
      await tellOfCampaign(tx, 'review.overdue', id, {
        to: await late(tx, id),
        silenceAt: campaign.graceEndsAt.toISOString(),
      });
      await writeAudit(tx, ctx, now, {
        event: 'review-campaign.overdue',
        subject: { kind: 'review-campaign', id },
        details: { silenceAt: campaign.graceEndsAt },
      });
    }
    if (isSilenceNear(campaign, now)) {
      await tx.reviewCampaign.update({ where: { id }, data: { silenceToldAt: now } });
      await tellOfCampaign(tx, 'review.silence', id, { to: await late(tx, id) });
    }
  });
}

type Reminding = { endsAt: Date; openedAt: Date; remindedAt: Date[] };

/** The times at which a campaign was to remind, and has not. */
const dueReminders = (campaign: Reminding, terms: CampaignTerms, now: Date): Date[] =>
  now >= campaign.endsAt
    ? []
    : remindersOf(campaign, terms).filter(
        (at) => at <= now && !campaign.remindedAt.some((one) => one.getTime() === at.getTime()),
      );

type Silencing = { endsAt: Date; graceEndsAt: Date; silenceToldAt: Date | null };

/** Whether it is to be told that silence is about to speak, and was not. */
const isSilenceNear = (campaign: Silencing, now: Date): boolean =>
  campaign.silenceToldAt === null && now >= silenceNoticeAt(campaign) && now < campaign.graceEndsAt;

/** The open campaigns that have something to be looked after, in two statements however many are open. */
export async function campaignsToTend(ctx: Ctx): Promise<string[]> {
  const now = await databaseNow(ctx.prisma);
  const open = await ctx.prisma.reviewCampaign.findMany({
    where: { state: 'open' },
    select: {
      id: true,
      terms: true,
      endsAt: true,
      graceEndsAt: true,
      openedAt: true,
      remindedAt: true,
      overdueToldAt: true,
      silenceToldAt: true,
    },
    orderBy: { endsAt: 'asc' },
  });
  const found = await ctx.prisma.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT i.campaign_id AS id
      FROM review_items i
      LEFT JOIN agents a ON a.id = i.agent_id
      LEFT JOIN entitlements e ON i.kind = 'entitlement' AND e.id = i.subject_id
      LEFT JOIN users r ON r.id = CASE i.state WHEN 'decided' THEN i.decided_by_id ELSE i.reviewer_id END
     WHERE i.campaign_id = ANY (${open.map(({ id }) => id)}) AND i.state IN ('pending', 'decided')
       AND (a.state = 'retired' OR e.revoked_at IS NOT NULL OR e.ends_at <= ${now}
            OR r.id IS NULL OR r.disabled_at IS NOT NULL OR NOT r.roles && '{admin,approver,reviewer}'::role[])`;
  const ids = new Set(found.map(({ id }) => id));
  return open
    .filter(
      (one) =>
        ids.has(one.id) ||
        (one.endsAt <= now && one.overdueToldAt === null) ||
        isSilenceNear(one, now) ||
        dueReminders(one, one.terms as unknown as CampaignTerms, now).length > 0,
    )
    .map(({ id }) => id);
}

/** Who has not decided yet. */
async function late(tx: Tx, campaignId: string): Promise<string[]> {
  const rows = await tx.reviewItem.groupBy({
    by: ['reviewerId'],
    where: { campaignId, state: { in: ['pending', 'decided'] } },
  });
  return rows.flatMap(({ reviewerId }) => reviewerId ?? []).sort();
}

async function markMoot(tx: Tx, ctx: Ctx, now: Date, campaignId: string): Promise<void> {
  const count = await tx.$executeRaw`
    UPDATE review_items i
       SET state = 'moot', verb = NULL, comment = NULL, scope = NULL, owner_id = NULL, seen_ms = NULL, is_bulk = false,
           decided_by_id = NULL, decided_at = NULL, revision = i.revision + 1
     WHERE i.campaign_id = ${campaignId} AND i.state IN ('pending', 'decided')
       AND (EXISTS (SELECT FROM agents a WHERE a.id = i.agent_id AND a.state = 'retired')
            OR i.kind = 'entitlement' AND NOT EXISTS (
                 SELECT FROM entitlements e WHERE e.id = i.subject_id AND e.revoked_at IS NULL AND e.ends_at > ${now})
            OR i.kind = 'tool' AND NOT EXISTS (
                 SELECT FROM tools t WHERE t.id = i.subject_id AND t.state <> 'blocked'))`;
  if (count === 0) return;
  await writeAudit(tx, ctx, now, {
    event: 'review-campaign.items_moot',
    subject: { kind: 'review-campaign', id: campaignId },
    details: { items: count },
  });
}

/** Asks somebody else where who was asked is disabled, or has lost the roles. What they had staged is taken back. */
async function askOthers(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  campaignId: string,
  terms: CampaignTerms,
): Promise<void> {
  const people = await loadReviewPeople(tx);
  const unable = [...people.values()].filter((person) => !canReview(person)).map(({ id }) => id);
  const staged = await tx.reviewItem.findMany({
    where: { campaignId, state: 'decided', decidedById: { in: unable } },
    select: { id: true, campaignId: true, stage: true, revision: true, verb: true },
  });
  for (const row of staged) await undoIn(tx, ctx, now, row, 'who decided it cannot review any more');
  const rows = await tx.reviewItem.findMany({
    where: { campaignId, state: 'pending', OR: [{ reviewerId: { in: unable } }, { reviewerId: null }] },
    select: { id: true, agentId: true, subjectId: true, tier: true, stage: true, reviewerId: true },
  });
  if (rows.length === 0) return;
  const around = await loadAround(tx, ctx, rows);
  const agents = await tx.agent.findMany({
    where: { id: { in: rows.flatMap(({ agentId }) => agentId ?? []) } },
    select: { id: true, ownerId: true, backupOwnerId: true },
  });
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  const first = assigner(terms.reviewer, people, around.demands);
  const second = assigner(terms.secondReviewer ?? terms.reviewer, people, around.demands);
  const moved = new Map<string, { ids: string[]; isFallback: boolean; to: string }>();
  for (const row of rows) {
    const agent = byId.get(row.agentId ?? '');
    const asked = (row.stage === 2 ? second : first)({
      key: row.agentId ?? row.subjectId,
      tier: row.tier,
      ownerId: agent?.ownerId ?? null,
      backupOwnerId: agent?.backupOwnerId ?? null,
      ownIds: around.agentOf(row.agentId)?.ownIds ?? [],
    });
    if (asked === null || asked.id === row.reviewerId) continue;
    const key = `${asked.id} ${asked.isFallback}`;
    const group = moved.get(key) ?? { ids: [], isFallback: asked.isFallback, to: asked.id };
    group.ids.push(row.id);
    moved.set(key, group);
  }
  for (const { ids, isFallback, to } of moved.values()) {
    await tx.reviewItem.updateMany({
      where: { id: { in: ids }, state: 'pending' },
      data: { reviewerId: to, isFallback, revision: { increment: 1 } },
    });
    await writeAudit(tx, ctx, now, {
      event: 'review-campaign.reassigned',
      subject: { kind: 'review-campaign', id: campaignId },
      details: { to, items: ids.length, reason: 'who was asked cannot review any more' },
    });
    await tellOfCampaign(tx, 'review.reassigned', campaignId, { to: [to], items: ids.length });
  }
}
