import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { addTokenKey } from './signer';

/**
 * From now on tokens are signed with a new key. The old ones sign no more and verify what they have signed, which
 * ends within minutes; or, where one may have got out, verify nothing from the next decision on.
 */
export async function rotateTokenKey(
  ctx: Ctx,
  { withdraw }: { withdraw: boolean },
): Promise<{ key: string; retired: string[] }> {
  permit(ctx, 'token-key.rotate');
  return inTransaction(ctx, async (tx, now) => {
    const before = await tx.tokenKey.findMany({
      where: { withdrawnAt: null, ...(!withdraw && { retiredAt: null }) },
      orderBy: { id: 'asc' },
    });
    const { keyId: key } = await addTokenKey(tx);
    const retired = before.map(({ id }) => id);
    await tx.tokenKey.updateMany({
      where: { id: { in: retired } },
      data: withdraw ? { retiredAt: now, withdrawnAt: now } : { retiredAt: now },
    });
    await writeAudit(tx, ctx, now, {
      event: withdraw ? 'token-key.withdrawn' : 'token-key.rotated',
      subject: { kind: 'token-key', id: key },
      details: { key, retired },
    });
    return { key, retired };
  });
}
