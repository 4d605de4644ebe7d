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
  /** Fewer of the group may than must approve, so the admins are asked in addition. */
  isShort: boolean;
  /** By account: why they must not. Every account of the same person is named. */
  forbidden: ReadonlyMap<string, ForbiddenRelation>;
  /** The person behind an account: the same for each of their accounts. */
  personOf: (userId: string) => string;
  /** The accounts that were looked at. */
  accounts: readonly Account[];
};

/** An account, with what makes it an approver's. */
export type Account = {
  id: string;
  email: string;
  name: string;
  roles: readonly Role[];
  isEnabled: boolean;
  /** The account that names the same person; null: this one does. */
  samePersonAsId: string | null;
};

/** A task with its agent, as they stand to people. */
export type TaskHands = {
  ownerId: string;
  backupOwnerId: string | null;
  proposedOwnerId: string | null;
  proposedBackupOwnerId: string | null;
  /** Who opened it: a person, or everybody whose hands the key was in. */
  openers: readonly string[];
  /** Free text: addresses and ids are looked for in it. */
  onBehalfOf: string | null;
};

/** What `approversOf` looks at. */
export type ApproverFacts = {
  /** At least every account with a deciding role, and all accounts of everybody who is named below. */
  accounts: readonly Account[];
  /** The group that the rules name; null: none fits. */
  group: { id: string; name: string; memberIds: readonly string[] } | null;
  /** How many different people must approve. */
  quorum: number;
  /** Who asked: everybody whose hands the key was in. */
  requesters: readonly string[];
  /** The task, and then those above it. */
  tasks: readonly TaskHands[];
  reassignedToId: string | null;
};

