import type { RequestProblem } from '@/lib/domain/access-request';

/** A failure in the words of the access-request profile. Told by its type; everything else is told as usual. */
export class AccessRequestError extends Error {
  readonly isAccessRequestError = true;

  constructor(
    readonly problem: RequestProblem,
    message: string,
  ) {
    super(message);
    this.name = 'AccessRequestError';
  }
}

/** By shape, not by class: the server and Next’s bundle each hold a copy of this module. */
export const isAccessRequestError = (error: unknown): error is AccessRequestError =>
  typeof error === 'object' &&
  error !== null &&
  (error as { isAccessRequestError?: unknown }).isAccessRequestError === true;

/** Also for what is somebody else’s: nobody learns of the requests of others. */
export const unknownTask = (id: string): AccessRequestError =>
  new AccessRequestError('unknown_task', `there is no request \`${id}\` that you may see`);
