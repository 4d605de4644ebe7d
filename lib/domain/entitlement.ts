import { type Refusal, refuse } from './refusal';
import { containsScope, type Scope } from './scope';

/** How an entitlement becomes a grant: at the start of a task, or only after a person's approval. */
export const ACTIVATIONS = ['automatic', 'approval'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** The longest life of an entitlement. Who needs it longer asks again. */
export const MAX_ENTITLEMENT_DAYS = 400;

/** What an entitlement is at a moment. Only a revocation is written down; the rest is computed. */
export const ENTITLEMENT_STATES = ['live', 'ended', 'revoked'] as const;
export type EntitlementState = (typeof ENTITLEMENT_STATES)[number];

/** INVARIANT (expiry-by-evaluation): the end is compared here, whatever a scheduler did or did not do. */
export function entitlementStateAt(
  entitlement: { endsAt: Date; revokedAt: Date | null },
  now: Date,
): EntitlementState {
  if (entitlement.revokedAt !== null) return 'revoked';
  return entitlement.endsAt <= now ? 'ended' : 'live';
}

type Ceiling = { scope: Scope; maxTtlSeconds: number; endsAt: Date };

/**
 * Why an entitlement may not become the asked one; null when that is no wider in any respect.
 * INVARIANT (attenuation)
 */
export function narrowRefusal(present: Ceiling, asked: Ceiling): Refusal | null {
  if (!containsScope(present.scope, asked.scope)) {
    return refuse('wider', 'the scope is not contained in the present one');
  }
  if (asked.maxTtlSeconds > present.maxTtlSeconds) {
    return refuse('wider', `maxTtlSeconds is above the present ${present.maxTtlSeconds}`);
  }
  if (asked.endsAt > present.endsAt) {
    return refuse('wider', `endsAt is after the present end, ${present.endsAt.toISOString()}`);
  }
  return null;
}
