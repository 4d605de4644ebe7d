import type { IssuerIdInput, IssuerView } from '@/lib/contract/issuer';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict } from '../errors';
import { inTransaction } from '../transaction';
import { loadIssuer, loadSeenIssuer } from './load';
import { toIssuerView } from './view';

/** Trusts a disabled issuer again. */
export async function enableIssuer(ctx: Ctx, { id }: IssuerIdInput): Promise<IssuerView> {
  permit(ctx, 'issuer.enable');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSeenIssuer(tx, ctx, id);
    const { count } = await tx.trustedIssuer.updateMany({
      where: { id, disabledAt: { not: null } },
      data: { disabledAt: null, disableReason: null, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('not_disabled', 'this issuer is not disabled');
    await writeAudit(tx, ctx, now, {
      event: 'issuer.enabled',
      subject: { kind: 'issuer', id },
      details: { issuer: before.issuer },
    });
    return toIssuerView(await loadIssuer(tx, id));
  });
}
