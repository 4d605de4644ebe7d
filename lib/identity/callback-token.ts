import { createHash } from 'node:crypto';
import { sign } from './task-token';
import type { TokenSigner } from './token-key';

/** A type of its own: a receiver that is shown another token of ours refuses it. */
export const CALLBACK_TOKEN_TYPE = 'cordon-callback+jwt';
const LIVES_SECONDS = 300;

/**
 * Says who sends a callback, to whom, and with which body. Its `jti` is that of the delivery, however often it is
 * tried: who has seen it does nothing twice.
 */
export const signCallback = (
  signer: TokenSigner,
  publicUrl: string,
  callback: { id: string; endpoint: string; requestId: string; status: string; body: string; at: Date },
): Promise<string> => {
  const issuedAt = Math.floor(callback.at.getTime() / 1000);
  return sign(signer, CALLBACK_TOKEN_TYPE, {
    iss: publicUrl,
    aud: callback.endpoint,
    sub: callback.requestId,
    jti: callback.id,
    iat: issuedAt,
    exp: issuedAt + LIVES_SECONDS,
    status: callback.status,
    body_sha256: createHash('sha256').update(callback.body).digest('base64url'),
  });
};
