import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { database } from '@/lib/db/runtime';
import { forbidden, invalidInput } from '@/lib/services/errors';
import { beforeSignIn } from '@/lib/services/user/sign-in-with-password';
import { addressOf } from './address';
import { cookieOf, openCookie, sessionCookieName } from './cookie';
import { authOptions, type Visit } from './options';
import { askedBy, crossSiteRefusal } from './origin';
import { publicUrl } from './public-url';
import { authSecret } from './secret';

type Params = { params: Promise<{ nextauth: string[] }> };

/**
 * Answers next-auth's routes. Beyond its own token, every POST must come from our pages. Failures of our
 * verbs are thrown, so that they are told like everywhere else.
 */
export async function handleAuth(
  request: Request,
  body: Uint8Array,
  params: Params,
  requestId: string,
): Promise<Response> {
  const url = publicUrl();
  const refusal = crossSiteRefusal(askedBy(request), url);
  if (refusal !== null) throw forbidden(refusal);
  // next-auth would otherwise build its links from the request's Host header.
  process.env.NEXTAUTH_URL = url;

  const { prisma } = await database();
  const cookie = cookieOf(request.headers.get('cookie'), sessionCookieName(url));
  const visit: Visit = {
    ctx: beforeSignIn({ prisma, requestId, publicUrl: url }),
    origin: { address: addressOf(request.headers), userAgent: request.headers.get('user-agent') },
    previous: cookie === null ? null : await openCookie(cookie, authSecret()),
    started: null,
    failure: null,
  };
  const { method, headers } = request;
  const bounded = new NextRequest(request.url, {
    method,
    headers,
    ...(method === 'POST' && { body: Buffer.from(body) }),
  });
  const response: Response = await NextAuth(bounded, params, authOptions(visit)).catch((error: unknown) => {
    throw error instanceof SyntaxError ? invalidInput('body', 'is not JSON') : error;
  });
  if (visit.failure !== null) throw visit.failure;
  return response;
}
