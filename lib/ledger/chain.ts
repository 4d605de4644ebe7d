import { createHash, hash } from 'node:crypto';

/** The link before the first audit event. */
export const AUDIT_GENESIS = Buffer.alloc(32);

/** The link before a writer's first decision: no chain can be passed off as another writer's. */
export const genesisHash = (writer: string): Buffer =>
  hash('sha256', `cordon chain ${writer}`, 'buffer') as Buffer;

/**
 * The link of one record: sha256(previous link ‖ sha256(record's UTF-8 bytes)).
 * INVARIANT (tamper-evident): a link fixes its record, every record before it and their order.
 */
export function linkHash(previous: Uint8Array, record: string): Buffer {
  return createHash('sha256')
    .update(previous)
    .update(hash('sha256', record, 'buffer'))
    .digest();
}