/** The addresses and ids in the text that says for whom a task is done; `principal_keys` reads the same in SQL. */
export const principalKeys = (said: string): string[] =>
  [...new Set(said.toLowerCase().split(/[ \t\r\n<>()[\]{},;:"'|/]+/))].filter((key) => key !== '');

/**
 * Who may answer an escalation. Nobody valid in the group: the admins are asked. Fewer people than must approve:
 * they are asked as well. Nobody at all: nobody may, and nothing is approved by itself. INVARIANT (approval-once)
 */
export function approversOf(facts: ApproverFacts): Approvers {
  const { accounts, group, quorum, reassignedToId } = facts;
  const person = new Map(accounts.map(({ id, samePersonAsId }) => [id, samePersonAsId ?? id]));
  const personOf = (id: string): string => person.get(id) ?? id;
  const forbidden = forbiddenAccounts(facts, personOf);
  const isValid = (one: Account): boolean => isDecider(one) && !forbidden.has(one.id);
  const asked = accounts.filter(({ id }) => group === null || group.memberIds.includes(id)).filter(isValid);
  const isFallback = group !== null && asked.length === 0;
  const people = new Set(asked.map(({ id }) => personOf(id))).size;
  const isShort = group !== null && people > 0 && people < quorum;
  const admins = accounts.filter(
    (one) => one.roles.includes('admin') && isValid(one) && !asked.includes(one),
  );
  const may = isFallback || isShort ? [...asked, ...admins] : asked;
  const named = accounts.filter((one) => one.id === reassignedToId && !may.includes(one) && isValid(one));
  return {
    group: group === null ? null : { id: group.id, name: group.name },
    may: [...may, ...named].map(({ id, name }) => ({ id, name })),
    isFallback,
    isShort,
    forbidden,
    personOf,
    accounts,
  };
}

/** Whether an account is one that decides at all, as its roles are now. */
export const isDecider = ({ isEnabled, roles }: Pick<Account, 'isEnabled' | 'roles'>): boolean =>
  isEnabled && roles.some((role) => DECIDER_ROLES.includes(role));

/** By account, the first relation of its person. */
function forbiddenAccounts(
  { accounts, requesters, tasks }: ApproverFacts,
  personOf: (id: string) => string,
): Map<string, ForbiddenRelation> {
  const byPerson = new Map<string, ForbiddenRelation>();
  const forbid = (relation: ForbiddenRelation, ids: readonly (string | null)[]): void => {
    for (const id of ids) {
      if (id !== null && !byPerson.has(personOf(id))) byPerson.set(personOf(id), relation);
    }
  };
  const principals = (said: string | null): string[] => {
    const keys = said === null ? [] : principalKeys(said);
    return accounts
      .filter(({ id, email }) => keys.includes(email.toLowerCase()) || keys.includes(id.toLowerCase()))
      .map(({ id }) => id);
  };
  forbid('requester', requesters);
  const [own, ...above] = tasks;
  if (own !== undefined) {
    forbid('owner', [own.ownerId]);
    forbid('backup_owner', [own.backupOwnerId]);
    forbid('proposed_owner', [own.proposedOwnerId, own.proposedBackupOwnerId]);
    forbid('principal', principals(own.onBehalfOf));
    forbid('opener', own.openers);
  }
  for (const {
    ownerId,
    backupOwnerId,
    proposedOwnerId,
    proposedBackupOwnerId,
    openers,
    onBehalfOf,
  } of above) {
    forbid('chain', [ownerId, backupOwnerId, proposedOwnerId, proposedBackupOwnerId, ...openers]);
    forbid('chain', principals(onBehalfOf));
  }
  const forbidden = new Map(byPerson);
  for (const { id } of accounts) {
    const relation = byPerson.get(personOf(id));
    if (relation !== undefined) forbidden.set(id, relation);
  }
  return forbidden;
}

/** Who acts: an account, and who was shown the key by which it acts. */
export type DeciderHands = { userId: string | null; givenTo: string | null; roles: readonly Role[] };

/** Why this person must not answer, whoever is asked: also not alone in an emergency. */
export function interestRefusal(
  { forbidden }: Pick<Approvers, 'forbidden'>,
  { userId, givenTo }: Pick<DeciderHands, 'userId' | 'givenTo'>,
): Refusal | null {
  if (userId === null) return refuse('needs_person', 'people decide: this key was made for nobody');
  for (const id of [userId, givenTo]) {
    const relation = id === null ? undefined : forbidden.get(id);
    if (relation !== undefined) {
      return refuse('own_interest', `somebody who ${FORBIDDEN_RELATIONS[relation]} does not decide on it`);
    }
  }
  return null;
}

/**
 * Why this person may not answer the escalation; null when they may.
 * INVARIANT (approval-once): never by its requester, the agent's owner, or anybody in its chain.
 */
export function deciderRefusal(approvers: Approvers, hands: DeciderHands): Refusal | null {
  const interest = interestRefusal(approvers, hands);
  if (interest !== null) return interest;
  if (approvers.may.some(({ id }) => id === hands.userId)) return null;
  return refuse('not_asked', `${askedName(approvers)} is asked, and you are not one of them`);
}

function askedName({ group, isFallback, isShort }: Approvers): string {
  if (group === null) return 'an approver';
  if (isShort) return `${group.name} with the admins`;
  return isFallback ? `nobody of ${group.name} may decide: an admin` : group.name;
}

/** Whose hands a verdict came from. */
export type VerdictHands = { userId: string; givenTo: string | null };

/**
 * How many different people stand behind verdicts. Two accounts of one person are one, and so are two verdicts
 * with a hand in common: a key that is still in its maker's hands makes no second person of them.
 */
export function countPeople(verdicts: readonly VerdictHands[], personOf: Approvers['personOf']): number {
  let people: string[][] = [];
  for (const { userId, givenTo } of verdicts) {
    const hands = [userId, ...(givenTo === null ? [] : [givenTo])].map(personOf);
    const isJoined = (one: readonly string[]): boolean => one.some((hand) => hands.includes(hand));
    people = [...people.filter((one) => !isJoined(one)), [...hands, ...people.filter(isJoined).flat()]];
  }
  return people.length;
}
