import type { EscalationView } from '@/lib/contract/escalation';
import type { ScopeShape } from '@/lib/contract/scope';
import type { Tx } from '@/lib/db/client';
import { approvalLimits, liftsOf, recommendedTerms } from '@/lib/domain/approval';
import { refuse } from '@/lib/domain/refusal';
import type { Scope } from '@/lib/domain/scope';
import { type Ctx, permit } from '../context';
import { scopeOf } from '../grant/scope';
import { grantSelect, toGrantView } from '../grant/view';
import { databaseNow, reader } from '../transaction';
import { loadApproversOf } from './approvers';
import { viewerRefusal } from './around';
import { type LoadedEscalation, loadEscalation } from './load';
import { loadStanding } from './standing';
import { toEscalationSummary } from './view';

/** An escalation with the exact call, what could be given for it, and who may. */
export async function readEscalation(ctx: Ctx, { id }: { id: string }): Promise<EscalationView> {
  permit(ctx, 'escalation.list');
  const db = reader(ctx);
  return viewEscalation(db, ctx, await loadEscalation(db, id), await databaseNow(db));
}

const MOST_PEOPLE = 20;

/** The whole view of one that is loaded: also what every verb answers with. */
export async function viewEscalation(
  db: Tx,
  ctx: Ctx,
  row: LoadedEscalation,
  now: Date,
): Promise<EscalationView> {
  const standing = await loadStanding(db, row, now, { hold: false });
  const approvers = (await loadApproversOf(db, [row]))(row.id);
  const summary = toEscalationSummary(row, now, {
    stoppedBy: standing.stoppedBy,
    needed: standing.rules.approvals,
    group: approvers.group?.name ?? null,
    refusal: viewerRefusal(ctx, approvers),
  });
  const { bounds } = standing;
  const limits = bounds === null ? null : approvalLimits(bounds, now);
  const tool = await db.tool.findUnique({
    where: { id: row.toolId },
    select: { incidentalArguments: true },
  });
  const nobody =
    approvers.may.length === 0 ? [refuse('nobody_may', 'there is nobody who may decide on this call')] : [];
  return {
    ...summary,
    digest: row.digest,
    arguments: row.arguments,
    hidden: standing.hidden,
    incidental: tool?.incidentalArguments ?? [],
    askedBy: row.askedBy as EscalationView['askedBy'],
    wish: wishOf(row.wish),
    verdicts: await verdictsOf(db, row.id),
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
    },
    lifts: liftsOf(row.reasons, null),
    liftsInScope: limits === null ? [] : liftsOf(row.reasons, limits.scope),
    grant: await grantOf(db, row.id, now),
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

async function verdictsOf(db: Tx, escalationId: string): Promise<EscalationView['verdicts']> {
  const rows = await db.escalationVerdictGiven.findMany({
    where: { escalationId },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    include: { user: { select: { id: true, name: true } } },
  });
  return rows.map(({ user, verdict, scope, ttlSeconds, uses, reason, breaksGlass, at }) => ({
    by: user,
    verdict,
    scope: scope as ScopeShape | null,
    ttlSeconds,
    uses,
    reason,
    breaksGlass,
    at,
  }));
}

async function grantOf(db: Tx, escalationId: string, now: Date): Promise<EscalationView['grant']> {
  const row = await db.grant.findUnique({
    where: { escalationId },
    select: { ...grantSelect, digest: true },
  });
  if (row === null) return null;
  const { id, state, endsAt, uses, spent } = toGrantView(row, now);
  return { id, state, scope: scopeOf(row), isOneCall: row.digest !== null, endsAt, uses: uses ?? 0, spent };
}
