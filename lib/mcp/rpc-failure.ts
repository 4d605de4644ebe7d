/** Why a message gets no result, each with its JSON-RPC code and the status of the answer. */
const FAILURES = {
  parse: { code: -32700, status: 400 },
  request: { code: -32600, status: 400 },
  /** A method that this revision does not have. */
  method: { code: -32601, status: 404 },
  params: { code: -32602, status: 200 },
  /** Required metadata of the stateless revision is missing. */
  metadata: { code: -32602, status: 400 },
  header_mismatch: { code: -32020, status: 400 },
  version: { code: -32022, status: 400 },
  session_required: { code: -32600, status: 400 },
  session_unknown: { code: -32600, status: 404 },
  not_allowed: { code: -32001, status: 200 },
  elicitation_required: { code: -32042, status: 200 },
  too_large: { code: -32600, status: 413 },
  unidentified: { code: -32001, status: 401 },
  forbidden: { code: -32001, status: 403 },
  no_system: { code: -32600, status: 404 },
  undecided: { code: -32001, status: 503 },
  upstream: { code: -32603, status: 200 },
  internal: { code: -32603, status: 500 },
} as const;
export type FailureKind = keyof typeof FAILURES;

/** A failure that is told to the client as a JSON-RPC error. None of them ever lets a call through. */
export class RpcFailure extends Error {
  override name = 'RpcFailure';
  readonly code: number;
  readonly status: number;

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly data?: unknown,
  ) {
    super(message);
    this.code = FAILURES[kind].code;
    this.status = FAILURES[kind].status;
  }
}
