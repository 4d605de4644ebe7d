import type { IncomingMessage, ServerResponse } from 'node:http';
import { invalidInput } from '@/lib/services/errors';
import { problemFrom } from './problem';
import { requestIdFrom } from './request';

/**
 * Refuses a request whose path is no percent-encoded text (`/api/v1/tools/%zz`), before Next sees it: there
 * it would be an internal error without a word. Answers whether it did; false for every other request.
 */
export function refuseUndecodablePath(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = ''] = (request.url ?? '').split('?');
  if (isDecodable(path)) return false;
  const requestId = requestIdFrom(request.headers['x-request-id']);
  void send(problemFrom(invalidInput('path', 'is not percent-encoded text'), requestId), response);
  return true;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

async function send(problem: Response, response: ServerResponse): Promise<void> {
  response.writeHead(problem.status, Object.fromEntries(problem.headers)).end(await problem.text());
}
