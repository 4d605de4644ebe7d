import { MAX_REQUEST_BYTES } from '@/lib/contract/authzen';
import { readBytes } from '@/lib/http/request';
import { type AccessPath, accessHeaders, answerAccess, notReady } from '@/lib/pdp/door';
import { TooLarge } from '@/lib/pdp/failure';
import { liveRuntime } from '@/lib/pdp/runtime';

/** The plain door: a route handler, which works wherever Next runs. It asks the same function as server.ts. */
export function accessRoute(path: AccessPath): (request: Request) => Promise<Response> {
  return async (request) => {
    const sent = request.headers.get('x-request-id');
    const requestId = sent !== null && /^[\x21-\x7e]{1,128}$/.test(sent) ? sent : null;
    const runtime = await liveRuntime().catch(() => null);
    const { status, body } =
      runtime === null
        ? notReady()
        : await answerAccess(runtime.evaluator, runtime.publicUrl, path, {
            authorization: request.headers.get('authorization'),
            dpop: request.headers.get('dpop'),
            contentType: request.headers.get('content-type'),
            requestId: requestId ?? '',
            readBody: () =>
              readBytes(request, MAX_REQUEST_BYTES).catch(() => {
                throw new TooLarge(`the body is larger than ${MAX_REQUEST_BYTES} bytes`);
              }),
          });
    return new Response(JSON.stringify(body), { status, headers: accessHeaders(status, requestId) });
  };
}
