import { openDatabase } from '@/lib/db/client';
import { systemActor } from '@/lib/services/context';
import { keepReviewsGoing } from '@/lib/services/review-campaign/keep-going';
import { signOffCampaign } from '@/lib/services/review-campaign/sign-off';

/**
 * What the scheduler does for reviews, without waiting for the next minute; or, where a campaign is named, one
 * sign-off. It tells its parent when it begins, and ends with it.
 */
const { DATABASE_URL: databaseUrl = '', SIGN_OFF: campaign, AS: userId = '' } = process.env;
const database = await openDatabase(databaseUrl, { max: 2 });
const ctx = {
  actor: systemActor('scheduler'),
  prisma: database.prisma,
  requestId: `job_${process.pid}`,
  ifMatch: null,
  publicUrl: 'http://127.0.0.1',
};
process.on('disconnect', () => process.exit(0));
process.send?.('running');
if (campaign !== undefined) {
  await signOffCampaign(
    { ...ctx, actor: { ...ctx.actor, kind: 'user', id: userId, userId } },
    { id: campaign },
  );
  process.exit(0);
}
for (;;) {
  await keepReviewsGoing(ctx, () => true).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
}
