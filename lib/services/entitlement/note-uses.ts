import type { Prisma } from '@/lib/db/client';

const SLICE_DAYS = 5;
/** A hundred days in slices, and one more. */
const MOST_SLICES = 21;

/**
 * Takes in what records say about the use of entitlements, up to now. It is bookkeeping: the live path knows
 * nothing of it, and running it twice, or at several places at once, changes nothing.
 */
export async function noteEntitlementUses(prisma: Prisma): Promise<void> {
  for (let slice = 0; slice < MOST_SLICES; slice += 1) {
    const rows = await prisma.$queryRaw<{ isAll: boolean }[]>`
      SELECT note_entitlement_uses(make_interval(days => ${SLICE_DAYS}::int)) AS "isAll"`;
    if (rows[0]?.isAll !== false) return;
  }
}
