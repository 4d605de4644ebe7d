import type { Tx } from '@/lib/db/client';
import { channelSecretAddress } from '@/lib/notify/channel-secret';
import { rewrapSecret } from '@/lib/vault/envelope';
import { processKeyring } from '@/lib/vault/keyring';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { lockSecretKeys } from './secret-lock';

/** What a rotation did: the key in use now, how many secrets moved under it, and keys that are gone. */
export type KeyRotation = { key: string; moved: number; kept: string[]; forgotten: string[] };

/**
 * Begins a new key and moves every secret under it. Secrets stay readable meanwhile: the old key is kept
 * until all have moved, and after that for older backups, unless `forget` says that they may be lost.
 */
export async function rotateSecretKey(ctx: Ctx, { forget }: { forget: boolean }): Promise<KeyRotation> {
  permit(ctx, 'system.rotate-secret');
  const keyring = processKeyring();
  const rotation = await inTransaction(ctx, async (tx, now) => {
    await lockSecretKeys(tx);
    const key = keyring.renew();
    const rows = await tx.systemSecret.findMany({ where: { keyId: { not: key.id } } });
    for (const row of rows) {
      const { count } = await tx.systemSecret.updateMany({
        where: { id: row.id },
        data: rewrapSecret(keyring, key, row, row),
      });
      // Removing a secret takes no lock; one that was removed needs no key.
      if (count > 1) throw new Error('two secrets have one id');
    }
    const ofChannels = await tx.channelSecret.findMany({ where: { keyId: { not: key.id } } });
    for (const row of ofChannels) {
      const address = channelSecretAddress(row.channelId, row.id);
      await tx.channelSecret.updateMany({
        where: { id: row.id },
        data: rewrapSecret(keyring, key, address, row),
      });
    }
    const all = [...rows, ...ofChannels];
    await writeAudit(tx, ctx, now, {
      event: 'secret-key.rotated',
      subject: { kind: 'secret-key', id: key.id },
      details: { secrets: all.length, before: [...new Set(all.map((row) => row.keyId))] },
    });
    return { key: key.id, moved: all.length };
  });
  const forgotten = forget ? await inTransaction(ctx, (tx) => forgetUnused(tx)) : [];
  return { ...rotation, kept: keyring.ids().filter((id) => id !== rotation.key), forgotten };
}

/** In a transaction of its own: only what is committed under the new key needs the old one no more. */
async function forgetUnused(tx: Tx): Promise<string[]> {
  await lockSecretKeys(tx);
  const kept = { distinct: 'keyId', select: { keyId: true } } as const;
  const used = [...(await tx.systemSecret.findMany(kept)), ...(await tx.channelSecret.findMany(kept))];
  return processKeyring().forget((id) => used.some(({ keyId }) => keyId === id));
}
