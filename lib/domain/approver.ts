import { type Refusal, refuse } from './refusal';
import type { Role } from './role';

/** Who may answer an escalation. */
export const DECIDER_ROLES: readonly Role[] = ['admin', 'approver'];

/** How somebody stands to a call that they must therefore not answer themselves. */
export const FORBIDDEN_RELATIONS = {
  requester: 'asked for the call',
  owner: 'answers for the agent',
  backup_owner: 'is the agent’s backup owner',
  proposed_owner: 'is to answer for the agent',
  principal: 'is who the task is done for',
  opener: 'opened the task',
  chain: 'stands in the chain that delegated the task',
} as const;
export type ForbiddenRelation = keyof typeof FORBIDDEN_RELATIONS;

/** All that says who may answer one escalation, read in the transaction that answers it. */
export type Approvers = {
  /** The group that is asked by the first rule that fits; null: everybody with the role. */
  group: { id: string; name: string } | null;
  /** People who may answer. */
  may: readonly { id: string; name: string }[];
  /** Nobody of the group may, so the admins are asked. */
  isFallback: boolean;
  /** By account: why they must not. Every account of the same person is named. */
  forbidden: ReadonlyMap<string, ForbiddenRelation>;
  /** The person behind an account: the same for each of their accounts. */
  personOf: (userId: string) => string;
};

/** Who acts: an account, and who was shown the key by which it acts. */
export type DeciderHands = { userId: string | null; givenTo: string | null; roles: readonly Role[] };

/**
 * Why this person may not answer the escalation; null when they may.
 * INVARIANT (approval-once): never by its requester, the agent's owner, or anybody in its chain.
 */
export function deciderRefusal(approvers: Approvers, { userId, givenTo }: DeciderHands): Refusal | null {
  if (userId === null) return refuse('needs_person', 'people decide: this key was made for nobody');
  for (const id of [userId, givenTo]) {
    const relation = id === null ? undefined : approvers.forbidden.get(id);
    if (relation !== undefined) {
      return refuse('own_interest', `somebody who ${FORBIDDEN_RELATIONS[relation]} does not decide on it`);
    }
  }
  if (approvers.may.some(({ id }) => id === userId)) return null;
  return refuse(
    'not_asked',
    `${approvers.group?.name ?? 'an approver'} is asked, and you are not one of them`,
  );
}

type Voice = { userId: string; givenTo: string | null };

/** Whether two answers come from the same person, or through the same hands. */
export function isSamePerson({ personOf }: Approvers, a: Voice, b: Voice): boolean {
  const hands = ({ userId, givenTo }: Voice) =>
    [userId, givenTo].flatMap((id) => (id === null ? [] : [personOf(id)]));
  const others = hands(b);
  return hands(a).some((person) => others.includes(person));
}
