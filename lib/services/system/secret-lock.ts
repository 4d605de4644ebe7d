import type { Tx } from '@/lib/db/client';

/** Nobody renews the keys until this transaction has ended; any number may seal at once. */
export const shareSecretKeys = (tx: Tx): Promise<number> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtext('cordon.secret_keys'))`;

/** Nobody seals until this transaction has ended. */
export const lockSecretKeys = (tx: Tx): Promise<number> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('cordon.secret_keys'))`;
