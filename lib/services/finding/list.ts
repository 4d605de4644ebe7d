import type { FindingView, ListFindingsInput } from '@/lib/contract/finding';
import { Prisma } from '@/lib/db/generated/client';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import {
  BROAD_DAYS,
  FINDING_KINDS,
  FINDINGS,
  type FindingKind,
  type FindingSubject,
} from '@/lib/domain/finding';
import { splitToolId } from '@/lib/domain/tool';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { NO_COVERAGE } from './coverage';
import { type Look, lookAtFindings } from './look';
import { findingsOf, needsCoverage } from './query';

const DAY_MS = 24 * 3600 * 1000;

type Row = {
  kind: FindingKind;
  subjectKind: FindingSubject;
  subjectId: string;
  name: string;
  agent: string | null;
  since: Date;
  detail: string[];
  personId: string | null;
  personName: string | null;
  personEmail: string | null;
  personIsDisabled: boolean | null;
};

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
  const rows: Row[] = [];
  for (const one of kinds.slice(
    Math.max(0, afterKind === undefined ? 0 : kinds.indexOf(afterKind as FindingKind)),
  )) {
    const missing = limit + 1 - rows.length;
    if (missing === 0) break;
    rows.push(...(await rowsOf(look, one, input, one === afterKind ? afterId : '', missing)));
  }
  const usedOf = await loadUsed(look, rows.slice(0, limit));
  const page = toPage(
    rows,
    limit,
    (row) => [row.kind, row.subjectId],
    (row) => toFindingView(row, usedOf(row)),
  );
  if (count !== 'true') return page;
  let total = 0;
  for (const one of kinds) total += await countOf(look, one, input);
  return { ...page, total };
}

type Filter = Pick<ListFindingsInput, 'agent' | 'owner'>;

/** The findings `f` of a kind under a filter, with the person `u` whom each concerns. */
async function foundOf(look: Look, kind: FindingKind, { agent, owner }: Filter): Promise<Prisma.Sql> {
  const found = findingsOf(kind, look.now, needsCoverage(kind) ? await look.coverage() : NO_COVERAGE);
  return Prisma.sql`
    (${found}) AS f (kind, subject_kind, subject_id, name, person, agent, since, detail)
      LEFT JOIN users u ON u.id = f.person
     WHERE ${
       agent === undefined
         ? Prisma.sql`true`
         : Prisma.sql`(f.agent = ${agent} OR (f.subject_kind = 'agent' AND f.subject_id = ${agent}))`
     }
       AND ${owner === undefined ? Prisma.sql`true` : Prisma.sql`u.email = ${owner}`}`;
}

const rowsOf = async (look: Look, kind: FindingKind, filter: Filter, after: string, limit: number) =>
  look.db.$queryRaw<Row[]>`
    SELECT f.kind, f.subject_kind AS "subjectKind", f.subject_id AS "subjectId", f.name, f.agent, f.since, f.detail,
           u.id AS "personId", u.name AS "personName", u.email AS "personEmail",
           u.disabled_at IS NOT NULL AS "personIsDisabled"
      FROM ${await foundOf(look, kind, filter)} AND f.subject_id COLLATE "C" > ${after}
     ORDER BY f.subject_id COLLATE "C" LIMIT ${limit}`;

export async function countOf(look: Look, kind: FindingKind, filter: Filter = {}): Promise<number> {
  const [row] = await look.db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM ${await foundOf(look, kind, filter)}`;
  return row?.total ?? 0;
}

type Used = NonNullable<FindingView['used']>;

/** What was used of the entitlements that are broader. */
async function loadUsed({ db, now }: Look, rows: readonly Row[]): Promise<(row: Row) => Used | null> {
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

function toFindingView(row: Row, used: Used | null): FindingView {
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
