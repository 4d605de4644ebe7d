/** Everything that can come of a request to a configured URL besides its answer. */
export const OUTGOING_FAILURES = [
  'url_refused',
  'port_refused',
  'address_refused',
  'name_unknown',
  'unreachable',
  'redirect_refused',
  'encoding_refused',
  'too_large',
  'timed_out',
  'cancelled',
] as const;
export type OutgoingFailure = (typeof OUTGOING_FAILURES)[number];

/** A request that brought no answer. Its message names the host at most: paths and headers hold secrets. */
export class OutgoingError extends Error {
  override name = 'OutgoingError';

  constructor(
    readonly code: OutgoingFailure,
    message: string,
  ) {
    super(message);
  }
}
