import { type DemandsOfTier, REVIEWER_ROLES, type ReviewerRole } from './review';
import type { RiskTier } from './risk-tier';
import type { Role } from './role';

/** Who a schedule asks, with people by id. */
export type ReviewerSpec =
  | { kind: 'owner' }
  | { kind: 'backup_owner' }
  | { kind: 'people'; ids: readonly string[] }
  | { kind: 'role'; role: ReviewerRole };

export type ReviewPerson = {
  id: string;
  roles: readonly Role[];
  isEnabled: boolean;
  /** The account that names the same person; null: this one does. */
  samePersonAsId: string | null;
};

/** What of an item says who may be asked. */
export type AssignedItem = {
  /** Equal for what one person should see together: the agent, or the tool. */
  key: string;
  tier: RiskTier;
  ownerId: string | null;
  backupOwnerId: string | null;
  /** Whose own access it is: owner, backup owner, and who is to become one. */
  ownIds: readonly string[];
};

/** Whether somebody can review at all: enabled, with a role that decides. Auditors look and change nothing. */
export const canReview = ({ isEnabled, roles }: Pick<ReviewPerson, 'isEnabled' | 'roles'>): boolean =>
  isEnabled && roles.some((role) => (REVIEWER_ROLES as readonly Role[]).includes(role));

/**
 * Who is asked for an item: the first of the named who can review and need not be somebody else, else the
 * fallback, else an admin. Null: nobody. Among several the same key always comes to the same person.
 */
export function reviewerOf(
  item: AssignedItem,
  spec: ReviewerSpec,
  fallback: ReviewerSpec | null,
  people: ReadonlyMap<string, ReviewPerson>,
  demands: DemandsOfTier,
): { id: string; isFallback: boolean } | null {
  const own = new Set(item.ownIds.map((id) => personOf(id, people)));
  const may = (id: string | null): id is string => {
    const person = id === null ? undefined : people.get(id);
    if (person === undefined || !canReview(person)) return false;
    return !(demands[item.tier].reviewOwn === 'forbidden' && own.has(personOf(person.id, people)));
  };
  const named = pick(item, spec, people, may);
  if (named !== null) return { id: named, isFallback: false };
  for (const other of [...(fallback === null ? [] : [fallback]), { kind: 'role', role: 'admin' } as const]) {
    const id = pick(item, other, people, may);
    if (id !== null) return { id, isFallback: true };
  }
  return null;
}

const personOf = (id: string, people: ReadonlyMap<string, ReviewPerson>): string =>
  people.get(id)?.samePersonAsId ?? id;

/** Whether an account is that of somebody whose own access an item is. */
export const isOwn = (
  userId: string,
  ownIds: readonly string[],
  people: ReadonlyMap<string, ReviewPerson>,
): boolean => ownIds.some((id) => personOf(id, people) === personOf(userId, people));

function pick(
  item: AssignedItem,
  spec: ReviewerSpec,
  people: ReadonlyMap<string, ReviewPerson>,
  may: (id: string | null) => id is string,
): string | null {
  if (spec.kind === 'owner') return may(item.ownerId) ? item.ownerId : null;
  if (spec.kind === 'backup_owner') return may(item.backupOwnerId) ? item.backupOwnerId : null;
  const ids =
    spec.kind === 'people'
      ? [...spec.ids]
      : [...people.values()].filter(({ roles }) => roles.includes(spec.role)).map(({ id }) => id);
  const able = ids.filter(may).sort();
  return able.length === 0 ? null : (able[spread(item.key) % able.length] ?? null);
}

/** FNV-1a: the same number for the same text, well spread. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
