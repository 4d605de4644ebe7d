import type { Tx } from '@/lib/db/client';
import type { ReviewCampaignModel } from '@/lib/db/generated/models';
import { refuse } from '@/lib/domain/refusal';
import type { ReviewCampaignState } from '@/lib/domain/review';
import type { Ctx } from '../context';
import { changedMeanwhile, notFound, refused } from '../errors';

export async function loadCampaign(tx: Tx, id: string): Promise<ReviewCampaignModel> {
  const row = await tx.reviewCampaign.findUnique({ where: { id } });
  if (row === null) throw notFound('review campaign', id);
  return row;
}

/** The campaign, held against everybody who decides in it; refuses one that is not in one of these states. */
export async function holdCampaign(
  tx: Tx,
  ctx: Ctx,
  id: string,
  states: readonly ReviewCampaignState[],
): Promise<ReviewCampaignModel> {
  await tx.$queryRaw`SELECT id FROM review_campaigns WHERE id = ${id} FOR NO KEY UPDATE`;
  const row = await loadCampaign(tx, id);
  if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('review campaign', id);
  if (!states.includes(row.state)) throw refused(refuse('wrong_state', `the campaign is ${row.state}`));
  return row;
}
