import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { channelSecretAddress } from '@/lib/notify/channel-secret';
import { sealSecret } from '@/lib/vault/envelope';
import { processKeyring } from '@/lib/vault/keyring';
import { shareSecretKeys } from '../system/secret-lock';

/** Seals a channel's secret before anything else sees it; what was before is gone. INVARIANT (sealed-secrets) */
export async function keepChannelSecret(tx: Tx, channelId: string, value: string, now: Date): Promise<void> {
  await shareSecretKeys(tx);
  const id = freshId('sec', now);
  const sealed = sealSecret(processKeyring().current(), channelSecretAddress(channelId, id), value);
  await tx.channelSecret.deleteMany({ where: { channelId } });
  await tx.channelSecret.create({ data: { id, channelId, ...sealed, rotatedAt: now } });
}
