import type { ShownOutcome } from './outcome-icon';

export const OUTCOME_WORDS: Record<ShownOutcome, string> = {
  allow: 'Allowed',
  modify: 'Allowed, changed',
  escalate: 'Needs approval',
  defer: 'Deferred',
  deny: 'Denied',
  error: 'Unknown',
};
