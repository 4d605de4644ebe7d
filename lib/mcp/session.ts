import { z } from 'zod';
import { RpcFailure } from './rpc-failure';
import { seal, unseal } from './seal';

/** What a sessioned client has agreed with us, and we with the server behind. */
const Session = z.object({
  /** Names the session in call ids: 128 random bits. */
  id: z.string(),
  system: z.string(),
  /** The address of the server with which it was begun. */
  url: z.string(),
  task: z.string(),
  caller: z.string(),
  version: z.string(),
  /** Whether the client shows a person a URL when it is asked to. */
  elicitsUrl: z.boolean(),
  upstream: z.object({ isStateless: z.boolean(), id: z.string().nullable(), version: z.string() }),
});
export type Session = z.output<typeof Session>;

/**
 * The session id that the client gets: the session itself, sealed, so that every instance can open it and
 * none need remember it.
 */
export const sealSession = (session: Session): string => seal('session', session);

/**
 * Opens a session id. It gives nobody authority: it must belong to the task, system and caller that the
 * request speaks for anyway. Throws `session_unknown`, after which clients begin anew.
 */
export function openSession(
  sealed: string,
  asked: { system: string; url: string; task: string; caller: string },
): Session {
  const { success, data: session } = Session.safeParse(unseal('session', sealed));
  const isTheirs =
    success &&
    session.system === asked.system &&
    session.url === asked.url &&
    session.task === asked.task &&
    session.caller === asked.caller;
  if (!isTheirs) throw new RpcFailure('session_unknown', 'there is no such session');
  return session;
}
