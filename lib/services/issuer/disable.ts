import type { DisableIssuerInput, IssuerView } from '@/lib/contract/issuer';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict } from '../errors';
import { inTransaction } from '../transaction';
import { loadIssuer, loadSeenIssuer } from './load';
import { toIssuerView } from './view';

/**
 * Stops trusting an issuer. INVARIANT (next-decision): a trigger moves the version of every agent with an
 * identity of it, so a token that was given for one allows nothing from the next decision on.
 */
export async function disableIssuer(ctx: Ctx, { id, reason }: DisableIssuerInput): Promise<IssuerView> {
  permit(ctx, 'issuer.disable');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSeenIssuer(tx, ctx, id);
    const { count } = await tx.trustedIssuer.updateMany({
      where: { id, disabledAt: null },
      data: { disabledAt: now, disableReason: reason, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('already_disabled', 'this issuer is disabled already');
    await writeAudit(tx, ctx, now, {
      event: 'issuer.disabled',
      subject: { kind: 'issuer', id },
      details: { issuer: before.issuer, reason },
    });
    return toIssuerView(await loadIssuer(tx, id));
  });
}
