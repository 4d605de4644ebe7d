import type { Tx } from '@/lib/db/client';
import { openSecret } from '@/lib/vault/envelope';
import { processKeyring } from '@/lib/vault/keyring';

/** What is sent to a system so that it knows who asks. */
export type RevealedSecret = { header: string; value: string };

/**
 * Opens the secret of a system for the one request in which it is sent; null when it has none. Only the
 * gateway may import this: what agents see never passes here. Throws `VaultError` when the secret cannot
 * be opened, and then nothing is sent.
 */
export async function revealSecret(db: Tx, systemId: string): Promise<RevealedSecret | null> {
  const row = await db.systemSecret.findUnique({ where: { systemId } });
  if (row === null) return null;
  return { header: row.header, value: openSecret(processKeyring(), row, row) };
}
