import type { EscalationView } from '@/lib/contract/escalation';
import type { ScopeShape } from '@/lib/contract/scope';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { toMs } from '@/lib/db/live/load-agents';
import { approvalLimits, liftsOf, recommendedTerms } from '@/lib/domain/approval';
import { grantStateAt } from '@/lib/domain/grant';
import { refuse } from '@/lib/domain/refusal';
import type { Scope } from '@/lib/domain/scope';
import { type Ctx, permit } from '../context';
import { scopeOf } from '../grant/scope';
import { reader } from '../transaction';
import type { Answering } from './answering';
import { loadApproverFacts } from './approvers';
import { viewerRefusal } from './around';
import { type LoadedEscalation, loadEscalation } from './load';
import { loadStanding } from './standing';
import { toEscalationSummary } from './view';

/** An escalation with the exact call, what could be given for it, and who may. */
export async function readEscalation(ctx: Ctx, { id }: { id: string }): Promise<EscalationView> {
  permit(ctx, 'escalation.list');
  const db = reader(ctx);
  const row = await loadEscalation(db, id);
  const standing = await loadStanding(db, row, row.readAt);
  const approvers = (await loadApproverFacts(db, [row], {}))(row, standing.rules.approvals);
  return toEscalationView(db, ctx, row, { approvers, standing });
}

/** How it stands after an answer, which rested on this: read when nobody waits for it any more. */
export async function readAnswered(
  ctx: Ctx,
  { id }: { id: string },
  rested: Pick<Answering, 'approvers' | 'standing'>,
): Promise<EscalationView> {
  const db = reader(ctx);
  return toEscalationView(db, ctx, await loadEscalation(db, id), rested);
}

const MOST_PEOPLE = 20;

async function toEscalationView(
  db: Tx,
  ctx: Ctx,
  row: LoadedEscalation,
  { approvers, standing }: Pick<Answering, 'approvers' | 'standing'>,
): Promise<EscalationView> {
  const now = row.readAt;
  const approvals = row.verdicts.filter(({ verdict }) => verdict === 'approve');
  const summary = toEscalationSummary({ ...row, verdicts: approvals }, now, {
    stoppedBy: standing.stoppedBy,
    needed: standing.rules.approvals,
    group: approvers.group?.name ?? null,
    refusal: viewerRefusal(ctx, approvers),
  });
  const { bounds } = standing;
  const limits = bounds === null ? null : approvalLimits(bounds, now);
  const nobody =
    approvers.may.length === 0 ? [refuse('nobody_may', 'there is nobody who may decide on this call')] : [];
  return {
    ...summary,
    digest: row.digest,
    arguments: row.arguments,
    hidden: standing.hidden,
    incidental: standing.incidental,
    askedBy: row.askedBy as EscalationView['askedBy'],
    wish: wishOf(row.wish),
    verdicts: row.verdicts.map(({ user, givenTo, scope, ...rest }) => ({
      ...rest,
      by: user,
      scope: writable(scope),
    })),
    recommendation: recommendationOf(bounds === null ? null : recommendedTerms(bounds, now)),
    limits: {
      ttlSeconds: limits?.ttlSeconds ?? 0,
      uses: limits?.uses ?? 0,
      scope: writable(limits?.scope ?? null),
    },
    problems: summary.state === 'pending' ? [...standing.problems, ...nobody] : [],
    approvers: {
      people: approvers.may.slice(0, MOST_PEOPLE).map(({ id, name }) => ({ id, name })),
      count: approvers.may.length,
      isFallback: approvers.isFallback,
      isShort: approvers.isShort,
    },
    lifts: liftsOf(row.reasons, null),
    liftsInScope: limits === null ? [] : liftsOf(row.reasons, limits.scope),
    grant: row.grantId === null ? null : await grantOf(db, row.grantId, now),
    glassReview:
      row.glassReviewed === null || row.glassReviewedAt === null
        ? null
        : { by: row.glassReviewed, at: row.glassReviewedAt, note: row.glassReview ?? '' },
  };
}

/** The shape that the wire has; a scope of the domain is read-only. */
const writable = (scope: Scope | null): ScopeShape | null =>
  scope === null ? null : (structuredClone(scope) as ScopeShape);

const recommendationOf = (terms: ReturnType<typeof recommendedTerms>): EscalationView['recommendation'] =>
  terms === null ? null : { ...terms, scope: writable(terms.scope) };

function wishOf(wish: unknown): EscalationView['wish'] {
  if (wish === null) return null;
  const {
    reason = null,
    until = null,
    emergency = false,
  } = wish as {
    reason?: string | null;
    until?: string | null;
    emergency?: boolean;
  };
  return { reason, until: until === null ? null : new Date(until), emergency };
}

type GrantColumns = Parameters<typeof scopeOf>[0] & {
  endsAt: number;
  uses: number | null;
  spent: number;
  revokedAt: number | null;
  digest: string | null;
  entitlement: { endsAt: number; revokedAt: number | null };
};
const ms = (column: string) => Prisma.raw(toMs(column));
const date = (at: number | null): Date | null => (at === null ? null : new Date(at));

async function grantOf(db: Tx, id: string, now: Date): Promise<EscalationView['grant']> {
  const [found] = await db.$queryRaw<{ grant: GrantColumns }[]>`
    /* kept: grant-of-escalation */ SELECT json_build_object(
             'systemId', g.system_id, 'tools', g.tools, 'actionClasses', g.action_classes, 'resources', g.resources,
             'maxSensitivity', g.max_sensitivity, 'arguments', g.arguments,
             'endsAt', ${ms('g.ends_at')}, 'uses', g.uses, 'spent', coalesce(u.spent, 0),
             'revokedAt', ${ms('g.revoked_at')}, 'digest', g.digest, 'entitlement', json_build_object(
               'endsAt', ${ms('n.ends_at')}, 'revokedAt', ${ms('n.revoked_at')})) AS grant
      FROM grants g JOIN entitlements n ON n.id = g.entitlement_id LEFT JOIN grant_uses u ON u.grant_id = g.id
     WHERE g.id = ${id}`;
  if (found === undefined) return null;
  const { entitlement, uses, spent, digest, ...grant } = found.grant;
  const endsAt = new Date(grant.endsAt);
  const state = grantStateAt(
    {
      endsAt,
      revokedAt: date(grant.revokedAt),
      uses,
      spent,
      entitlement: { endsAt: new Date(entitlement.endsAt), revokedAt: date(entitlement.revokedAt) },
    },
    now,
  );
  return { id, state, scope: scopeOf(grant), isOneCall: digest !== null, endsAt, uses: uses ?? 0, spent };
}
