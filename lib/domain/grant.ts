/** What a grant is at a moment. Only a revocation is written down; the rest is computed. */
export const GRANT_STATES = ['live', 'ended', 'revoked', 'exhausted'] as const;
export type GrantState = (typeof GRANT_STATES)[number];

type Lifetime = { endsAt: Date; revokedAt: Date | null };

/**
 * The state as it is at `now`. A grant is only as good as the entitlement it was taken from.
 * INVARIANT (expiry-by-evaluation): the ends are compared here, whatever a scheduler did or did not do.
 */
export function grantStateAt(
  grant: Lifetime & { uses: number | null; spent: number; entitlement: Lifetime },
  now: Date,
): GrantState {
  if (grant.revokedAt !== null || grant.entitlement.revokedAt !== null) return 'revoked';
  if (grant.endsAt <= now || grant.entitlement.endsAt <= now) return 'ended';
  if (grant.uses !== null && grant.spent >= grant.uses) return 'exhausted';
  return 'live';
}

/** The earliest of the ends that bound a grant. */
export const earliestEnd = (...ends: readonly [Date, ...Date[]]): Date =>
  new Date(Math.min(...ends.map((end) => end.getTime())));

/** The instant so many seconds after another. */
export const secondsAfter = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);
