import { QueryClient } from '@tanstack/react-query';

const FRESH_MS = 5_000;
const MOST_RETRIES = 2;

type Problem = {
  status: number;
  title: string;
  detail?: string;
  code?: string;
  requestId?: string;
  fields?: readonly { name: string; message: string }[];
};

/** An answer of the API that is not a success: its problem document (RFC 9457) as an error. */
export class ApiError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly fields: readonly { name: string; message: string }[];

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.code = problem.code;
    this.requestId = problem.requestId;
    this.fields = problem.fields ?? [];
  }
}

/** A refusal stays a refusal; only what may pass by itself is tried again. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  if (failures >= MOST_RETRIES) return false;
  if (!(error instanceof ApiError)) return true;
  return error.status === 429 || error.status >= 500;
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: isWorthRetrying },
      mutations: { retry: false },
    },
  });
}
