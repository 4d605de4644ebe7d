import type { NextRequest } from 'next/server';
import { handleAuth } from '@/lib/auth/handler';
import { problemFrom } from '@/lib/http/problem';
import { readBytes, requestIdOf } from '@/lib/http/request';

export const dynamic = 'force-dynamic';

const BODY_LIMIT = 16 * 1024;
const LOCKED_SECONDS = 15 * 60;

type Params = { params: Promise<{ nextauth: string[] }> };

async function answer(request: NextRequest, params: Params): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const body = await readBytes(request, BODY_LIMIT);
    const response = await handleAuth(request, body, params, requestId);
    response.headers.set('cache-control', 'private, no-store');
    response.headers.set('x-content-type-options', 'nosniff');
    response.headers.set('x-request-id', requestId);
    return response;
  } catch (error) {
    const problem = problemFrom(error, requestId);
    if (problem.status === 429) problem.headers.set('retry-after', String(LOCKED_SECONDS));
    return problem;
  }
}

export { answer as GET, answer as POST };
