import type { Ctx } from '../context';
import { noteEntitlementUses } from '../entitlement/note-uses';
import { applyItems } from './apply-items';
import { claimSlots } from './claim-slots';
import { endOne } from './end';
import { prepareSome } from './prepare';
import { campaignsToTend, tendCampaign } from './tend';
import { watchEvents } from './watch';

/** So many schedules are claimed in one transaction. */
const SCHEDULES_AT_ONCE = 25;

/**
 * Everything about reviews that has its time: slots that have come, what happened that asks for a review, items to
 * be made, those who are late, silence, and what was signed off and not applied. Each step is a transaction that
 * any instance may take; this may be run by several at once, twice, or be killed anywhere. Stops taking steps when
 * `mayGoOn` says so. INVARIANT (once-per-slot)
 */
export async function keepReviewsGoing(ctx: Ctx, mayGoOn: () => boolean): Promise<void> {
  while (mayGoOn() && (await claimSlots(ctx, SCHEDULES_AT_ONCE)) > 0);
  while (mayGoOn() && (await watchEvents(ctx)));
  if ((await ctx.prisma.reviewCampaign.count({ where: { state: 'preparing' } })) > 0) {
    // What was used until now counts in the evidence.
    await noteEntitlementUses(ctx.prisma);
    while (mayGoOn() && (await prepareSome(ctx)));
  }
  while (mayGoOn() && (await endOne(ctx)) !== null);
  const waiting = await ctx.prisma.reviewCampaign.findMany({
    where: { OR: [{ state: 'closing' }, { state: 'open', ownItems: { some: { state: 'signed_off' } } }] },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of waiting) if (mayGoOn()) await applyItems(ctx, id, mayGoOn);
  for (const id of await campaignsToTend(ctx)) if (mayGoOn()) await tendCampaign(ctx, id);
}
