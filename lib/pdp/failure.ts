/** Why no decision was made. None of these is ever an allow. */

/** The database is gone, slow or full; or the deadline has passed. */
export class Unavailable extends Error {
  readonly status = 503;
}

/** Too many calls wait already. */
export class Overloaded extends Error {
  readonly status = 503;
  constructor() {
    super('too many calls are waiting; try again in a moment');
  }
}

/** No key or token, an unknown one, or one that has been revoked. */
export class Unidentified extends Error {
  readonly status = 401;
  constructor() {
    super('a valid bearer key or task token is needed');
  }
}

/** The key may not ask about this. */
export class NotBound extends Error {
  readonly status = 403;
}

/** What was asked cannot be read. The message names the field. */
export class Malformed extends Error {
  readonly status = 400;
}

export class TooLarge extends Error {
  readonly status = 413;
}

/** The `call_id` belongs to another call. */
export class ReusedCallId extends Error {
  readonly status = 400;
  constructor(callId: string) {
    super(`context.call_id \`${callId}\` was used for another call`);
  }
}

export type Failure =
  | Unavailable
  | Overloaded
  | Unidentified
  | NotBound
  | Malformed
  | TooLarge
  | ReusedCallId;

/** By shape: a failure may come from the other copy of this module. */
export const statusOf = (error: unknown): number => {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : 500;
};
