import type { Tx } from '@/lib/db/client';

type Event = { kind: string; subjectKind: string; subjectId: string; details: unknown };
type Asked = {
  id: string;
  state: string;
  waiting: (string | null)[] | null;
  part: (string | null)[] | null;
};

/**
 * Who is told of what happens to campaigns: whom the event names, else everybody who still has something to decide
 * there, each once however much that is. Of the end, whoever had a part in it. Admins, where nobody was found to ask
 * and where time is over. Null: it is over, and nothing waits for anybody.
 */
export async function loadReviewAudiences(
  tx: Tx,
  events: readonly Event[],
  admins: readonly string[],
): Promise<(event: Event) => readonly string[] | null> {
  const ids = [...new Set(events.filter(isOfReview).map(({ subjectId }) => subjectId))];
  if (ids.length === 0) return () => null;
  const rows = await tx.$queryRaw<Asked[]>`
    SELECT c.id, c.state::text,
           array_agg(DISTINCT i.reviewer_id) FILTER (WHERE i.state IN ('pending', 'decided')) AS waiting,
           array_agg(DISTINCT coalesce(i.decided_by_id, i.reviewer_id)) AS part
      FROM review_campaigns c LEFT JOIN review_items i ON i.campaign_id = c.id
     WHERE c.id = ANY (${ids}) GROUP BY c.id`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ({ kind, subjectId, details }) => {
    const campaign = byId.get(subjectId);
    if (campaign === undefined) return null;
    if (kind === 'review.closed') return peopleIn(campaign.part);
    if (campaign.state !== 'open') return null;
    const named = namedIn(details);
    const people = named ?? peopleIn(campaign.waiting);
    const isForAdmins = kind === 'review.overdue' || (named === null && campaign.waiting?.includes(null));
    return isForAdmins ? [...new Set([...people, ...admins])] : people;
  };
}

const isOfReview = ({ subjectKind }: Event): boolean => subjectKind === 'review-campaign';

const peopleIn = (ids: readonly (string | null)[] | null): string[] => (ids ?? []).flatMap((id) => id ?? []);

function namedIn(details: unknown): string[] | null {
  const to = (details as { to?: unknown } | null)?.to;
  return Array.isArray(to) ? to.filter((id) => typeof id === 'string') : null;
}
