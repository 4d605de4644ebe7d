import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { toMs } from '@/lib/db/live/load-agents';
import type { Scope } from '@/lib/domain/scope';
import { notFound } from '../errors';
import type { EscalationRow } from './view';

type Somebody = { id: string; name: string };

/** What one person has said of it. */
export type Verdict = {
  user: Somebody;
  givenTo: string | null;
  verdict: 'approve' | 'deny';
  scope: Scope | null;
  ttlSeconds: number | null;
  uses: number | null;
  reason: string;
  breaksGlass: boolean;
  at: Date;
};

/** An escalation with all that its own rows say of it. */
export type LoadedEscalation = Omit<EscalationRow, 'task' | 'verdicts'> & {
  task: EscalationRow['task'];
  digest: string;
  toolDigest: string | null;
  arguments: unknown;
  wish: unknown;
  glassReviewed: Somebody | null;
  glassReviewedAt: Date | null;
  glassReview: string | null;
  verdicts: Verdict[];
  answeredByName: string | null;
  /** What the approval gave. */
  grantId: string | null;
  /** The database’s time when this was read. */
  readAt: Date;
};

const ms = (column: string) => Prisma.raw(toMs(column));
const somebody = (alias: string) =>
  Prisma.raw(
    `CASE WHEN ${alias}.id IS NOT NULL THEN json_build_object('id', ${alias}.id, 'name', ${alias}.name) END`,
  );

type Row = Omit<LoadedEscalation, 'task' | 'verdicts'> & {
  purpose: string;
  onBehalfOf: string | null;
  agentName: string;
  verdicts: (Omit<Verdict, 'at'> & { at: number })[];
};

/** Reads an escalation in one statement: whoever answers it holds others up meanwhile. */
export async function loadEscalation(db: Tx, id: string): Promise<LoadedEscalation> {
  const [row] = await db.$queryRaw<Row[]>`
    /* kept: load-escalation */ SELECT clock_timestamp() AS "readAt", e.id, e.state::text AS state, e.task_id AS "taskId", e.agent_id AS "agentId",
           e.tool_id AS "toolId", e.system_id AS "systemId", e.action_class::text AS "actionClass",
           e.sensitivity::text AS sensitivity, e.tier::text AS tier, e.asked_by AS "askedBy", e.resource, e.reasons,
           e.decision_id AS "decisionId", e.calls, e.requested_at AS "requestedAt", e.urgent_at AS "urgentAt",
           e.expires_at AS "expiresAt", e.claimed_at AS "claimedAt", e.reassigned_to_id AS "reassignedToId",
           e.group_id AS "groupId", e.broken_glass AS "brokenGlass", e.answered_by_id AS "answeredById",
           e.answered_at AS "answeredAt", e.answer_reason AS "answerReason", e.revision, e.digest,
           e.tool_digest AS "toolDigest", e.arguments, e.wish, e.glass_reviewed_at AS "glassReviewedAt",
           e.glass_review AS "glassReview", ${somebody('c')} AS "claimedBy", ${somebody('r')} AS "reassignedTo",
           ${somebody('g')} AS "glassReviewed", b.name AS "answeredByName", t.purpose,
           t.on_behalf_of AS "onBehalfOf", a.name AS "agentName",
           (SELECT n.id FROM grants n WHERE n.escalation_id = e.id) AS "grantId",
           (SELECT coalesce(json_agg(json_build_object(
                     'user', ${somebody('u')}, 'givenTo', v.given_to, 'verdict', v.verdict, 'scope', v.scope,
                     'ttlSeconds', v.ttl_seconds, 'uses', v.uses, 'reason', v.reason, 'breaksGlass', v.breaks_glass,
                     'at', ${ms('v.at')}) ORDER BY v.at, v.id), '[]')
              FROM escalation_verdicts v JOIN users u ON u.id = v.user_id WHERE v.escalation_id = e.id) AS verdicts
      FROM escalations e
      JOIN tasks t ON t.id = e.task_id
      JOIN agents a ON a.id = e.agent_id
      LEFT JOIN users c ON c.id = e.claimed_by_id
      LEFT JOIN users r ON r.id = e.reassigned_to_id
      LEFT JOIN users g ON g.id = e.glass_reviewed_by_id
      LEFT JOIN users b ON b.id = e.answered_by_id
     WHERE e.id = ${id}`;
  if (row === undefined) throw notFound('escalation', id);
  const { purpose, onBehalfOf, agentName, verdicts, ...rest } = row;
  return {
    ...rest,
    task: { purpose, onBehalfOf, agent: { name: agentName } },
    verdicts: verdicts.map((one) => ({ ...one, at: new Date(one.at) })),
  };
}

/**
 * Holds an escalation with its task, in the order in which the recording of decisions and the end of a task
 * take them: whoever answers waits for those, and those for the answer.
 */
export async function holdEscalation(tx: Tx, id: string): Promise<LoadedEscalation> {
  await lockEscalation(tx, id);
  return loadEscalation(tx, id);
}

/** The same, for whoever reads it otherwise. */
export async function lockEscalation(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`
    SELECT t.id FROM tasks t JOIN escalations e ON e.task_id = t.id WHERE e.id = ${id} FOR SHARE OF t`;
  await tx.$queryRaw`
    SELECT l.task_id FROM task_live l JOIN escalations e ON e.task_id = l.task_id WHERE e.id = ${id} FOR UPDATE OF l`;
  await tx.$queryRaw`SELECT id FROM escalations WHERE id = ${id} FOR UPDATE`;
}
