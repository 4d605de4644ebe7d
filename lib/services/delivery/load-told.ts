import type { Tx } from '@/lib/db/client';
import { recommendedTerms } from '@/lib/domain/approval';
import { escalationStateAt } from '@/lib/domain/escalation';
import type { Told } from '@/lib/domain/notice';
import { paths } from '@/lib/paths';
import { loadEscalation } from '../escalation/load';
import { loadStanding } from '../escalation/standing';
import { loadReviewTold } from './load-review-told';

/** What a delivery is about, as it is now. */
export type Subject = {
  told: Told;
  /** Where in the console it is seen. */
  path: string;
  /** What programs read of it: ids, and no argument of any call. */
  data: Record<string, unknown>;
  /** Whether what was asked still waits for somebody. */
  isOpen: boolean;
};

/** What was told, to whom; with `forUserId` in somebody’s place. */
type Delivered = { subjectKind: string; subjectId: string; userId: string | null; forUserId: string | null };

/** Loads what is told; null where it is gone. */
export async function loadTold(
  db: Tx,
  { subjectKind, subjectId, userId, forUserId }: Delivered,
  now: Date,
): Promise<Subject | null> {
  switch (subjectKind) {
    case 'escalation':
      return loadEscalationTold(db, subjectId, now);
    case 'agent':
      return loadAgentTold(db, subjectId);
    case 'stop':
      return loadStopTold(db, subjectId);
    case 'review-campaign':
      return loadReviewTold(db, subjectId, { id: forUserId ?? userId, isInPlace: forUserId !== null });
    case 'channel':
      return loadChannelTold(db, subjectId);
    default:
      return null;
  }
}

async function loadEscalationTold(db: Tx, id: string, now: Date): Promise<Subject> {
  const row = await loadEscalation(db, id);
  const state = escalationStateAt(row, now);
  const by =
    row.answeredById === null
      ? null
      : await db.user.findUnique({ where: { id: row.answeredById }, select: { name: true } });
  return {
    isOpen: state === 'pending',
    path: paths.escalation(id),
    told: {
      about: 'escalation',
      agentName: row.task.agent.name,
      tool: row.toolId,
      resource: row.resource,
      purpose: row.task.purpose,
      onBehalfOf: row.task.onBehalfOf,
      reasons: row.reasons,
      tier: row.tier,
      expiresAt: row.expiresAt,
      recommendation: state === 'pending' ? await recommendationOf(db, row, now) : null,
      answeredBy: by?.name ?? row.answeredById,
      answeredAt: row.answeredAt,
    },
    data: {
      escalation: id,
      state,
      agent: row.agentId,
      task: row.taskId,
      tool: row.toolId,
      resource: row.resource,
      tier: row.tier,
      reasons: row.reasons,
      requested_at: row.requestedAt.toISOString(),
      expires_at: row.expiresAt.toISOString(),
      answered_by: row.answeredById,
      answered_at: row.answeredAt?.toISOString() ?? null,
    },
  };
}

async function recommendationOf(
  db: Tx,
  row: Awaited<ReturnType<typeof loadEscalation>>,
  now: Date,
): Promise<string> {
  const { bounds, problems } = await loadStanding(db, row, now);
  const terms = bounds === null ? null : recommendedTerms(bounds, now);
  if (terms === null || problems.length > 0) return 'Nothing can be approved as it stands.';
  return `Recommended: approve ${terms.rule}.`;
}

async function loadAgentTold(db: Tx, id: string): Promise<Subject | null> {
  const row = await db.agent.findUnique({ where: { id }, select: { name: true, proposedOwnerId: true } });
  if (row === null) return null;
  return {
    isOpen: row.proposedOwnerId !== null,
    path: paths.agent(id),
    told: { about: 'agent', agentName: row.name },
    data: { agent: id },
  };
}

async function loadStopTold(db: Tx, id: string): Promise<Subject | null> {
  const row = await db.stop.findUnique({
    where: { id },
    select: { reason: true, createdBy: true, kind: true, releasedAt: true },
  });
  if (row === null) return null;
  const by = await db.user.findUnique({ where: { id: row.createdBy }, select: { name: true } });
  return {
    isOpen: row.releasedAt === null,
    path: paths.stop(id),
    told: { about: 'stop', reason: row.reason, by: by?.name ?? row.createdBy },
    data: { stop: id, kind: row.kind },
  };
}

async function loadChannelTold(db: Tx, id: string): Promise<Subject | null> {
  const row = await db.channel.findUnique({ where: { id }, select: { name: true } });
  if (row === null) return null;
  return {
    isOpen: true,
    path: paths.settings('channels'),
    told: { about: 'test', channelName: row.name },
    data: { channel: id },
  };
}
