import type { ActionClass } from './action-class';
import type { AgentState } from './agent';
import { type Refusal, refuse } from './refusal';
import type { OnOwnerProposed } from './risk-tier';

/**
 * How an agent is answered for. `accepted`: its owner is enabled and nobody else is asked. `proposed`:
 * somebody was asked to answer for it and has not accepted. `left`: its owner was disabled, its backup owner
 * is enabled, and nobody is asked. `unowned`: neither of the two is enabled, whoever may be asked.
 */
export const OWNERSHIPS = ['accepted', 'proposed', 'left', 'unowned'] as const;
export type Ownership = (typeof OWNERSHIPS)[number];

type Person = { id: string; isEnabled: boolean };
/** The people around an agent. */
export type Owners = { owner: Person; backupOwner: Person | null; proposedOwnerId: string | null };

export function ownershipOf({ owner, backupOwner, proposedOwnerId }: Owners): Ownership {
  if (!owner.isEnabled && backupOwner?.isEnabled !== true) return 'unowned';
  if (proposedOwnerId !== null) return 'proposed';
  return owner.isEnabled ? 'accepted' : 'left';
}

/** What an agent may do at most, whatever its grants say. */
export const AUTHORITIES = ['full', 'reads_only', 'nothing'] as const;
export type Authority = (typeof AUTHORITIES)[number];

/** What a tier's word for the time in between leaves. */
export const AUTHORITY_UNTIL_ACCEPTED: Readonly<Record<OnOwnerProposed, Authority>> = {
  unchanged: 'full',
  reads_only: 'reads_only',
  nothing: 'nothing',
};

/**
 * What an agent may do by who answers for it and what its tier says of the time in between. Rules that do not
 * say leave nothing. INVARIANT (accepted-ownership)
 */
export function authorityOf(owners: Owners, rules: { onOwnerProposed: OnOwnerProposed }): Authority {
  switch (ownershipOf(owners)) {
    case 'accepted':
      return 'full';
    case 'unowned':
      return 'nothing';
    case 'proposed':
    case 'left':
      return AUTHORITY_UNTIL_ACCEPTED[rules.onOwnerProposed] ?? 'nothing';
  }
}

/** Whether something of a class is within an authority. What nobody knows the class of is told as unknown. */
export function isWithinAuthority(authority: Authority, actionClass: ActionClass | null): boolean {
  if (authority === 'full') return true;
  return authority === 'reads_only' && (actionClass === 'read' || actionClass === null);
}

/**
 * To whom an agent is proposed when a proposal has ended without acceptance, or somebody was disabled. A
 * proposal that stands goes on. Without one, an agent whose owner has left goes to its backup owner, unless
 * it is they who would not take it: then nobody is asked, and admins see it. `isEnabled` says of the proposed
 * person whether they still could accept.
 */
export function nextProposal(
  { owner, backupOwner, proposedOwnerId }: Owners,
  { isEnabled, unwilling }: { isEnabled: boolean; unwilling: string | null },
): string | null {
  if (proposedOwnerId !== null && isEnabled && proposedOwnerId !== unwilling) return proposedOwnerId;
  if (owner.isEnabled || backupOwner?.isEnabled !== true) return null;
  return backupOwner.id === unwilling ? null : backupOwner.id;
}

/** What can be done about a proposal: the proposed person accepts or declines, an admin withdraws. */
export const OWNERSHIP_MOVES = {
  accept: { by: 'proposed' },
  decline: { by: 'proposed' },
  withdraw: { by: 'admin' },
} as const satisfies Record<string, { by: 'proposed' | 'admin' }>;
export type OwnershipMove = keyof typeof OWNERSHIP_MOVES;

/** Why somebody may not make a move now; null when they may. Whether they are an admin is asked elsewhere. */
export function ownershipMoveRefusal(
  move: OwnershipMove,
  agent: { id: string; state: AgentState; proposedOwner: { id: string; name: string } | null },
  personId: string | null,
): Refusal | null {
  if (agent.state === 'retired') return refuse('wrong_state', `agent ${agent.id} is retired`);
  const { proposedOwner } = agent;
  if (proposedOwner === null) {
    return refuse('nothing_proposed', `nobody is asked to answer for agent ${agent.id}`);
  }
  if (OWNERSHIP_MOVES[move].by === 'admin' || proposedOwner.id === personId) return null;
  return refuse('not_proposed_to_you', `only ${proposedOwner.name} may ${move} it`);
}
