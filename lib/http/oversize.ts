import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from '@/lib/services/errors';
import { problemFrom } from './problem';
import { requestIdFrom } from './request';

/** More than any operation takes. */
const MOST_BYTES = 1024 * 1024;
const DRAIN_MS = 1000;

/**
 * Refuses a body that says itself that it is too long, before Next sees it: Next answers only when the whole of a
 * body has arrived. Answers whether it did.
 */
export function refuseOversize(request: IncomingMessage, response: ServerResponse): boolean {
  if (!(Number(request.headers['content-length'] ?? 0) > MOST_BYTES)) return false;
  const requestId = requestIdFrom(request.headers['x-request-id']);
  const error = new ServiceError('too_large', `the body is larger than ${MOST_BYTES} bytes`);
  const problem = problemFrom(error, requestId);
  response.on('finish', () => {
    // Whoever is still sending is to read the answer before the connection is cut.
    request.resume();
    setTimeout(() => request.socket.destroy(), DRAIN_MS).unref();
  });
  const headers = { ...Object.fromEntries(problem.headers), connection: 'close' };
  void problem.text().then((text) => response.writeHead(problem.status, headers).end(text));
  return true;
}
