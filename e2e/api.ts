import type { z } from 'zod';

type Json = Record<string, unknown>;

/** Calls the HTTP API as an automation does, and parses what it answers with the contract. */
export type Api = {
  get<T extends z.ZodType>(path: string, output: T): Promise<z.output<T>>;
  post<T extends z.ZodType>(path: string, output: T, body?: Json): Promise<z.output<T>>;
  patch<T extends z.ZodType>(path: string, output: T, body: Json): Promise<z.output<T>>;
};

export function apiWith(url: string, key: string): Api {
  const call = async <T extends z.ZodType>(method: string, path: string, output: T, body?: Json) =>
    output.parse(await callHttp(url, key, method, path, body));
  return {
    get: (path, output) => call('GET', path, output),
    post: (path, output, body = {}) => call('POST', path, output, body),
    patch: (path, output, body) => call('PATCH', path, output, body),
  };
}

/** One request; what is not a success is an error that says what the server said. */
export async function callHttp(url: string, key: string, method: string, path: string, body?: unknown) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}
