import { database } from '@/lib/db/runtime';
import type { Actor, Ctx } from '@/lib/services/context';
import { forbidden, ServiceError } from '@/lib/services/errors';
import { bearerKeyOf, findKeyActor } from './api-key';
import { cookieOf, openCookie, sessionCookieName } from './cookie';
import { askedBy, crossSiteRefusal } from './origin';
import { publicUrl } from './public-url';
import { authSecret } from './secret';
import { findSession, type Session } from './session';
import { findTokenActor, taskTokenOf } from './task-token';

/**
 * Who asks. A request with an `Authorization` header is judged by that alone, one without by its session
 * cookie; the two never help each other out. Throws `unauthenticated`, or `forbidden` for a change that
 * another site asks for with our cookie.
 */
export async function contextFor(request: Request, requestId: string): Promise<Omit<Ctx, 'ifMatch'>> {
  const url = publicUrl();
  const authorization = request.headers.get('authorization');
  const { prisma } = await database();
  const actor =
    authorization === null
      ? await cookieActor(request, url, prisma)
      : await bearerActor(request, authorization, { prisma, publicUrl: url });
  return { actor, prisma, requestId, publicUrl: url };
}

async function bearerActor(
  request: Request,
  authorization: string,
  around: Pick<Ctx, 'prisma' | 'publicUrl'>,
): Promise<Actor> {
  const key = bearerKeyOf(authorization);
  const token = taskTokenOf(authorization);
  const actor =
    key !== null
      ? await findKeyActor(around.prisma, key)
      : token !== null
        ? await findTokenActor(around, token, request)
        : null;
  if (actor === null) throw new ServiceError('unauthenticated', 'this key or token is not valid');
  return actor;
}

async function cookieActor(request: Request, url: string, prisma: Ctx['prisma']): Promise<Actor> {
  const cookie = cookieOf(request.headers.get('cookie'), sessionCookieName(url));
  if (cookie === null) throw new ServiceError('unauthenticated', 'sign in, or send a key');
  const refusal = crossSiteRefusal(askedBy(request), url);
  if (refusal !== null) throw forbidden(refusal);
  const secret = await openCookie(cookie, authSecret());
  const session = secret === null ? null : await findSession(prisma, secret);
  if (session === null) throw new ServiceError('unauthenticated', 'the session has ended; sign in again');
  return actorOf(session);
}

/** The person of a session, as the one who acts. */
export const actorOf = ({ id, user }: Session): Actor => ({
  kind: 'user',
  id: user.id,
  name: user.name,
  roles: user.roles,
  userId: user.id,
  systemIds: [],
  agentIds: [],
  sessionId: id,
});
