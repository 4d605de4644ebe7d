import type pg from 'pg';
import type { Signer } from './signing';

/** Makes the public half of a signer known, so that others can verify what it signs. Safe to repeat. */
export async function registerKey(db: Pick<pg.Pool, 'query'>, signer: Signer): Promise<void> {
  await db.query('INSERT INTO signing_keys (id, public_jwk) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING', [
    signer.keyId,
    JSON.stringify(signer.publicJwk),
  ]);
}
