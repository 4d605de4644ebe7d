import type { z } from 'zod';
import { Problem } from '@/lib/contract/common';
import { ApiError } from './client';

type QueryValue = string | number | boolean | readonly string[] | undefined;
/** What a list is narrowed to; what is empty is left out. */
export type Query = Record<string, QueryValue>;
type GetOptions = { query?: Query; signal?: AbortSignal };
type ChangeOptions = { ifMatch?: number; signal?: AbortSignal };

function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
    if (text !== '') params.set(name, text);
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** What an unsuccessful answer says, also when something between us and the server said it. */
async function problemOf(response: Response): Promise<ApiError> {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const parsed = Problem.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    return new ApiError({
      status: response.status,
      title: `The server answered ${response.status}`,
      requestId,
    });
  }
  const { errors = [], ...problem } = parsed.data;
  const fields = errors.map(({ field, message }) => ({ name: field, message }));
  return new ApiError({ ...problem, requestId: problem.requestId ?? requestId, fields });
}

async function send<T extends z.ZodType>(path: string, output: T, init: RequestInit): Promise<z.output<T>> {
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  if (!response.ok) throw await problemOf(response);
  return output.parse(await response.json());
}

/** Reads, and parses the answer with the contract: a shape that is not the contract's is an error here. */
export const apiGet = <T extends z.ZodType>(path: string, output: T, { query, signal }: GetOptions = {}) =>
  send(withQuery(path, query), output, signal === undefined ? {} : { signal });

const change =
  (method: 'POST' | 'PATCH' | 'PUT') =>
  <T extends z.ZodType>(path: string, output: T, body: unknown, { ifMatch, signal }: ChangeOptions = {}) =>
    send(path, output, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      },
      body: JSON.stringify(body ?? {}),
      ...(signal !== undefined && { signal }),
    });

/** Changes something. `ifMatch` is the revision that the person saw: 412 when it has moved on. */
export const apiPost = change('POST');
export const apiPatch = change('PATCH');
export const apiPut = change('PUT');
