/** The wire shapes of AuthZEN Authorization API 1.0, with our context (snake_case, as the standard has it). */

export type WireReason = { code: string; message: string };

export type WireAnswers = {
  intent: { verdict: string; task: string | null; purpose: string | null };
  need: { verdict: string; grant: string | null };
  end: { verdict: string; ends_at: string | null; ends_with: string | null };
};

export type EvaluationContext = {
  evaluation_id: string;
  evaluated_at: string;
  outcome: string;
  reason: string;
  reasons: WireReason[];
  answers: WireAnswers;
  /** What must be executed instead, when the outcome is `modify`. */
  arguments?: unknown;
  /** Where and until when a person can be asked, when the outcome is `escalate`. */
  access_request?: { endpoint: string; expires_at: string; id: string };
  /** The approval that let the call through, and the last moment at which that may be done. */
  approval?: { id: string; approved_until: string | null };
  /** What a caller should do whose approval did not help: nothing more with that one. */
  next_action?: 'none';
  /** Until when the same call may be asked again, when the outcome is `defer`; after that it is denied. */
  deferral?: { id: string; expires_at: string };
};

export type EvaluationAnswer = {
  decision: boolean;
  context: EvaluationContext | { error: { status: number; message: string } };
};

export const EVALUATION_SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;
export type EvaluationSemantic = (typeof EVALUATION_SEMANTICS)[number];

/** What is looked for, the rest being given. */
export const SEARCH_KINDS = ['subject', 'resource', 'action'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

export type SearchResult = { type: string; id: string; properties?: { tasks: string[] } } | { name: string };

export type SearchAnswer = {
  results: SearchResult[];
  /** An empty token: this was the last page. A page may be empty and yet not the last. */
  page: { next_token: string; count: number };
};

/** Limits of the live contract. */
export const MAX_REQUEST_BYTES = 256 * 1024;
export const MAX_EVALUATIONS = 100;
