import type { JsonObject } from '@/lib/domain/argument';
import { isObject, type RpcRequest } from './message';
import { RpcFailure } from './rpc-failure';

/** The stateless revision: every request says its version and what its client can do. */
export const STATELESS = '2026-07-28';
/** Revisions that begin with `initialize`, newest first. */
export const SESSIONED = ['2025-11-25', '2025-06-18', '2025-03-26'] as const;
export const NEWEST_SESSIONED = SESSIONED[0];

export const META = {
  version: 'io.modelcontextprotocol/protocolVersion',
  client: 'io.modelcontextprotocol/clientInfo',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  server: 'io.modelcontextprotocol/serverInfo',
} as const;

/** Methods whose subject is mirrored in `Mcp-Name`. */
const NAMED: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'resources/read': 'uri',
  'prompts/get': 'name',
};

export const metaOf = ({ params }: { params: JsonObject }): JsonObject =>
  isObject(params._meta) ? params._meta : {};

/** Which revision a request speaks. One of neither is told which there are. */
export function isStateless(headers: Headers, request: { params: JsonObject }): boolean {
  const header = headers.get('mcp-protocol-version');
  const claimed = metaOf(request)[META.version];
  if (header === STATELESS || claimed === STATELESS) return true;
  if (claimed === undefined && (header === null || SESSIONED.some((one) => one === header))) return false;
  throw new RpcFailure('version', 'this version of the protocol is not spoken here', {
    supported: [STATELESS, ...SESSIONED],
    requested: typeof claimed === 'string' ? claimed : header,
  });
}

/**
 * Holds the mirrored headers against the body. What is decided is always the body; a header that says
 * something else would have another reader believe something else.
 */
export function checkMirrors(headers: Headers, request: RpcRequest): void {
  const meta = metaOf(request);
  const expect = (name: string, value: unknown) => {
    const sent = decodedHeader(headers.get(name));
    if (sent === value) return;
    throw new RpcFailure('header_mismatch', `the header ${name} does not say what the body says`);
  };
  if (meta[META.version] === undefined || !isObject(meta[META.capabilities])) {
    throw new RpcFailure('metadata', `_meta must have ${META.version} and ${META.capabilities}`);
  }
  expect('mcp-protocol-version', meta[META.version]);
  expect('mcp-method', request.method);
  const subject = NAMED[request.method];
  if (subject !== undefined) expect('mcp-name', request.params[subject]);
}

const ENCODED = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/;

/** A header's value as it was before it was made safe for a header. */
export function decodedHeader(value: string | null): string | null {
  const encoded = ENCODED.exec(value ?? '')?.[1];
  return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString('utf8');
}

/** A value made safe for a header. */
export function encodedHeader(value: string): string {
  const isSafe = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !ENCODED.test(value);
  return isSafe ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}

/** The headers that mirror a request which goes out in the stateless revision. */
export function mirrorsOf(method: string, params: JsonObject): Record<string, string> {
  const subject = params[NAMED[method] ?? ''];
  return {
    'mcp-protocol-version': STATELESS,
    'mcp-method': method,
    ...(typeof subject === 'string' && { 'mcp-name': encodedHeader(subject) }),
  };
}
