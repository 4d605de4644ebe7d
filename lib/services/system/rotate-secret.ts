import type { RotateSecretInput, SystemView } from '@/lib/contract/system';
import { freshId } from '@/lib/db/new-id';
import { sealSecret } from '@/lib/vault/envelope';
import { processKeyring } from '@/lib/vault/keyring';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { loadSystem } from './load';
import { moveRevision } from './move-revision';
import { shareSecretKeys } from './secret-lock';
import { toSystemView } from './view';

/**
 * Sets or replaces the secret that is shown to a system; the next request to it carries the new one. The
 * value is sealed before anything else sees it, and what was before is gone.
 * INVARIANT (sealed-secrets)
 */
export async function rotateSecret(
  ctx: Ctx,
  { id: systemId, value, ...wishes }: RotateSecretInput,
): Promise<SystemView> {
  permit(ctx, 'system.rotate-secret');
  return inTransaction(ctx, async (tx, now) => {
    await shareSecretKeys(tx);
    const before = await loadSystem(tx, systemId);
    await moveRevision(tx, ctx, before);
    const old = toSystemView(before).secret;
    const header = wishes.header ?? old?.header ?? 'authorization';
    const rotateAfterDays =
      wishes.rotateAfterDays === undefined ? (old?.rotateAfterDays ?? null) : wishes.rotateAfterDays;
    const reach = wishes.reach ?? old?.reach ?? [];
    const address = { id: freshId('sec', now), systemId, header };
    const sealed = sealSecret(processKeyring().current(), address, value);
    await tx.systemSecret.deleteMany({ where: { systemId } });
    await tx.systemSecret.create({
      data: { ...address, ...sealed, rotateAfterDays, reach, rotatedAt: now },
    });
    await writeAudit(tx, ctx, now, {
      event: old === null ? 'system.secret-set' : 'system.secret-rotated',
      subject: { kind: 'system', id: systemId },
      details: { secret: address.id, header, rotateAfterDays, reach, key: sealed.keyId },
    });
    return toSystemView(await loadSystem(tx, systemId));
  });
}
