import type { z } from 'zod';
import { contextFor } from '@/lib/auth/context';
import type { Operation } from '@/lib/contract/operation';
import type { Ctx } from '@/lib/services/context';
import { problemFrom } from './problem';
import { queryObject, requestIdOf } from './request';

type Handler = ((request: Request) => Promise<Response>) & { operation: Operation };

/**
 * Makes the handler of an operation that answers a file of the operation's media type. Its verb has the
 * whole file before anything is answered, so a failure is a problem like any other, never half a file.
 */
export function serveFile<I extends z.ZodType>(
  operation: Operation<I>,
  run: (ctx: Ctx, input: z.output<I>) => Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }>,
): Handler {
  const handler = async (request: Request): Promise<Response> => {
    const requestId = requestIdOf(request);
    try {
      const ctx: Ctx = { ...(await contextFor(request, requestId)), ifMatch: null };
      const { name, bytes } = await run(ctx, operation.input.parse(queryObject(request.url)));
      const headers = {
        'content-type': operation.mediaType ?? 'application/octet-stream',
        'content-disposition': `attachment; filename="${name}"`,
        'content-length': String(bytes.byteLength),
        'cache-control': 'private, no-store, no-transform',
        'x-content-type-options': 'nosniff',
        'x-request-id': requestId,
      };
      return new Response(bytes, { headers });
    } catch (error) {
      return problemFrom(error, requestId);
    }
  };
  return Object.assign(handler, { operation: operation as unknown as Operation });
}
