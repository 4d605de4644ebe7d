import { POST as postCancel } from '@/app/access/v1/requests/[id]/cancel/route';
import { GET as getRequest } from '@/app/access/v1/requests/[id]/route';
import { POST as postRequest } from '@/app/access/v1/requests/route';
import { bodyOf, type Evaluation } from './client';
import { type Cast, callOf } from './world';

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came.
export type Told = { status: number; headers: Headers; body: any };
type More = { headers?: Record<string, string>; query?: string; signal?: AbortSignal };

const BASE = 'http://127.0.0.1:3000/access/v1/requests';

async function told(response: Response): Promise<Told> {
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const headersOf = (key: string | null, { headers }: More) => ({
  'content-type': 'application/json',
  ...(key !== null && { authorization: `Bearer ${key}` }),
  ...headers,
});

/** The access-request surface, asked as a server asks Next's route handlers. */
export const requests = {
  submit: async (key: string | null, body: unknown, more: More = {}): Promise<Told> =>
    told(
      await postRequest(
        new Request(BASE, {
          method: 'POST',
          headers: headersOf(key, more),
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
        { params: Promise.resolve({}) },
      ),
    ),
  poll: async (key: string | null, id: string, more: More = {}): Promise<Told> =>
    told(
      await getRequest(
        new Request(`${BASE}/${id}${more.query ?? ''}`, {
          headers: headersOf(key, more),
          ...(more.signal && { signal: more.signal }),
        }),
        { params: Promise.resolve({ id }) },
      ),
    ),
  cancel: async (key: string | null, id: string, body: object = {}, more: More = {}): Promise<Told> =>
    told(
      await postCancel(
        new Request(`${BASE}/${id}/cancel`, {
          method: 'POST',
          headers: headersOf(key, more),
          body: JSON.stringify(body),
        }),
        { params: Promise.resolve({ id }) },
      ),
    ),
};

/** A submission about a cast's denied call, as the profile asks for it. */
export function submissionOf(cast: Cast, { context: denied }: Evaluation, more: object = {}) {
  const { key: _, ...question } = callOf(cast);
  return {
    ...bodyOf(question),
    denial: { evaluation_id: denied.evaluation_id, expires_at: denied.access_request?.expires_at },
    ...more,
  };
}
