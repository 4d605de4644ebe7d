/** Types of cordon-pep.mjs. */

export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };
export type JsonObject = { [name: string]: JsonValue };

export type CordonOptions = {
  /** The origin of Cordon; by default the one that served the file. */
  url?: string;
  /** An API key with the role pep, or a task token. */
  key: string;
  agent: string;
  /** The task of every call that names none. */
  task?: string | null;
  /** How long one question may take; no answer by then means no. */
  timeoutMs?: number;
  /** Sends the key over plain http to other hosts than this one. */
  allowPlainHttp?: boolean;
};

export type Call = {
  /** `system/tool`. */
  tool: string;
  arguments?: object;
  /** What the call is about within the tool, such as `contacts/eu`. */
  resource?: string;
  task?: string;
  /** The same one asked again is told the recorded decision, and spends nothing. By default a new one. */
  callId?: string;
  /** Shared contexts that the call reads. */
  reads?: string[];
  /** Whether changed arguments may be executed in place of those asked for. */
  acceptsModify?: boolean;
  /** The escalation whose approval is used. */
  approval?: string;
  timeoutMs?: number;
};

export type Answer = Readonly<{
  /** Whether the call may be made. Nothing else says so. */
  allowed: boolean;
  outcome: 'allow' | 'modify' | 'escalate' | 'defer' | 'deny';
  /** Cordon's reason code, or one of ours: pep_unreachable, pep_timeout, pep_unavailable, pep_refused, pep_malformed, pep_unreadable_call. */
  reason: string;
  message: string;
  /** The decision's id; null when there was none. */
  decision: string | null;
  /** What must be executed; null unless allowed. */
  arguments: Readonly<JsonObject> | null;
  /** The escalation that waits for people. */
  escalation: string | null;
  callId: string;
  /** SHA-256 over the canonical JSON of agent, task, tool, resource and arguments. */
  digest: string;
}>;

export type Outcome = {
  status: 'succeeded' | 'failed' | 'not_executed';
  output?: unknown;
  output_digest?: string;
  sensitivity?: 'public' | 'internal' | 'confidential' | 'restricted';
  untrusted?: boolean;
  records?: number;
  effects?: {
    system: string;
    kind: string;
    ref: string;
    reversible: boolean;
    undo?: { tool: string; arguments: JsonObject };
  }[];
  writes?: string[];
};

export declare class CordonDenied extends Error {
  readonly answer: Answer;
  constructor(answer: Answer);
}

export declare class Cordon {
  constructor(options: CordonOptions);
  ask(call: Call): Promise<Answer>;
  askAndWait(call: Call, seconds: number): Promise<Answer>;
  waitFor(
    escalation: string,
    seconds: number,
  ): Promise<'approved' | 'denied' | 'expired' | 'cancelled' | 'pending'>;
  report(decision: string, outcome: Outcome): Promise<boolean>;
  guard<T>(
    call: Call & { waitSeconds?: number },
    run: (args: Readonly<JsonObject>, answer: Answer) => T | Promise<T>,
  ): Promise<T>;
}

export declare function canonical(value: unknown): string;
