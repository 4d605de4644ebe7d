import type { SignOffInput, SignOffView } from '@/lib/contract/review-campaign';
import { isChange, type ReviewVerb } from '@/lib/domain/review';
import { type Ctx, permit } from '../context';
import type { KeptEffect } from '../review-item/effect';
import { reader } from '../transaction';
import { nextDueOf } from './apply-items';
import { loadCampaign } from './load';

const MOST_TOLD = 500;

/** The last sign-off of the caller in a campaign, with what came of it since; null where there was none. */
export async function readSignOff(ctx: Ctx, { id }: SignOffInput): Promise<{ receipt: SignOffView | null }> {
  permit(ctx, 'review-campaign.list');
  const db = reader(ctx);
  const { userId } = ctx.actor;
  await loadCampaign(db, id);
  const mine = { campaignId: id, userId, said: 'sign_off' };
  const last =
    userId === null ? null : await db.reviewVerdict.findFirst({ where: mine, orderBy: { at: 'desc' } });
  if (userId === null || last === null) return { receipt: null };
  const signedOff = await db.reviewVerdict.count({ where: { ...mine, at: last.at } });
  // What was handed on bears no sign-off of its own: it is the second stage’s to give.
  const given = await db.reviewItem.count({
    where: { campaignId: id, signedOffById: userId, signedOffAt: last.at },
  });
  const which = { signedOffAt: last.at };
  return { receipt: await viewSignOff(ctx, id, userId, { signedOff, handedOn: signedOff - given, which }) };
}

/** Which of somebody’s signed items are told of. */
type Which = { appliedAt: { gte: Date } } | { signedOffAt: Date };

/** What came of it, as it is observed now. */
export async function viewSignOff(
  ctx: Ctx,
  id: string,
  userId: string,
  { which, ...signed }: { signedOff: number; handedOn: number; which: Which },
): Promise<SignOffView> {
  const db = reader(ctx);
  const { state } = await loadCampaign(db, id);
  const rows = await db.reviewItem.findMany({
    where: { campaignId: id, signedOffById: userId, state: 'applied', ...which },
    select: { id: true, verb: true, subject: true, effect: true, appliedAt: true },
    orderBy: { appliedAt: 'asc' },
  });
  const whatOf = (row: (typeof rows)[number]) => (row.effect as KeptEffect | null)?.what;
  const changed = rows.filter((row) => row.verb !== null && isChange(row.verb) && whatOf(row) !== 'gone');
  const count = (state: 'signed_off' | 'pending', more: object) =>
    db.reviewItem.count({ where: { campaignId: id, state, ...more } });
  return {
    campaign: id,
    state,
    ...signed,
    applied: changed.slice(0, MOST_TOLD).map((row) => ({
      item: row.id,
      title: (row.subject as { title?: string }).title ?? row.id,
      verb: row.verb as ReviewVerb,
      says: saysOf(row.effect as unknown as KeptEffect),
      at: row.appliedAt ?? new Date((row.effect as unknown as KeptEffect).at),
    })),
    kept: rows.filter((row) => whatOf(row) === 'kept').length,
    skipped: rows.filter((row) => whatOf(row) === 'skipped').length,
    gone: rows.filter((row) => whatOf(row) === 'gone').length,
    waiting: await count('signed_off', { signedOffById: userId }),
    stillYours: await count('pending', { reviewerId: userId }),
    nextDueAt: await nextDueOf(db, id),
  };
}

function saysOf({ what, at, revokedGrants, narrowedGrants }: KeptEffect): string {
  const ended = revokedGrants === 1 ? '1 live grant ended' : `${revokedGrants} live grants ended`;
  const cut = narrowedGrants === 1 ? '1 live grant cut' : `${narrowedGrants} live grants cut`;
  const more = [...(revokedGrants > 0 ? [ended] : []), ...(narrowedGrants > 0 ? [cut] : [])];
  return [`${what} ${at.slice(11, 19)} UTC`, ...more].join('; ');
}
