import type { EvaluationAnswer, WireAnswers, WireReason } from '@/lib/contract/authzen';
import { APPROVAL_REASONS } from '@/lib/domain/reason';
import type { Decided } from './batch';
import type { Evaluated } from './evaluator';

type Told = {
  id: string;
  at: string;
  outcome: string;
  reason: string;
  reasons: WireReason[];
  answers: WireAnswers;
  executes: unknown;
  escalation: { id: string; expiresAt: string } | null;
  deferral: { id: string; expiresAt: string } | null;
  approvalId: string | null;
};

/** What AuthZEN's boolean says of an outcome. `modify` reaches here only when the caller accepts it. */
const isPermitted = (outcome: string): boolean => outcome === 'allow' || outcome === 'modify';

/** The answer to one call. The same words for a decision made now and for one that was recorded before. */
export function toAnswer(evaluated: Evaluated, publicUrl: string): EvaluationAnswer {
  const told = evaluated.kind === 'decided' ? tellDecided(evaluated) : tellRecorded(evaluated);
  return {
    decision: isPermitted(told.outcome),
    context: {
      evaluation_id: told.id,
      evaluated_at: told.at,
      outcome: told.outcome,
      reason: told.reason,
      reasons: told.reasons,
      answers: told.answers,
      ...(told.outcome === 'modify' && { arguments: told.executes }),
      ...(told.approvalId !== null &&
        isPermitted(told.outcome) && {
          approval: { id: told.approvalId, approved_until: told.answers.end.ends_at },
        }),
      ...(APPROVAL_REASONS.includes(told.reason) && { next_action: 'none' as const }),
      ...(told.escalation !== null && {
        access_request: {
          endpoint: `${publicUrl}/access/v1/requests`,
          expires_at: told.escalation.expiresAt,
          id: told.escalation.id,
        },
      }),
      ...(told.deferral !== null && {
        deferral: { id: told.deferral.id, expires_at: told.deferral.expiresAt },
      }),
    },
  };
}

/** Until when people may answer: a call that joined another one waits no longer than that. */
const answerBy = ({ task }: Decided, escalationId: string, own: Date): Date =>
  task?.facts.requests.find(({ id }) => id === escalationId)?.expiresAt ?? own;

function tellDecided({ decided, escalationId, deferral }: Extract<Evaluated, { kind: 'decided' }>): Told {
  const { verdict, escalatesUntil } = decided;
  const { intent, need, end } = verdict.answers;
  return {
    id: decided.id,
    at: decided.at,
    outcome: verdict.outcome,
    reason: verdict.reason,
    reasons: verdict.reasons.map(({ code, message }) => ({ code, message })),
    answers: {
      intent,
      need: { verdict: need.verdict, grant: need.grant },
      end: { verdict: end.verdict, ends_at: end.endsAt?.toISOString() ?? null, ends_with: end.endsWith },
    },
    executes: verdict.arguments,
    escalation:
      escalationId === null || escalatesUntil === null
        ? null
        : { id: escalationId, expiresAt: answerBy(decided, escalationId, escalatesUntil).toISOString() },
    deferral,
    approvalId: verdict.uses,
  };
}

type Recorded = {
  at: string;
  outcome: string;
  reason: string;
  reasons: (WireReason & { outcome: string })[];
  answers: WireAnswers & { need: { entitlement: string | null } };
  approval?: string;
  executes?: unknown;
};

function tellRecorded({ row }: Extract<Evaluated, { kind: 'recorded' }>): Told {
  const record = JSON.parse(row.record) as Recorded;
  const { intent, need, end } = record.answers;
  return {
    id: row.id,
    at: record.at,
    outcome: record.outcome,
    reason: record.reason,
    reasons: record.reasons.map(({ code, message }) => ({ code, message })),
    answers: { intent, need: { verdict: need.verdict, grant: need.grant }, end },
    executes: record.executes,
    escalation:
      record.outcome === 'escalate' && row.escalation !== null
        ? { id: row.escalation.id, expiresAt: new Date(row.escalation.expires_at).toISOString() }
        : null,
    deferral:
      row.deferral === null
        ? null
        : { id: row.deferral.id, expiresAt: new Date(row.deferral.expires_at).toISOString() },
    approvalId: record.approval ?? null,
  };
}
