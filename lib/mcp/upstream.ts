import type { JsonObject } from '@/lib/domain/argument';
import type { RpcAnswer } from './message';

/** One request as it goes to the server behind: what was decided, and nothing else. */
export type UpstreamCall = {
  id: string;
  method: string;
  params: JsonObject;
  /** Arguments that the tool wants mirrored, as they were decided; for servers of the stateless revision. */
  mirrors: Readonly<Record<string, string>>;
  /** Whether the caller wants to hear of progress. */
  wantsProgress: boolean;
  /** Trace context to hand on; already checked. */
  trace: Readonly<Record<string, string>>;
  signal: AbortSignal;
  onNotification: (method: string, params: JsonObject) => void;
};

/** A server behind the gateway, over whatever carries its messages. Rejects with `RpcFailure`. */
export type Upstream = {
  call(call: UpstreamCall): Promise<RpcAnswer>;
  /** Ends what was begun for this caller, as far as the server knows it. */
  close(): Promise<void>;
};

/** How a server wants to be spoken to, once that is known. */
export type UpstreamSession = { isStateless: boolean; id: string | null; version: string };

/** Longest time that one call may take. */
export const CALL_MS = 15 * 60_000;
/** Largest message that a server may send. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
