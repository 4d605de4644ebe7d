import type { ErrorCode } from '@/lib/domain/error-code';
import { NotBelieved } from '@/lib/identity/refused';
import { isServiceError } from '../errors';

/** RFC 6749, 8693, 9396 and 9449: the words in which a token request fails. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_authorization_details'
  | 'invalid_dpop_proof'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'access_denied'
  | 'temporarily_unavailable'
  | 'server_error';

const STATUS: Partial<Record<OAuthErrorCode, number>> = {
  invalid_client: 401,
  access_denied: 403,
  server_error: 500,
  temporarily_unavailable: 503,
};

/** Why no token is given. */
export class OAuthError extends Error {
  readonly isOAuthError = true;
  readonly status: number;

  constructor(
    readonly error: OAuthErrorCode,
    message: string,
  ) {
    super(message);
    this.status = STATUS[error] ?? 400;
  }
}

/** Why what was shown as `shownAs` is not accepted. */
export function notBelieved(error: unknown, shownAs: 'client' | 'grant'): unknown {
  if (!(error instanceof NotBelieved)) return error;
  const code =
    error.reason === 'proof'
      ? 'invalid_dpop_proof'
      : shownAs === 'client'
        ? 'invalid_client'
        : 'invalid_grant';
  return new OAuthError(code, error.message);
}

const OF_SERVICE: Record<ErrorCode, OAuthErrorCode> = {
  invalid_input: 'invalid_authorization_details',
  unauthenticated: 'invalid_client',
  forbidden: 'access_denied',
  not_found: 'invalid_authorization_details',
  conflict: 'invalid_grant',
  refused: 'access_denied',
  changed_meanwhile: 'invalid_grant',
  too_large: 'invalid_request',
  too_many_requests: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
};

/** A verb's refusal in the words of OAuth. By shape: it may come from the other copy of this module. */
export function toOAuthError(error: unknown): OAuthError | null {
  if ((error as { isOAuthError?: unknown } | null)?.isOAuthError === true) return error as OAuthError;
  if (!isServiceError(error)) return null;
  return new OAuthError(OF_SERVICE[error.code], error.message);
}
