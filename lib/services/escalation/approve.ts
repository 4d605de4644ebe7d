import type { ApproveEscalationInput, EscalationView } from '@/lib/contract/escalation';
import { Prisma } from '@/lib/db/generated/client';
import { freshId } from '@/lib/db/new-id';
import {
  agreedTerms,
  type Bounds,
  brokenGlassTerms,
  ceilingFor,
  latestEnd,
  liftsOf,
  recommendedTerms,
  scopeOfCall,
  type Terms,
  termsRefusal,
} from '@/lib/domain/approval';
import { countPeople } from '@/lib/domain/approver';
import { earliestEnd, secondsAfter } from '@/lib/domain/grant';
import { refuse } from '@/lib/domain/refusal';
import type { Scope } from '@/lib/domain/scope';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { conflict, invalidInput, refused } from '../errors';
import { isTaskEnded } from '../grant/is-task-ended';
import { scopeColumns } from '../grant/scope';
import { type Answering, answering } from './answering';

const AS_RECOMMENDED = 'Approved as recommended';

/**
 * Approves a waiting call: exactly that call, or a scope around it. The approval that completes the number
 * which the tier asks for gives the task one grant, the narrowest of what they all said; its time begins now.
 * What may be given, and who may give it, is judged at this moment. INVARIANT (approval-once)
 */
export async function approveEscalation(ctx: Ctx, input: ApproveEscalationInput): Promise<EscalationView> {
  const breaksGlass = input.breakGlass === true;
  if (breaksGlass && input.reason === undefined) throw invalidInput('reason', 'say why you decide alone');
  if (breaksGlass && input.scope !== undefined) {
    throw invalidInput('scope', 'one admin alone lets through exactly the call');
  }
  if (input.scope !== undefined && input.reason === undefined) {
    throw invalidInput('reason', 'say why you give more than the call');
  }
  try {
    return await answering(ctx, input.id, { alone: breaksGlass }, (held) => approve(ctx, held, input));
  } catch (error) {
    if (!isTaskEnded(error)) throw error;
    throw refused(refuse('task_ended', 'its task has ended'));
  }
}

async function approve(ctx: Ctx, held: Answering, input: ApproveEscalationInput): Promise<void> {
  const { tx, now, row, approvers, standing, userId } = held;
  const breaksGlass = input.breakGlass === true;
  const { bounds, rules } = standing;
  const [problem] = standing.problems;
  if (problem !== undefined) throw refused(problem);
  const terms = bounds === null ? null : termsOf(input, bounds, now);
  if (bounds === null || terms === null) {
    throw refused(refuse('outside_entitlement', 'no live entitlement of the agent covers the call any more'));
  }
  const refusal = termsRefusal(terms, bounds, now);
  if (refusal !== null) throw refused(refusal);

  const before = await standingVerdicts(held);
  const givenTo = ctx.actor.keyGivenTo ?? null;
  const own = { userId, givenTo };
  const people = countPeople([...before, own], approvers.personOf);
  if (!breaksGlass && people === countPeople(before, approvers.personOf)) {
    throw refused(refuse('needs_second_person', 'you have approved it already: somebody else must, too'));
  }
  const reason = input.reason ?? AS_RECOMMENDED;
  const isNew = await tx.escalationVerdictGiven.createMany({
    data: {
      id: freshId('vrd', now),
      escalationId: row.id,
      userId,
      givenTo,
      verdict: 'approve',
      scope: terms.scope === null ? Prisma.DbNull : (terms.scope as unknown as Prisma.InputJsonObject),
      ttlSeconds: terms.ttlSeconds,
      uses: terms.uses,
      reason,
      breaksGlass,
      at: now,
    },
    skipDuplicates: true,
  });
  if (isNew.count === 0 && !breaksGlass) {
    throw refused(refuse('needs_second_person', 'you have approved it already: somebody else must, too'));
  }
  if (breaksGlass) {
    await give(ctx, held, bounds, terms, { reason, by: [userId], breaksGlass: true });
    return;
  }
  if (people < rules.approvals) {
    await noteApproval(ctx, held, terms, reason, people);
    return;
  }
  const all = [...before, { ...own, terms }];
  const agreed = agreedTerms(all.map((one) => one.terms));
  if (agreed === null) {
    throw refused(
      refuse('nothing_agreed', 'your scope and that of who approved before have nothing in common'),
    );
  }
  const late = termsRefusal({ ...agreed, ttlSeconds: 1 }, bounds, now);
  if (late !== null) throw refused(late);
  await give(ctx, held, bounds, agreed, { reason, by: all.map((one) => one.userId), breaksGlass: false });
}

