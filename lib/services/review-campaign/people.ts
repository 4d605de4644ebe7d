import type { PlainReviewer, ReviewReviewer } from '@/lib/contract/review-schedule';
import type { Tx } from '@/lib/db/client';
import type { DemandsOfTier } from '@/lib/domain/review';
import { type AssignedItem, type ReviewerSpec, type ReviewPerson, reviewerOf } from '@/lib/domain/reviewer';
import type { Role } from '@/lib/domain/role';

/** Everybody, as the rules about reviewers see them. An installation has few people. */
export async function loadReviewPeople(tx: Tx): Promise<Map<string, ReviewPerson & { email: string }>> {
  const rows = await tx.user.findMany({
    select: { id: true, email: true, roles: true, disabledAt: true, samePersonAsId: true },
  });
  return new Map(
    rows.map(({ id, email, roles, disabledAt, samePersonAsId }) => [
      id,
      { id, email, roles: roles as Role[], isEnabled: disabledAt === null, samePersonAsId },
    ]),
  );
}

/** Finds who is asked for an item, by what the schedule says. */
export function assigner(
  reviewer: ReviewReviewer,
  people: ReadonlyMap<string, ReviewPerson & { email: string }>,
  demands: DemandsOfTier,
): (item: AssignedItem) => { id: string; isFallback: boolean } | null {
  const byEmail = new Map([...people.values()].map(({ id, email }) => [email.toLowerCase(), id]));
  const specOf = (plain: PlainReviewer): ReviewerSpec =>
    plain.kind === 'people'
      ? { kind: 'people', ids: plain.people.flatMap((email) => byEmail.get(email.toLowerCase()) ?? []) }
      : plain;
  const { fallback, ...plain } = reviewer;
  const spec = specOf(plain as PlainReviewer);
  const other = fallback === undefined ? null : specOf(fallback);
  return (item) => reviewerOf(item, spec, other, people, demands);
}
