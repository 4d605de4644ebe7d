import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from '@/lib/domain/error-code';
import { type FieldProblem, isServiceError } from '@/lib/services/errors';

const TITLES: Record<ErrorCode | 'internal', string> = {
  invalid_input: 'The input is not valid',
  unauthenticated: 'Sign in, or send a key',
  forbidden: 'You may not do this',
  not_found: 'There is no such thing',
  conflict: 'This conflicts with what is there',
  refused: 'Not possible now',
  changed_meanwhile: 'Changed by somebody else meanwhile',
  too_large: 'The request is too large',
  too_many_requests: 'Too many requests',
  unavailable: 'Not available at the moment',
  internal: 'Something went wrong',
};

type Told = {
  code: ErrorCode | 'internal';
  detail?: string;
  reason?: string;
  fields?: readonly FieldProblem[];
};

function tell(error: unknown): Told {
  if (isServiceError(error)) {
    return {
      code: error.code,
      detail: error.message,
      ...(error.reason && { reason: error.reason }),
      fields: error.fields,
    };
  }
  if (error instanceof z.ZodError) {
    const fields = error.issues.map((issue) => ({
      field: issue.path.join('.') || 'body',
      message: issue.message,
    }));
    return {
      code: 'invalid_input',
      detail: fields.map((one) => `${one.field}: ${one.message}`).join('; '),
      fields,
    };
  }
  if (isOutage(error)) return { code: 'unavailable', detail: 'the database does not answer' };
  return { code: 'internal' };
}

/** Prisma's and PostgreSQL's codes for a database that is gone, full of connections, or too slow. */
const OUTAGE_CODES =
  /^(P1001|P1002|P1008|P1017|P2024|P2028|ECONN\w+|ETIMEDOUT|EPIPE|08\w{3}|53300|57P0[1-3]|57014)$/;

function isOutage(error: unknown): boolean {
  const { code, message, cause } = (error ?? {}) as { code?: unknown; message?: unknown; cause?: unknown };
  if (typeof code === 'string' && OUTAGE_CODES.test(code)) return true;
  if (
    typeof message === 'string' &&
    /Connection terminated|timeout exceeded when trying to connect/.test(message)
  ) {
    return true;
  }
  return cause !== undefined && cause !== error && isOutage(cause);
}

/**
 * The one place where failures become answers (RFC 9457). What is not in the closed list is told as an
 * internal error, without its text; the text goes to the log with the request's id.
 */
export function problemFrom(error: unknown, requestId: string): Response {
  const { code, detail, reason, fields } = tell(error);
  if (code === 'internal') console.error(`request ${requestId} failed:`, error);
  const status = code === 'internal' ? 500 : ERROR_STATUS[code];
  const body = {
    type: `urn:cordon:problem:${code}`,
    title: TITLES[code],
    status,
    code,
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(fields !== undefined && fields.length > 0 && { errors: fields }),
    requestId,
  };
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  if (status === 401) headers.set('www-authenticate', 'Bearer realm="cordon"');
  if (status === 503 || status === 429) headers.set('retry-after', '1');
  return new Response(JSON.stringify(body), { status, headers });
}
