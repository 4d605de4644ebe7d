import type { JsonObject } from '@/lib/domain/argument';
import { RpcFailure } from './rpc-failure';
import { parseStrict } from './strict-json';

export type RpcId = string | number;
export type RpcRequest = { kind: 'request'; id: RpcId; method: string; params: JsonObject };
export type RpcNotification = { kind: 'notification'; method: string; params: JsonObject };

/** What came back for a request: the result, or the error, as it was sent. */
export type RpcAnswer = { result: JsonObject } | { error: { code: number; message: string; data?: unknown } };

const MEMBERS = ['jsonrpc', 'id', 'method', 'params'];
const MAX_NAME = 300;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text that can be recorded, of bounded length. */
export const isPlainText = (value: unknown): value is string =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= MAX_NAME &&
  value.isWellFormed() &&
  !value.includes('\u0000');

const isId = (value: unknown): value is RpcId => isPlainText(value) || Number.isSafeInteger(value);

/** Reads one request or notification. Members that JSON-RPC does not name are refused, not ignored. */
export function readMessage(body: Uint8Array): RpcRequest | RpcNotification {
  const message = parseStrict(body);
  const unknown = Object.keys(message).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined)
    throw new RpcFailure('request', `a message has no member ${JSON.stringify(unknown)}`);
  const { jsonrpc, id, method, params = {} } = message;
  if (jsonrpc !== '2.0') throw new RpcFailure('request', 'jsonrpc must be "2.0"');
  if (!isPlainText(method))
    throw new RpcFailure('request', 'the message has no method: answers are not taken');
  if (!isObject(params)) throw new RpcFailure('request', 'params must be an object');
  if (id === undefined) return { kind: 'notification', method, params };
  if (!isId(id)) throw new RpcFailure('request', 'id must be a text or a whole number');
  return { kind: 'request', id, method, params };
}
