/** A call of a task that was put off, and until when it may still be asked. */
export type DeferralFacts = { digest: string; expiresAt: Date; isResolved: boolean };

/** So many calls of one task may wait at a time; what is put off beyond that is denied. */
export const MOST_OPEN_DEFERRALS = 20;

export const DEFERRAL_STATES = ['waiting', 'resolved', 'expired', 'ended'] as const;
export type DeferralState = (typeof DEFERRAL_STATES)[number];

/** The state as it is at `now`. Nothing moves it: what is not resolved in time has expired. */
export function deferralStateAt(
  deferral: { expiresAt: Date; resolvedAt: Date | null },
  taskIsOpen: boolean,
  now: Date,
): DeferralState {
  if (deferral.resolvedAt !== null) return 'resolved';
  if (deferral.expiresAt <= now) return 'expired';
  return taskIsOpen ? 'waiting' : 'ended';
}

/** Why a call that would be put off is denied instead; null when it may wait. */
export function deferralRefusal(
  digest: string,
  deferrals: readonly DeferralFacts[],
  now: Date,
): 'deferral_expired' | 'too_many_deferred' | null {
  const before = deferrals.find((one) => one.digest === digest);
  // One that was resolved once is put off anew for another cause, in the time that it was given first.
  if (before !== undefined) return before.expiresAt <= now ? 'deferral_expired' : null;
  const open = deferrals.filter(({ isResolved, expiresAt }) => !isResolved && now < expiresAt);
  return open.length >= MOST_OPEN_DEFERRALS ? 'too_many_deferred' : null;
}
