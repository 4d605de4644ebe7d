export const TOKEN_KINDS = ['task', 'system'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** How long a token lives at most. It is short because a system that only looks at signatures sees no revocation. */
export const MAX_TOKEN_SECONDS = 300;

/**
 * When a token ends that is given out now: after five minutes, or with the first of what it rests on. Whole
 * seconds, rounded down. Null when that leaves nothing.
 */
export function tokenEnd(now: Date, ...ends: readonly Date[]): Date | null {
  const latest = Math.min(now.getTime() + MAX_TOKEN_SECONDS * 1000, ...ends.map((end) => end.getTime()));
  const end = Math.floor(latest / 1000) * 1000;
  return end > now.getTime() ? new Date(end) : null;
}
