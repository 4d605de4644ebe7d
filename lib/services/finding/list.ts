import type { FindingView, ListFindingsInput } from '@/lib/contract/finding';
import { Prisma } from '@/lib/db/generated/client';
import { FINDING_KINDS, FINDINGS, type FindingKind, type FindingSubject } from '@/lib/domain/finding';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { findingsOf } from './query';

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

/** Standing risks as they are at this moment: the gravest first, then by what they are found at. */
export async function listFindings(
  ctx: Ctx,
  { kind, severity, agent, cursor, limit, count }: ListFindingsInput,
): Promise<{ items: FindingView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'finding.list');
  const kinds = FINDING_KINDS.filter(
    (one) =>
      (kind === undefined || kind.includes(one)) &&
      (severity === undefined || severity.includes(FINDINGS[one].severity)),
  );
  if (kinds.length === 0) return { items: [], nextCursor: null, ...(count === 'true' && { total: 0 }) };
  const db = reader(ctx);
  const now = await databaseNow(db);
  const found = Prisma.sql`
    (${findingsOf(kinds, now)}) AS f (kind, subject_kind, subject_id, name, person, agent, since, detail)`;
  // PostgreSQL pushes this into each of the searches, so one agent costs one agent.
  const wanted =
    agent === undefined
      ? Prisma.sql`true`
      : Prisma.sql`(f.agent = ${agent} OR (f.subject_kind = 'agent' AND f.subject_id = ${agent}))`;
  const place = Prisma.sql`array_position(${[...FINDING_KINDS]}::text[], f.kind)`;
  const [afterKind, afterId] = fromCursor(cursor, 2) ?? [];
  const rest =
    afterKind === undefined
      ? Prisma.sql`true`
      : Prisma.sql`(${place}, f.subject_id COLLATE "C") >
                   (array_position(${[...FINDING_KINDS]}::text[], ${afterKind}), ${afterId})`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT f.kind, f.subject_kind AS "subjectKind", f.subject_id AS "subjectId", f.name, f.agent, f.since, f.detail,
           u.id AS "personId", u.name AS "personName", u.email AS "personEmail",
           u.disabled_at IS NOT NULL AS "personIsDisabled"
      FROM ${found} LEFT JOIN users u ON u.id = f.person
     WHERE ${rest} AND ${wanted}
     ORDER BY ${place}, f.subject_id COLLATE "C" LIMIT ${limit + 1}`;
  const page = toPage(rows, limit, (row) => [row.kind, row.subjectId], toFindingView);
  if (count !== 'true') return page;
  const [all] = await db.$queryRaw<
    { total: number }[]
  >`SELECT count(*)::int AS total FROM ${found} WHERE ${wanted}`;
  return { ...page, total: all?.total ?? 0 };
}

function toFindingView(row: Row): FindingView {
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
  };
}
