import type { Tx } from '@/lib/db/client';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { conflict } from '../errors';

/**
 * Revokes an entitlement with every live grant taken from it, in the caller's transaction; answers these.
 * INVARIANT (next-decision): its decisions deny from the commit on, because the versions move with it.
 */
export async function revokeOne(tx: Tx, ctx: Ctx, now: Date, id: string, reason: string): Promise<string[]> {
  const { count } = await tx.entitlement.updateMany({
    where: { id, revokedAt: null, endsAt: { gt: now } },
    data: { revokedAt: now, revokeReason: reason, revision: { increment: 1 } },
  });
  if (count !== 1) throw conflict('already_ended', `entitlement \`${id}\` has ended or was revoked already`);
  const grants = await tx.grant.updateManyAndReturn({
    where: { entitlementId: id, revokedAt: null, endsAt: { gt: now } },
    data: { revokedAt: now, revokeReason: reason, revision: { increment: 1 } },
    select: { id: true },
  });
  await writeAudit(tx, ctx, now, {
    event: 'entitlement.revoked',
    subject: { kind: 'entitlement', id },
    details: { reason, revokedGrants: grants.map((grant) => grant.id) },
  });
  return grants.map((grant) => grant.id);
}
