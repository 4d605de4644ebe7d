import type { Tx } from '@/lib/db/client';
import { refreshFloors } from '../agent/refresh-floors';
import type { Ctx } from '../context';
import { noteEntitlementUses } from '../entitlement/note-uses';
import { databaseNow, reader } from '../transaction';

/** One look at everything: the moment, and what only one kind needs, brought up to date at most once. */
export type Look = { db: Tx; now: Date; floors: () => Promise<void> };

export async function lookAtFindings(ctx: Ctx): Promise<Look> {
  // What was used just now is not told as unused. Bookkeeping that fails is no reason to tell nothing.
  await noteEntitlementUses(ctx.prisma).catch((error: unknown) =>
    console.error('the use of entitlements could not be noted:', error),
  );
  const db = reader(ctx);
  const now = await databaseNow(db);
  let floors: Promise<void> | null = null;
  return {
    db,
    now,
    floors: () => {
      floors ??= refreshFloors(db, now);
      return floors;
    },
  };
}
