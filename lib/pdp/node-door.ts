import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_REQUEST_BYTES } from '@/lib/contract/authzen';
import { ACCESS_PATHS, type AccessPath, accessHeaders, answerAccess } from './door';
import type { Evaluator } from './evaluator';
import { TooLarge } from './failure';

const PATHS: readonly string[] = ACCESS_PATHS;

/** Whether this door takes the request. Other methods on these paths are Next's to refuse. */
export const isAccessPath = (request: IncomingMessage): boolean =>
  request.method === 'POST' && request.url !== undefined && PATHS.includes(request.url);

/** The fast door: answers before Next sees the request. */
export function answerNode(
  evaluator: Evaluator,
  publicUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { authorization = null, 'content-type': contentType = null } = request.headers;
  const sentId = headerText(request.headers['x-request-id']);
  const requestId = sentId ?? '';
  answerAccess(evaluator, publicUrl, request.url as AccessPath, {
    authorization,
    dpop: [request.headers.dpop ?? []].flat().join(',') || null,
    contentType,
    requestId,
    readBody: () => readBody(request),
  }).then(({ status, body }) => {
    if (response.destroyed) return;
    const text = JSON.stringify(body);
    const headers = accessHeaders(status, sentId);
    // The rest of a body that nobody reads would be taken for the next request.
    const mustClose = !request.complete;
    response.writeHead(status, {
      ...headers,
      'content-length': Buffer.byteLength(text),
      ...(mustClose && { connection: 'close' }),
    });
    response.end(text, () => {
      if (mustClose) request.destroy();
    });
  });
}

const headerText = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value) ? value : null;

function readBody(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_REQUEST_BYTES) {
        request.pause();
        reject(new TooLarge(`the body is larger than ${MAX_REQUEST_BYTES} bytes`));
      } else chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    request.on('error', reject);
    request.on('aborted', () => reject(new TooLarge('the body was cut off')));
  });
}
