import type { ErrorCode } from '@/lib/domain/error-code';
import type { Refusal } from '@/lib/domain/refusal';

/** A field of the input with what is wrong with it. */
export type FieldProblem = { field: string; message: string };

/**
 * A failure that may be told outside. `code` is closed; `detail` is one for the reader. Everything else
 * that is thrown is told as an internal error, without its text.
 */
export class ServiceError extends Error {
  readonly isServiceError = true;
  readonly code: ErrorCode;
  /** A finer code: that of the refusal, or what exactly conflicts. */
  readonly reason: string | undefined;
  readonly fields: readonly FieldProblem[];

  constructor(
    code: ErrorCode,
    message: string,
    more: { reason?: string; fields?: readonly FieldProblem[] } = {},
  ) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.reason = more.reason;
    this.fields = more.fields ?? [];
  }
}

export const invalidInput = (field: string, message: string): ServiceError =>
  new ServiceError('invalid_input', `${field}: ${message}`, { fields: [{ field, message }] });
export const notFound = (noun: string, id: string): ServiceError =>
  new ServiceError('not_found', `there is no ${noun} \`${id}\``);
export const forbidden = (message: string): ServiceError => new ServiceError('forbidden', message);
export const conflict = (reason: string, message: string): ServiceError =>
  new ServiceError('conflict', message, { reason });
export const refused = (refusal: Refusal): ServiceError =>
  new ServiceError('refused', refusal.message, { reason: refusal.code });
export const changedMeanwhile = (noun: string, id: string): ServiceError =>
  new ServiceError('changed_meanwhile', `${noun} \`${id}\` was changed by somebody else meanwhile`);

/** By shape, not by class: the server and Next's bundle each hold a copy of this module. */
export const isServiceError = (error: unknown): error is ServiceError =>
  typeof error === 'object' &&
  error !== null &&
  (error as { isServiceError?: unknown }).isServiceError === true;

/** Prisma's code for a broken unique constraint. */
export const isUniqueViolation = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 'P2002';
