import type { IssuerView, RotateIssuerInput } from '@/lib/contract/issuer';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput, refused } from '../errors';
import { inTransaction, reader } from '../transaction';
import { checkEnteredKeys } from './entered-keys';
import { refetchKeys } from './keys';
import { loadIssuer, loadSeenIssuer } from './load';
import { toIssuerView } from './view';

/**
 * Replaces an issuer's keys: entered ones by those that are sent, others by what stands at its URL at this
 * moment. Where that cannot be read, nothing is changed.
 */
export async function rotateIssuer(ctx: Ctx, { id, keys }: RotateIssuerInput): Promise<IssuerView> {
  permit(ctx, 'issuer.rotate');
  const before = await loadSeenIssuer(reader(ctx), ctx, id);
  if (before.keysUrl === null && keys === undefined) {
    throw invalidInput('keys', 'are needed: this issuer has no address to read them from');
  }
  if (before.keysUrl !== null && keys !== undefined) {
    throw invalidInput('keys', 'are read from the issuer’s address, and cannot be entered');
  }
  if (keys === undefined) {
    const { problem } = await refetchKeys(ctx.prisma, before, outgoingPolicy(), 0);
    if (problem !== null) throw refused({ code: 'keys_unreadable', message: problem });
  } else checkEnteredKeys(before.kind, keys);
  return inTransaction(ctx, async (tx, now) => {
    const { count } = await tx.trustedIssuer.updateMany({
      where: { id, revision: before.revision },
      data: {
        revision: { increment: 1 },
        ...(keys !== undefined && { staticKeys: JSON.parse(JSON.stringify(keys)) }),
      },
    });
    if (count !== 1) throw changedMeanwhile('issuer', id);
    const after = await loadIssuer(tx, id);
    await writeAudit(tx, ctx, now, {
      event: 'issuer.rotated',
      subject: { kind: 'issuer', id },
      details: { issuer: before.issuer, from: toIssuerView(before).keys, to: toIssuerView(after).keys },
    });
    return toIssuerView(after);
  });
}
