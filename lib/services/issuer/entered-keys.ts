import type { IssuerKind } from '@/lib/domain/identity';
import { signingKeysIn } from '@/lib/identity/key-set';
import { invalidInput } from '../errors';

/** Throws `invalid_input` for entered keys none of which could ever verify anything. */
export function checkEnteredKeys(kind: IssuerKind, set: unknown): void {
  if (signingKeysIn(kind, set).length > 0) return;
  const use = kind === 'spiffe' ? ' with the use jwt-svid' : '';
  throw invalidInput('keys', `hold no public RSA, EC or Ed25519 key${use}`);
}
