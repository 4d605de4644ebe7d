import { ApiError } from './client';
import { readShape, type Shape, ShapeError } from './shape';
import { Problem } from './shape/common';

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
  const problem = problemIn(await response.json().catch(() => null));
  if (problem === null) {
    return new ApiError({
      status: response.status,
      title: `The server answered ${response.status}`,
      requestId,
    });
  }
  const { errors = [], ...told } = problem;
  const fields = errors.map(({ field, message }) => ({ name: field, message }));
  return new ApiError({ ...told, requestId: told.requestId ?? requestId, fields });
}

function problemIn(value: unknown): Problem | null {
  try {
    return readShape(Problem, value);
  } catch {
    return null;
  }
}

/** The answer as the contract says; what is otherwise is told as an error, with the member that is wrong. */
async function answerOf<T>(response: Response, answer: Shape<T>): Promise<T> {
  try {
    return readShape(answer, await response.json());
  } catch (error) {
    const wrong = error instanceof ShapeError ? `: ${error.message}` : '';
    throw new ApiError({
      status: response.status,
      title: 'The answer could not be read',
      detail: `The server’s answer is not what this page expects${wrong}. If Cordon was just updated, load the page anew.`,
      requestId: response.headers.get('x-request-id') ?? undefined,
    });
  }
}

async function send<T>(path: string, answer: Shape<T>, init: RequestInit): Promise<T> {
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  if (!response.ok) throw await problemOf(response);
  return answerOf(response, answer);
}

/** Reads, and holds the answer to its shape: one that is not the contract's is an error here. */
export const apiGet = <T>(path: string, answer: Shape<T>, { query, signal }: GetOptions = {}) =>
  send(withQuery(path, query), answer, signal === undefined ? {} : { signal });

const change =
  (method: 'POST' | 'PATCH' | 'PUT') =>
  <T>(path: string, answer: Shape<T>, body: unknown, { ifMatch, signal }: ChangeOptions = {}) =>
    send(path, answer, {
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
