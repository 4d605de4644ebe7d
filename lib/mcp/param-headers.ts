import type { JsonObject } from '@/lib/domain/argument';
import { decodedHeader, encodedHeader } from './era';
import { isObject } from './message';
import { RpcFailure } from './rpc-failure';

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** The arguments that a tool wants mirrored in headers, by header, as they stand in these arguments. */
function* mirrored(
  schema: unknown,
  args: JsonObject | undefined,
): Generator<{ header: string; value: string | null }> {
  if (!isObject(schema) || !isObject(schema.properties)) return;
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!isObject(property)) continue;
    const given = args !== undefined && Object.hasOwn(args, name) ? args[name] : undefined;
    const wanted = property['x-mcp-header'];
    if (typeof wanted === 'string' && TOKEN.test(wanted)) {
      const isPlain = typeof given === 'string' || typeof given === 'boolean' || Number.isSafeInteger(given);
      yield { header: `mcp-param-${wanted.toLowerCase()}`, value: isPlain ? String(given) : null };
    }
    yield* mirrored(property, isObject(given) ? given : undefined);
  }
}

/**
 * The headers that mirror what was decided, for a server of the stateless revision. Those that the client
 * sent go no further: what was decided may differ from what was asked.
 */
export function paramHeaders(schema: unknown, args: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { header, value } of mirrored(schema, args)) {
    if (value !== null) headers[header] = encodedHeader(value);
  }
  return headers;
}

/** Throws `header_mismatch` where a mirrored argument says something else than the body. */
export function checkParamHeaders(headers: Headers, schema: unknown, args: JsonObject): void {
  for (const { header, value } of mirrored(schema, args)) {
    const sent = decodedHeader(headers.get(header));
    const isEqual = sent === value || (sent !== null && value !== null && isSameNumber(sent, value));
    if (!isEqual)
      throw new RpcFailure('header_mismatch', `the header ${header} does not say what the body says`);
  }
}

/** `42.0` is 42. */
const isSameNumber = (a: string, b: string): boolean =>
  /^-?\d+$/.test(b) && /^-?\d+(\.0+)?$/.test(a) && Number(a) === Number(b);
