import type { z } from 'zod';
import { contextFor } from '@/lib/auth/context';
import { authSecret } from '@/lib/auth/secret';
import type { Operation } from '@/lib/contract/operation';
import type { Ctx } from '@/lib/services/context';
import { invalidInput } from '@/lib/services/errors';
import { withIdempotencyKey } from '@/lib/services/idempotency';
import { problemFrom } from './problem';
import { ifMatchOf, queryObject, readJsonObject, requestIdOf } from './request';

/** Next gives no object at all where a path has no parameters. */
type Params = { params: Promise<Record<string, string | string[]> | undefined> };
type Handler = ((request: Request, params: Params) => Promise<Response>) & { operation: Operation };

/**
 * Makes the handler of one operation: who, what, do, answer. Every failure leaves through `problemFrom`;
 * what the contract does not name is dropped from the answer. The verb itself asks for the permission.
 */
export function serve<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  run: (ctx: Ctx, input: z.output<I>) => Promise<z.input<O>>,
): Handler {
  const handler = async (request: Request, { params }: Params): Promise<Response> => {
    const requestId = requestIdOf(request);
    try {
      // 401, and the check of the origin, before anything is parsed.
      const ctx: Ctx = { ...(await contextFor(request, requestId)), ifMatch: ifMatchOf(request) };
      const sent = operation.method === 'GET' ? queryObject(request.url) : await readJsonObject(request);
      const input = operation.input.parse({ ...sent, ...decoded((await params) ?? {}) });
      const answer = async (inner: Ctx) => operation.output.parse(await run(inner, input));
      const status = operation.status ?? 200;
      const key = request.headers.get('idempotency-key');
      if (operation.method === 'POST' && key !== null) {
        const { id, answersSecret = false, takesSecret = false } = operation;
        const stored = await withIdempotencyKey(
          ctx,
          { key, operation: id, input, status, answersSecret, pepper: takesSecret ? authSecret() : null },
          answer,
        );
        return json(stored.body, stored.status, requestId);
      }
      return json(await answer(ctx), status, requestId);
    } catch (error) {
      return problemFrom(error, requestId);
    }
  };
  return Object.assign(handler, { operation: operation as unknown as Operation });
}

/** Next hands over path parameters percent-encoded: a tool's id has a slash in it. */
export function decoded(params: Record<string, string | string[]>): Record<string, string> {
  const plain = (value: string | string[]) => (Array.isArray(value) ? value.join('/') : value);
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      try {
        return [name, decodeURIComponent(plain(value))];
      } catch {
        throw invalidInput(name, 'is not percent-encoded text');
      }
    }),
  );
}

function json(body: unknown, status: number, requestId: string): Response {
  const headers = new Headers({
    'content-type': 'application/json',
    'cache-control': 'private, no-store',
    'x-request-id': requestId,
  });
  const revision = (body as { revision?: unknown } | null)?.revision;
  if (typeof revision === 'number') headers.set('etag', `"${revision}"`);
  return new Response(JSON.stringify(body), { status, headers });
}
