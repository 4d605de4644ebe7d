import type { z } from 'zod';
import { contextFor } from '@/lib/auth/context';
import { publicUrl } from '@/lib/auth/public-url';
import { MAX_FORM_BYTES } from '@/lib/contract/oauth';
import { database } from '@/lib/db/runtime';
import type { Proof } from '@/lib/identity/dpop';
import type { Ctx } from '@/lib/services/context';
import { OAuthError, toOAuthError } from '@/lib/services/token/oauth-error';
import { readBytes, requestIdOf } from './request';

/** What a verb of the OAuth surface gets: the request's surroundings, and the request itself for its headers. */
export type OAuthAround = Pick<Ctx, 'prisma' | 'requestId' | 'publicUrl'> & { request: Request };

/**
 * Makes the handler of one OAuth endpoint: a form in, JSON out. Cookies mean nothing here. Every failure leaves
 * in the words of RFC 6749; one that is none of them is told without its text.
 */
export function oauthRoute<I extends z.ZodType>(
  input: I,
  run: (around: OAuthAround, input: z.output<I>) => Promise<object | null>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = requestIdOf(request);
    try {
      const parsed = input.safeParse(await readForm(request));
      if (!parsed.success) {
        const problem = parsed.error.issues
          .map(({ path, message }) => `${path.join('.')}: ${message}`)
          .join('; ');
        throw new OAuthError('invalid_request', problem);
      }
      const { prisma } = await database();
      const answer = await run({ prisma, requestId, publicUrl: publicUrl(), request }, parsed.data);
      return reply(200, answer, requestId);
    } catch (error) {
      return failure(error, requestId);
    }
  };
}

/** Whoever asks with a key or a token of their own. Cookies are not looked at: browsers have no business here. */
export async function keyHolder({ request, requestId }: OAuthAround): Promise<Ctx> {
  if (!request.headers.has('authorization')) throw new OAuthError('invalid_client', 'a key is needed');
  return { ...(await contextFor(request, requestId)), ifMatch: null };
}

/** The proof of a key that a request brings along; null without one. */
export function proofIn(request: Request, url: string): Proof | null {
  const header = request.headers.get('dpop');
  if (header === null) return null;
  return { header, method: request.method, url: `${url}${new URL(request.url).pathname}` };
}

/** The form in a body. No member may come twice: which of the two is meant would be anybody's guess. */
async function readForm(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new OAuthError('invalid_request', 'content-type must be application/x-www-form-urlencoded');
  }
  const bytes = await readBytes(request, MAX_FORM_BYTES);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new OAuthError('invalid_request', 'the body is not UTF-8');
  }
  const form: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in form) throw new OAuthError('invalid_request', `\`${name}\` is there twice`);
    // An empty member counts as one that was left out.
    if (value !== '') form[name] = value;
  }
  return form;
}

function failure(error: unknown, requestId: string): Response {
  const known = toOAuthError(error);
  if (known === null) console.error(`request ${requestId} failed:`, error);
  const { error: code, message, status } = known ?? new OAuthError('server_error', 'something went wrong');
  const response = reply(status, { error: code, error_description: asciiOf(message) }, requestId);
  if (status === 401) response.headers.set('www-authenticate', 'Bearer realm="cordon"');
  if (status === 503) response.headers.set('retry-after', '1');
  return response;
}

/** RFC 6749 allows a description printable ASCII, without quotes and backslashes. */
const asciiOf = (text: string): string =>
  text
    .replaceAll('’', "'")
    .replaceAll('"', "'")
    .replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?')
    .slice(0, 500);

function reply(status: number, body: object | null, requestId: string): Response {
  return new Response(body === null ? null : JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'x-request-id': requestId,
    },
  });
}
