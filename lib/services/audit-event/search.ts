import type { ListAuditEventsInput } from '@/lib/contract/audit-event';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { invalidInput } from '../errors';

export type AuditEventFilter = Omit<ListAuditEventsInput, 'cursor' | 'limit' | 'count'>;

/** Where a page begins: after the event with this time and id. */
export type AuditPosition = { at: Date; id: string };

/** So many things of each kind are found by their name; who looks for one of them types more of it. */
const MOST_NAMED = 100;

/** `_` and `%` are themselves: every id has a `_` in it. */
const literal = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);

/**
 * What the filter asks for, as one condition. Text is looked up among the names of what there is first, so that
 * the log itself is only asked for ids and their beginnings, which are indexed.
 */
export async function conditionOf(db: Tx, filter: AuditEventFilter): Promise<Prisma.Sql> {
  const { event, actor, subjectKind, subjectId, from, to, q } = filter;
  const all: Prisma.Sql[] = [Prisma.sql`true`];
  if (event !== undefined) all.push(Prisma.sql`event LIKE ${`${literal(event)}%`}`);
  if (actor !== undefined) all.push(Prisma.sql`actor_id = ${actor}`);
  if (subjectKind !== undefined) all.push(Prisma.sql`subject_kind = ${subjectKind}`);
  if (subjectId !== undefined) all.push(Prisma.sql`subject_id = ${subjectId}`);
  if (from !== undefined) all.push(Prisma.sql`at >= ${from}`);
  if (to !== undefined) all.push(Prisma.sql`at < ${to}`);
  if (q !== undefined) {
    const begins = `${literal(q)}%`;
    const named = await idsNamed(db, q);
    all.push(Prisma.sql`(subject_id LIKE ${begins} OR actor_id LIKE ${begins}
                         OR subject_id = ANY (${named}) OR actor_id = ANY (${named}))`);
  }
  return Prisma.join(all, ' AND ');
}

async function idsNamed(db: Tx, q: string): Promise<string[]> {
  const part = `%${literal(q)}%`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    (SELECT id FROM agents WHERE id ILIKE ${part} OR name ILIKE ${part} LIMIT ${MOST_NAMED})
    UNION ALL (SELECT id FROM systems WHERE id ILIKE ${part} OR name ILIKE ${part} LIMIT ${MOST_NAMED})
    UNION ALL (SELECT id FROM tools WHERE id ILIKE ${part} LIMIT ${MOST_NAMED})
    UNION ALL (SELECT id FROM users WHERE email ILIKE ${part} OR name ILIKE ${part} LIMIT ${MOST_NAMED})
    UNION ALL (SELECT id FROM api_keys WHERE name ILIKE ${part} LIMIT ${MOST_NAMED})
    UNION ALL (SELECT id FROM contexts WHERE name ILIKE ${part} LIMIT ${MOST_NAMED})
    UNION ALL (SELECT id FROM trusted_issuers WHERE name ILIKE ${part} LIMIT ${MOST_NAMED})`;
  return rows.map(({ id }) => id);
}

/** The ids of the newest events that fit, newest first, from a position on. */
export async function searchAuditEvents(
  db: Tx,
  condition: Prisma.Sql,
  after: AuditPosition | null,
  limit: number,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM audit_events
     WHERE ${condition} ${after === null ? Prisma.empty : Prisma.sql`AND at <= ${after.at} AND (at, id) < (${after.at}, ${after.id})`}
     ORDER BY at DESC, id DESC LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** How many fit; with `most`, counting stops there. */
export async function countAuditEvents(db: Tx, condition: Prisma.Sql, most?: number): Promise<number> {
  const bound = most === undefined ? Prisma.empty : Prisma.sql`LIMIT ${most}`;
  const [row] = await db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM (SELECT FROM audit_events WHERE ${condition} ${bound}) AS found`;
  return row?.n ?? 0;
}

/** Times of audit events are whole milliseconds, so a Date carries them exactly. */
export function positionOf(keys: readonly string[] | null): AuditPosition | null {
  const [atText, id] = keys ?? [];
  if (atText === undefined || id === undefined) return null;
  const at = new Date(atText);
  if (Number.isNaN(at.getTime())) throw invalidInput('cursor', 'is not one that this list gave');
  return { at, id };
}
