import { invalidInput, ServiceError } from '@/lib/services/errors';

const REQUEST_ID_PATTERN = /^[\x21-\x7e]{1,128}$/;

/** The caller's X-Request-ID where it is usable, else a new one. It is echoed and recorded. */
export const requestIdOf = (request: Request): string => requestIdFrom(request.headers.get('x-request-id'));

/** The same from the header itself. */
export const requestIdFrom = (sent: unknown): string =>
  typeof sent === 'string' && REQUEST_ID_PATTERN.test(sent) ? sent : `req_${crypto.randomUUID()}`;

/** Reads a body up to `limit` bytes, counting what arrives, not what was announced. Throws `too_large`. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limit) {
      // Not waited for: it would be over only when the whole body has arrived.
      reader.cancel().catch(() => {});
      throw new ServiceError('too_large', `the body is larger than ${limit} bytes`);
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

const BODY_LIMIT = 1024 * 1024;

/** The JSON object in a body; `{}` when there is none. Throws `invalid_input`. */
export async function readJsonObject(request: Request): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request, BODY_LIMIT);
  if (bytes.byteLength === 0) return {};
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw invalidInput('content-type', 'must be application/json');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalidInput('body', 'is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidInput('body', 'must be a JSON object');
  }
  return value as Record<string, unknown>;
}

/** A query string as an object; a name that comes twice becomes a list. */
export function queryObject(url: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  const { searchParams } = new URL(url);
  for (const key of new Set(searchParams.keys())) {
    const values = searchParams.getAll(key);
    query[key] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return { ...query };
}

/** The revision that If-Match names; null without the header or with `*`. */
export function ifMatchOf(request: Request): number | null {
  const header = request.headers.get('if-match');
  if (header === null || header.trim() === '*') return null;
  const match = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(header);
  if (match === null) throw invalidInput('if-match', 'is not an ETag of this API');
  return Number(match[1]);
}
