import type { z } from 'zod';
import { contextFor } from '@/lib/auth/context';
import type { Operation } from '@/lib/contract/operation';
import type { Ctx } from '@/lib/services/context';
import { problemFrom } from './problem';
import { queryObject, requestIdOf } from './request';
import { decoded } from './route';

type Params = { params: Promise<Record<string, string | string[]> | undefined> };
type Handler = ((request: Request, context?: Params) => Promise<Response>) & { operation: Operation };

const HEADERS = { 'cache-control': 'private, no-store, no-transform', 'x-content-type-options': 'nosniff' };

/**
 * Makes the handler of an operation that answers a file while it is being written. All that can be refused is
 * refused before the first byte; what breaks later breaks the download off, so half a file is never taken for whole.
 */
export function serveStream<I extends z.ZodType>(
  operation: Operation<I>,
  run: (
    ctx: Ctx,
    input: z.output<I>,
  ) => Promise<{ name: string; type: string; chunks: AsyncIterable<string> }>,
): Handler {
  const handler = async (request: Request): Promise<Response> => {
    const requestId = requestIdOf(request);
    try {
      const ctx: Ctx = { ...(await contextFor(request, requestId)), ifMatch: null };
      const { name, type, chunks } = await run(ctx, operation.input.parse(queryObject(request.url)));
      const headers = {
        ...HEADERS,
        'content-type': type,
        'content-disposition': `attachment; filename="${name}"`,
        'x-request-id': requestId,
      };
      return new Response(bytesOf(chunks), { headers });
    } catch (error) {
      return problemFrom(error, requestId);
    }
  };
  return Object.assign(handler, { operation: operation as unknown as Operation });
}

/** Writes the next part when the reader has taken the one before. */
function bytesOf(chunks: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const source = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await source.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await source.return?.();
    },
  });
}

/**
 * Makes the handler of an operation that answers a file of the operation's media type. Its verb has the
 * whole file before anything is answered, so a failure is a problem like any other, never half a file.
 */
export function serveFile<I extends z.ZodType>(
  operation: Operation<I>,
  run: (ctx: Ctx, input: z.output<I>) => Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }>,
): Handler {
  const handler = async (request: Request, context?: Params): Promise<Response> => {
    const requestId = requestIdOf(request);
    try {
      const ctx: Ctx = { ...(await contextFor(request, requestId)), ifMatch: null };
      const { name, bytes } = await run(
        ctx,
        operation.input.parse({ ...queryObject(request.url), ...decoded((await context?.params) ?? {}) }),
      );
      const headers = {
        'content-type': operation.mediaType ?? 'application/octet-stream',
        'content-disposition': `attachment; filename="${name}"`,
        'content-length': String(bytes.byteLength),
        ...HEADERS,
        'x-request-id': requestId,
      };
      return new Response(bytes, { headers });
    } catch (error) {
      return problemFrom(error, requestId);
    }
  };
  return Object.assign(handler, { operation: operation as unknown as Operation });
}
