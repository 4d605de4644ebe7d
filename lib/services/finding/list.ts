import type { FindingView, ListFindingsInput } from '@/lib/contract/finding';
import { Prisma } from '@/lib/db/generated/client';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { BROAD_DAYS, FINDING_KINDS, FINDINGS, type FindingKind } from '@/lib/domain/finding';
import { splitToolId } from '@/lib/domain/tool';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { sinceBelowFloor } from './below-floor';
import { broadRows, countBroad } from './broad';
import type { FindingFilter, FindingRow } from './found';
import { type Look, lookAtFindings } from './look';
import { findingsOf } from './query';

const DAY_MS = 24 * 3600 * 1000;

/**
 * Standing risks as they are at this moment: the gravest first, then by what they are found at. Kinds are looked
 * for one after the other until the page is full, so that a page costs what stands on it.
 */
export async function listFindings(
  ctx: Ctx,
  input: ListFindingsInput,
): Promise<{ items: FindingView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'finding.list');
  const { kind, severity, cursor, limit, count } = input;
  const kinds = FINDING_KINDS.filter(
    (one) =>
      (kind === undefined || kind.includes(one)) &&
      (severity === undefined || severity.includes(FINDINGS[one].severity)),
  );
  const look = await lookAtFindings(ctx);
  const [afterKind, afterId = ''] = fromCursor(cursor, 2) ?? [];
  const rows: FindingRow[] = [];
  for (const one of kinds.slice(
    Math.max(0, afterKind === undefined ? 0 : kinds.indexOf(afterKind as FindingKind)),
  )) {
    const missing = limit + 1 - rows.length;
    if (missing === 0) break;
    rows.push(...(await rowsOf(look, one, input, one === afterKind ? afterId : '', missing)));
  }
  const usedOf = await loadUsed(look, rows.slice(0, limit));
  const sinceOf = await sinceBelowFloor(look.db, look.now, rows.slice(0, limit));
  const page = toPage(
    rows,
    limit,
    (row) => [row.kind, row.subjectId],
    (row) => toFindingView({ ...row, since: sinceOf(row) }, usedOf(row)),
  );
  if (count !== 'true') return page;
  const counts = await Promise.all(kinds.map((one) => countOf(look, one, input)));
  return { ...page, total: counts.reduce((sum, one) => sum + one, 0) };
}

/** The findings `f` of a kind under a filter, with the person `u` whom each concerns. */
const foundOf = (
  kind: Parameters<typeof findingsOf>[0],
  now: Date,
  { agent, owner }: FindingFilter,
) => Prisma.sql`
    (${findingsOf(kind, now)}) AS f (kind, subject_kind, subject_id, name, person, agent, since, detail)
      LEFT JOIN users u ON u.id = f.person
     WHERE ${
       agent === undefined
         ? Prisma.sql`true`
         : Prisma.sql`(f.agent = ${agent} OR (f.subject_kind = 'agent' AND f.subject_id = ${agent}))`
     }
       AND ${owner === undefined ? Prisma.sql`true` : Prisma.sql`u.email = ${owner}`}`;

async function rowsOf(
  look: Look,
  kind: FindingKind,
  filter: FindingFilter,
  after: string,
  limit: number,
): Promise<FindingRow[]> {
  if (kind === 'entitlement_broad') return broadRows(look, filter, after, limit);
  if (kind === 'tier_below_floor') await look.floors();
  return look.db.$queryRaw<FindingRow[]>`
    SELECT f.kind, f.subject_kind AS "subjectKind", f.subject_id AS "subjectId", f.name, f.agent, f.since, f.detail,
           u.id AS "personId", u.name AS "personName", u.email AS "personEmail",
           u.disabled_at IS NOT NULL AS "personIsDisabled"
      FROM ${foundOf(kind, look.now, filter)} AND f.subject_id COLLATE "C" > ${after}
     ORDER BY f.subject_id COLLATE "C" LIMIT ${limit}`;
}

export async function countOf(look: Look, kind: FindingKind, filter: FindingFilter = {}): Promise<number> {
  if (kind === 'entitlement_broad') return countBroad(look, filter);
  if (kind === 'tier_below_floor') await look.floors();
  const [row] = await look.db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM ${foundOf(kind, look.now, filter)}`;
  return row?.total ?? 0;
}

type Used = NonNullable<FindingView['used']>;

/** What was used of the entitlements that are broader. */
async function loadUsed(
  { db, now }: Look,
  rows: readonly FindingRow[],
): Promise<(row: FindingRow) => Used | null> {
  const ids = rows.filter(({ kind }) => kind === 'entitlement_broad').map(({ subjectId }) => subjectId);
  if (ids.length === 0) return () => null;
  const uses = await db.entitlementUse.findMany({
    where: {
      entitlementId: { in: ids },
      lastUsedAt: { gt: new Date(now.getTime() - BROAD_DAYS * DAY_MS) },
    },
    orderBy: { toolId: 'asc' },
  });
  return ({ kind, subjectId }) => {
    if (kind !== 'entitlement_broad') return null;
    const own = uses.filter(({ entitlementId }) => entitlementId === subjectId);
    const classes = new Set(own.map(({ actionClass }) => actionClass));
    return {
      tools: own.map(({ toolId }) => splitToolId(toolId)?.name ?? toolId),
      actionClasses: ACTION_CLASSES.filter((one) => classes.has(one)),
    };
  };
}

function toFindingView(row: FindingRow, used: Used | null): FindingView {
  const { severity, says, remedy, operation } = FINDINGS[row.kind];
  return {
    kind: row.kind,
    severity,
    subject: { kind: row.subjectKind, id: row.subjectId, name: row.name },
    agent: row.agent,
    says,
    detail: row.detail,
    since: row.since,
    concerns:
      row.personId === null
        ? null
        : {
            id: row.personId,
            name: row.personName ?? '',
            email: row.personEmail ?? '',
            disabled: row.personIsDisabled === true,
          },
    remedy: { says: remedy, operation },
    used,
  };
}
