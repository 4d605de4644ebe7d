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
import { auditSql } from '../audit';
import type { Ctx } from '../context';
import { conflict, invalidInput, refused } from '../errors';
import { isTaskEnded } from '../grant/is-task-ended';
import { outboxSql } from '../outbox';
import { type Answering, answering } from './answering';
import { readAnswered } from './read';

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
    const rested = await answering(ctx, input.id, { alone: breaksGlass }, (held) =>
      approve(ctx, held, input),
    );
    return await readAnswered(ctx, input, rested);
  } catch (error) {
    if (!isTaskEnded(error)) throw error;
    throw refused(refuse('task_ended', 'its task has ended'));
  }
}

async function approve(ctx: Ctx, held: Answering, input: ApproveEscalationInput): Promise<void> {
  const { now, row, approvers, standing, userId } = held;
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

  const before = standingVerdicts(held);
  const givenTo = ctx.actor.keyGivenTo ?? null;
  const own = { userId, givenTo };
  const people = countPeople([...before, own], approvers.personOf);
  const isSaid = row.verdicts.some(({ user, verdict }) => user.id === userId && verdict === 'approve');
  const isNew = people > countPeople(before, approvers.personOf) && !isSaid;
  if (!breaksGlass && !isNew) {
    throw refused(refuse('needs_second_person', 'you have approved it already: somebody else must, too'));
  }
  const said: Said = { terms, reason: input.reason ?? AS_RECOMMENDED, givenTo, breaksGlass };
  if (breaksGlass) return give(ctx, held, bounds, { ...said, agreed: terms, by: [userId] });
  if (people < rules.approvals) return noteApproval(ctx, held, said, people);
  const all = [...before, { ...own, terms }];
  const agreed = agreedTerms(all.map((one) => one.terms));
  if (agreed === null) {
    throw refused(
      refuse('nothing_agreed', 'your scope and that of who approved before have nothing in common'),
    );
  }
  const late = termsRefusal({ ...agreed, ttlSeconds: 1 }, bounds, now);
  if (late !== null) throw refused(late);
  await give(ctx, held, bounds, { ...said, agreed, by: all.map((one) => one.userId) });
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
const standingVerdicts = ({ row, approvers: { may, forbidden } }: Answering): Given[] =>
  row.verdicts
    .filter(
      ({ user, verdict }) =>
        verdict === 'approve' && !forbidden.has(user.id) && may.some(({ id }) => id === user.id),
    )
    .map(({ user, givenTo, scope, ttlSeconds, uses }) => ({
      userId: user.id,
      givenTo,
      terms: { scope, ttlSeconds: ttlSeconds ?? 0, uses: uses ?? 0 },
    }));

/** What the one who approves now has said. */
type Said = { terms: Terms; reason: string; givenTo: string | null; breaksGlass: boolean };

/** Nobody says the same twice: an admin who breaks the glass may have approved it before, as one of several. */
const verdictSql = (
  { now, row, userId }: Answering,
  { terms, reason, givenTo, breaksGlass }: Said,
) => Prisma.sql`
  INSERT INTO escalation_verdicts (id, escalation_id, user_id, given_to, verdict, scope, ttl_seconds, uses, reason,
                                   breaks_glass, at)
  VALUES (${freshId('vrd', now)}, ${row.id}, ${userId}, ${givenTo}, 'approve',
          ${terms.scope === null ? null : JSON.stringify(terms.scope)}::jsonb, ${terms.ttlSeconds}, ${terms.uses},
          ${reason}, ${breaksGlass}, ${now})
      ON CONFLICT (escalation_id, user_id, verdict) DO NOTHING`;

const subjectOf = ({ row }: Answering) => ({ kind: 'escalation', id: row.id });

/** One approval of several: it still waits for the others, and those who are asked are told. */
async function noteApproval(ctx: Ctx, held: Answering, said: Said, count: number): Promise<void> {
  const { tx, now, row, standing, userId } = held;
  const { terms, reason } = said;
  const audit = auditSql(ctx, now, [
    {
      event: 'escalation.approval_given',
      subject: subjectOf(held),
      details: { ...aboutOf(row), terms, reason, count, needed: standing.rules.approvals },
    },
  ]);
  await tx.$executeRaw`
    WITH said AS (${verdictSql(held, said)}),
         told AS (${outboxSql('escalation.approval_given', subjectOf(held), { by: userId })}),
         audited AS (${audit})
    UPDATE escalations SET claimed_by_id = NULL, claimed_at = NULL, revision = revision + 1 WHERE id = ${row.id}`;
}

const aboutOf = (row: Answering['row']) => ({
  agent: row.agentId,
  task: row.taskId,
  tool: row.toolId,
  resource: row.resource,
  digest: row.digest,
  decision: row.decisionId,
});

const KEPT_GIVE = Prisma.raw('/* kept: give-approval */');
type Giving = Said & { agreed: Terms; by: string[] };

/** What was said, what it gives, that it is answered and who did it: one statement, and so all of it or nothing. */
async function give(ctx: Ctx, held: Answering, bounds: Bounds, giving: Giving): Promise<void> {
  const { tx, now, row, userId, standing } = held;
  const { agreed: terms, reason, by, breaksGlass } = giving;
  const ceiling = ceilingFor(terms.scope, bounds);
  if (ceiling === null)
    throw refused(refuse('outside_entitlement', 'no live entitlement holds the whole scope'));
  const endsAt = earliestEnd(
    secondsAfter(now, terms.ttlSeconds),
    latestEnd(terms.scope, ceiling, bounds, now),
  );
  const lifts = liftsOf(row.reasons, terms.scope);
  const grantId = freshId('grt', now);
  const scope = terms.scope ?? scopeOfCall(bounds.call);
  const grant = Prisma.sql`
    INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, escalation_id, digest, lifts, system_id, tools,
                        action_classes, resources, max_sensitivity, arguments, starts_at, ends_at, uses, reason, created_by)
    VALUES (${grantId}, ${row.taskId}, ${bounds.taskEndsAt}, ${ceiling.id}, ${row.id},
            ${terms.scope === null ? row.digest : null}, ${lifts}::text[], ${scope.system}, ${[...scope.tools]}::text[],
            ${[...scope.actionClasses]}::action_class[], ${[...scope.resources]}::text[],
            ${scope.maxSensitivity}::sensitivity, ${JSON.stringify(scope.arguments)}::jsonb, ${now}, ${endsAt},
            ${terms.uses}, ${reason}, ${userId})`;
  const audit = auditSql(ctx, now, [
    {
      event: breaksGlass ? 'escalation.glass_broken' : 'escalation.approved',
      subject: subjectOf(held),
      details: {
        ...aboutOf(row),
        by,
        needed: standing.rules.approvals,
        tier: standing.tier,
        scope: terms.scope,
        uses: terms.uses,
        lifts,
        grant: grantId,
        entitlement: ceiling.id,
        endsAt,
        reason,
      },
    },
  ]);
  const alarm = breaksGlass
    ? Prisma.sql`, told AS (${outboxSql('escalation.glass_broken', subjectOf(held))})`
    : Prisma.empty;
  const count = await tx.$executeRaw`${breaksGlass ? Prisma.empty : KEPT_GIVE}
    WITH said AS (${verdictSql(held, giving)}), given AS (${grant}), audited AS (${audit})${alarm}
    UPDATE escalations
       SET state = 'approved', answered_by_id = ${userId}, answered_at = ${now}, answer_reason = ${reason},
           broken_glass = ${breaksGlass}, claimed_by_id = NULL, claimed_at = NULL, revision = revision + 1
     WHERE id = ${row.id} AND state = 'pending' AND expires_at > ${now}`;
  // Undone with all the rest of it.
  if (count !== 1) throw conflict('already_answered', 'it was answered meanwhile');
}
