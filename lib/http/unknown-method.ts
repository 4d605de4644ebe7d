import type { IncomingMessage, ServerResponse } from 'node:http';

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Refuses a request whose method nothing here knows (TRACE): for Next it would be an internal error. */
export function refuseUnknownMethod(request: IncomingMessage, response: ServerResponse): boolean {
  if (METHODS.includes(request.method ?? '')) return false;
  response.writeHead(405, { allow: METHODS.join(', '), 'cache-control': 'no-store' }).end();
  return true;
}
