import { decodeJwt, type JWTPayload } from 'jose';
import { NotBelieved } from './refused';
import { sign, type TokenKeys, verifyOwn } from './task-token';
import type { TokenSigner } from './token-key';

/** A type of its own, so that it never passes for a token, nor a token for it. */
export const APPROVAL_STATE_TYPE = 'cordon-approval+jwt';

/** What an approval was given for. It gives nothing: the decision looks up what the approval gave. */
export type ApprovedFor = { approvalId: string; taskId: string; agentId: string };

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** What a caller brings back with an approval. The same as long as the key is the same. */
export const signApprovalState = (
  signer: TokenSigner,
  publicUrl: string,
  { approvalId, taskId, agentId, at, until }: ApprovedFor & { at: Date; until: Date },
): Promise<string> =>
  sign(signer, APPROVAL_STATE_TYPE, {
    iss: publicUrl,
    aud: publicUrl,
    sub: agentId,
    jti: approvalId,
    iat: seconds(at),
    exp: seconds(until),
    task: taskId,
  });

/**
 * What a state says that we have signed. Throws `NotBelieved`. One whose time is over is believed too: it was
 * ours, and that it is over is the decision’s to say.
 */
export async function readApprovalState(
  text: string,
  expected: { keys: TokenKeys; publicUrl: string; now: Date },
): Promise<ApprovedFor> {
  const { keys, publicUrl, now } = expected;
  const claims = await verifyOwn(text, {
    keys,
    publicUrl,
    audience: publicUrl,
    typ: APPROVAL_STATE_TYPE,
    now,
  }).catch((error: unknown): JWTPayload => {
    // The time is looked at last, behind signature, issuer and audience.
    if (error instanceof NotBelieved && error.reason === 'expired') return decodeJwt(text);
    throw error;
  });
  return { approvalId: String(claims.jti), taskId: String(claims.task), agentId: String(claims.sub) };
}
