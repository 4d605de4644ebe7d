import type { Tx } from '@/lib/db/client';
import type { Ctx } from '../context';
import { noteEntitlementUses } from '../entitlement/note-uses';
import { databaseNow, reader } from '../transaction';
import { type Coverage, loadCoverage } from './coverage';

/** One look at everything: the moment, and what several kinds need, read at most once. */
export type Look = { db: Tx; now: Date; coverage: () => Promise<Coverage> };

export async function lookAtFindings(ctx: Ctx): Promise<Look> {
  // What was used just now is not told as unused. Bookkeeping that fails is no reason to tell nothing.
  await noteEntitlementUses(ctx.prisma).catch((error: unknown) =>
    console.error('the use of entitlements could not be noted:', error),
  );
  const db = reader(ctx);
  const now = await databaseNow(db);
  let coverage: Promise<Coverage> | null = null;
  return {
    db,
    now,
    coverage: () => {
      coverage ??= loadCoverage(db, now);
      return coverage;
    },
  };
}
