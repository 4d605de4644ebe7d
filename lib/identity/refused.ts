/** Why an assertion, a token or a proof is not believed. The message names no secret and no key. */
export class NotBelieved extends Error {
  override name = 'NotBelieved';
  /** What is wrong with it, for programs. */
  readonly reason: NotBelievedReason;

  constructor(reason: NotBelievedReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export type NotBelievedReason =
  | 'malformed'
  | 'header'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'claims'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'replayed'
  | 'proof';
