import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { authSecret } from '@/lib/auth/secret';
import { RpcFailure } from './rpc-failure';

/** What a sessioned client has agreed with us, and we with the server behind. */
const Session = z.object({
  /** Names the session in call ids: 128 random bits. */
  id: z.string(),
  system: z.string(),
  task: z.string(),
  caller: z.string(),
  version: z.string(),
  /** Whether the client shows a person a URL when it is asked to. */
  elicitsUrl: z.boolean(),
  upstream: z.object({ isStateless: z.boolean(), id: z.string().nullable(), version: z.string() }),
});
export type Session = z.output<typeof Session>;

const key = (): Buffer => Buffer.from(hkdfSync('sha256', authSecret(), 'cordon', 'mcp session', 32));

/**
 * The session id that the client gets: the session itself, sealed, so that every instance can open it and
 * none need remember it.
 */
export function sealSession(session: Session): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(session), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/**
 * Opens a session id. It gives nobody authority: it must belong to the task, system and caller that the
 * request speaks for anyway. Throws `session_unknown`, after which clients begin anew.
 */
export function openSession(
  sealed: string,
  asked: { system: string; task: string; caller: string },
): Session {
  const session = unsealed(sealed);
  if (
    session === null ||
    session.system !== asked.system ||
    session.task !== asked.task ||
    session.caller !== asked.caller
  ) {
    throw new RpcFailure('session_unknown', 'there is no such session');
  }
  return session;
}

function unsealed(text: string): Session | null {
  try {
    const bytes = Buffer.from(text, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(bytes.subarray(12, 28));
    const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    return Session.parse(JSON.parse(plain.toString('utf8')));
  } catch {
    return null;
  }
}
