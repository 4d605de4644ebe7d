import { type Refusal, refuse } from './refusal';
import type { RiskTier } from './risk-tier';

export const STOP_KINDS = ['agent', 'system', 'tool', 'owner', 'tier', 'everything'] as const;
export type StopKind = (typeof STOP_KINDS)[number];

export type Stop = { id: string; kind: StopKind; targetId: string | null };

/** What a stop may cover in one call. */
export type StopTargets = {
  agentId: string;
  ownerId: string | null;
  tier: RiskTier | null;
  toolId: string;
  systemId: string | null;
};

/** Whether a stop that is not released covers a call. */
export function isStopped(stop: Stop, call: StopTargets): boolean {
  switch (stop.kind) {
    case 'everything':
      return true;
    case 'agent':
      return stop.targetId === call.agentId;
    case 'owner':
      return stop.targetId === call.ownerId;
    case 'tier':
      return stop.targetId === call.tier;
    case 'tool':
      return stop.targetId === call.toolId;
    case 'system':
      return stop.targetId === call.systemId;
  }
}

export const STOP_STATES = ['in_force', 'release_requested', 'released'] as const;
export type StopState = (typeof STOP_STATES)[number];

/** For how long somebody else may confirm that everything is released. */
export const CONFIRM_WITHIN_SECONDS = 3600;

/** Who acts: a person, and who was shown the key by which they do; two hands that may be one. */
export type Hands = { personId: string | null; givenTo: string | null };

/** That somebody has asked for everything to be released. */
export type ReleaseRequest = { personId: string; givenTo: string | null; at: Date };

export const confirmableUntil = ({ at }: Pick<ReleaseRequest, 'at'>): Date =>
  new Date(at.getTime() + CONFIRM_WITHIN_SECONDS * 1000);

type Releasable = { kind: StopKind; releasedAt: Date | null; request: ReleaseRequest | null };

/** The state as it is at `now`: a request that nobody has confirmed in time is none. */
export function stopStateAt({ releasedAt, request }: Releasable, now: Date): StopState {
  if (releasedAt !== null) return 'released';
  return request !== null && now < confirmableUntil(request) ? 'release_requested' : 'in_force';
}

/** What a release by somebody comes to: it is done, or it waits for a second person. */
export function releaseStep(stop: Releasable, now: Date): 'release' | 'request' | 'confirm' {
  if (stop.kind !== 'everything') return 'release';
  return stopStateAt(stop, now) === 'release_requested' ? 'confirm' : 'request';
}

/**
 * Why this person may not release a stop now; null when they may, or may ask for it. A key is the person whom it
 * was made for, so two keys of one person are one person, and a key of nobody's is none. It is also whoever was
 * shown its secret: nobody confirms their own request with a key that they made for somebody else.
 * INVARIANT (two-persons): everything is released by two different people.
 */
export function releaseRefusal(stop: Releasable, { personId, givenTo }: Hands, now: Date): Refusal | null {
  if (stop.releasedAt !== null) return refuse('already_released', 'this stop is released already');
  if (stop.kind !== 'everything') return null;
  if (personId === null) {
    return refuse('needs_person', 'only people release everything: this key was made for nobody');
  }
  if (releaseStep(stop, now) !== 'confirm' || stop.request === null) return null;
  const first = [stop.request.personId, stop.request.givenTo];
  if (first.includes(personId)) {
    return refuse('needs_second_person', 'you have asked for it yourself: another admin must confirm it');
  }
  return givenTo !== null && first.includes(givenTo)
    ? refuse('needs_second_person', 'the same person holds the keys of both: another admin must confirm it')
    : null;
}
