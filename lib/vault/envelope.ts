import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keyring, SecretKey } from './keyring';

/** What a secret belongs to. Sealed under these, it opens under nothing else. */
export type SecretAddress = { id: string; systemId: string; header: string };

/** A secret as the database keeps it: the value under a key of its own, and that key under ours. */
export type SealedSecret = {
  keyId: string;
  wrappedKey: Uint8Array<ArrayBuffer>;
  sealed: Uint8Array<ArrayBuffer>;
};

/** Why a secret cannot be opened. Never says more: what failed to open is no text to be shown. */
export class VaultError extends Error {
  override name = 'VaultError';

  constructor(
    readonly code: 'key_unknown' | 'damaged',
    message: string,
  ) {
    super(message);
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** INVARIANT (sealed-secrets): the value leaves this process only under a key that is not in the database. */
export function sealSecret(key: SecretKey, address: SecretAddress, value: string): SealedSecret {
  const dataKey = randomBytes(32);
  return {
    keyId: key.id,
    wrappedKey: encrypt(key.bytes, wrapContext(address, key.id), dataKey),
    sealed: encrypt(dataKey, valueContext(address), Buffer.from(value)),
  };
}

/** The same secret under another key of ours. The value itself stays closed. */
export function rewrapSecret(
  keyring: Keyring,
  key: SecretKey,
  address: SecretAddress,
  secret: SealedSecret,
): Pick<SealedSecret, 'keyId' | 'wrappedKey'> {
  const dataKey = unwrap(keyring, address, secret);
  return { keyId: key.id, wrappedKey: encrypt(key.bytes, wrapContext(address, key.id), dataKey) };
}

/** The value of a secret. Throws `VaultError` for one that was moved, changed, or sealed by an unknown key. */
export function openSecret(keyring: Keyring, address: SecretAddress, secret: SealedSecret): string {
  return decrypt(unwrap(keyring, address, secret), valueContext(address), secret.sealed).toString();
}

function unwrap(keyring: Keyring, address: SecretAddress, { keyId, wrappedKey }: SealedSecret): Buffer {
  const key = keyring.find(keyId);
  if (key === null) {
    throw new VaultError(
      'key_unknown',
      `the secret of \`${address.systemId}\` is sealed by ${keyId}, which is not here`,
    );
  }
  return decrypt(key.bytes, wrapContext(address, keyId), wrappedKey);
}

const valueContext = ({ id, systemId, header }: SecretAddress): Buffer =>
  Buffer.from(JSON.stringify(['cordon/system-secret/1', id, systemId, header]));
const wrapContext = ({ id, systemId, header }: SecretAddress, keyId: string): Buffer =>
  Buffer.from(JSON.stringify(['cordon/data-key/1', id, systemId, header, keyId]));

/** AES-256-GCM: nonce, tag, text. */
function encrypt(key: Buffer, context: Buffer, text: Buffer): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
  const hidden = Buffer.concat([cipher.update(text), cipher.final()]);
  return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), hidden]));
}

function decrypt(key: Buffer, context: Buffer, sealed: Uint8Array): Buffer {
  const [nonce, tag, hidden] = [
    sealed.subarray(0, NONCE_BYTES),
    sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
    sealed.subarray(NONCE_BYTES + TAG_BYTES),
  ];
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(context)
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(hidden), decipher.final()]);
  } catch {
    throw new VaultError('damaged', 'a sealed secret is not what was sealed');
  }
}
