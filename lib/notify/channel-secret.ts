import { openSecret, type SealedSecret, type SecretAddress } from '@/lib/vault/envelope';
import { processKeyring } from '@/lib/vault/keyring';

/** What a channel's secret is sealed under. */
export const channelSecretAddress = (channelId: string, id: string): SecretAddress => ({
  id,
  systemId: channelId,
  header: 'channel',
});

/** Opens a channel's secret for the one message that is signed with it or sent to it. */
export const openChannelSecret = (row: SealedSecret & { id: string; channelId: string }): string =>
  openSecret(processKeyring(), channelSecretAddress(row.channelId, row.id), row);