function termsOf(input: ApproveEscalationInput, bounds: Bounds, now: Date): Terms | null {
  if (input.breakGlass === true) return brokenGlassTerms(bounds, now);
  const recommended = recommendedTerms(bounds, now);
  if (recommended === null) return null;
  return {
    scope: (input.scope as Scope | undefined) ?? null,
    ttlSeconds: input.ttlSeconds ?? recommended.ttlSeconds,
    uses: input.uses ?? recommended.uses,
  };
}

type Given = { userId: string; givenTo: string | null; terms: Terms };

/** The approvals before, of people who may still decide: who has lost the role since does not count. */
async function standingVerdicts({ tx, row, approvers: { may, forbidden } }: Answering): Promise<Given[]> {
  const rows = await tx.escalationVerdictGiven.findMany({
    where: { escalationId: row.id, verdict: 'approve' },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  return rows
    .filter(({ userId }) => !forbidden.has(userId) && may.some(({ id }) => id === userId))
    .map(({ userId, givenTo, scope, ttlSeconds, uses }) => ({
      userId,
      givenTo,
      terms: { scope: scope as Scope | null, ttlSeconds: ttlSeconds ?? 0, uses: uses ?? 0 },
    }));
}

/** One approval of several: it still waits for the others. */
async function noteApproval(
  ctx: Ctx,
  { tx, now, row, standing }: Answering,
  terms: Terms,
  reason: string,
  count: number,
): Promise<void> {
  await tx.escalation.update({
    where: { id: row.id },
    data: { claimedById: null, claimedAt: null, revision: { increment: 1 } },
  });
  const needed = standing.rules.approvals;
  await tx.outboxEvent.create({
    data: { kind: 'escalation.approval_given', subjectKind: 'escalation', subjectId: row.id },
  });
  await writeAudit(tx, ctx, now, {
    event: 'escalation.approval_given',
    subject: { kind: 'escalation', id: row.id },
    details: { ...aboutOf(row), terms, reason, count, needed },
  });
}

const aboutOf = (row: Answering['row']) => ({
  agent: row.agentId,
  task: row.taskId,
  tool: row.toolId,
  resource: row.resource,
  digest: row.digest,
  decision: row.decisionId,
});

async function give(
  ctx: Ctx,
  { tx, now, row, userId, standing }: Answering,
  bounds: Bounds,
  terms: Terms,
  { reason, by, breaksGlass }: { reason: string; by: string[]; breaksGlass: boolean },
): Promise<void> {
  const ceiling = ceilingFor(terms.scope, bounds);
  if (ceiling === null)
    throw refused(refuse('outside_entitlement', 'no live entitlement holds the whole scope'));
  const { count } = await tx.escalation.updateMany({
    where: { id: row.id, state: 'pending', expiresAt: { gt: now } },
    data: {
      state: 'approved',
      answeredById: userId,
      answeredAt: now,
      answerReason: reason,
      brokenGlass: breaksGlass,
      claimedById: null,
      claimedAt: null,
      revision: { increment: 1 },
    },
  });
  if (count !== 1) throw conflict('already_answered', 'it was answered meanwhile');
  const endsAt = earliestEnd(
    secondsAfter(now, terms.ttlSeconds),
    latestEnd(terms.scope, ceiling, bounds, now),
  );
  const lifts = liftsOf(row.reasons, terms.scope);
  const grant = await tx.grant.create({
    data: {
      id: freshId('grt', now),
      taskId: row.taskId,
      taskEndsAt: bounds.taskEndsAt,
      entitlementId: ceiling.id,
      escalationId: row.id,
      digest: terms.scope === null ? row.digest : null,
      lifts,
      ...scopeColumns((terms.scope ?? scopeOfCall(bounds.call)) as Parameters<typeof scopeColumns>[0]),
      startsAt: now,
      endsAt,
      uses: terms.uses,
      reason,
      createdBy: userId,
    },
    select: { id: true },
  });
  if (breaksGlass) {
    await tx.outboxEvent.create({
      data: { kind: 'escalation.glass_broken', subjectKind: 'escalation', subjectId: row.id },
    });
  }
  await writeAudit(tx, ctx, now, {
    event: breaksGlass ? 'escalation.glass_broken' : 'escalation.approved',
    subject: { kind: 'escalation', id: row.id },
    details: {
      ...aboutOf(row),
      by,
      needed: standing.rules.approvals,
      tier: standing.tier,
      scope: terms.scope,
      uses: terms.uses,
      lifts,
      grant: grant.id,
      entitlement: ceiling.id,
      endsAt,
      reason,
    },
  });
}
