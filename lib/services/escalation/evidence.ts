import { z } from 'zod';
import { ListDecisionsInput } from '@/lib/contract/decision';
import type { EscalationEvidence } from '@/lib/contract/escalation-evidence';
import type { Tx } from '@/lib/db/client';
import { scopeOfCall } from '@/lib/domain/approval';
import { escalationStateAt } from '@/lib/domain/escalation';
import { secondsAfter } from '@/lib/domain/grant';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { splitToolId } from '@/lib/domain/tool';
import { previewBlastRadius } from '../blast-radius/preview';
import { loadUsage, USED_WITHIN_DAYS } from '../blast-radius/usage';
import { type Ctx, permit } from '../context';
import { listDecisions } from '../decision/list';
import { labelSelect, labelsOfRow } from '../label/columns';
import { databaseNow, reader } from '../transaction';
import { type LoadedEscalation, loadEscalation } from './load';

const MOST_PAST = 500;
const SHOWN_PAST = 5;
const SHOWN_CALLS = 5;
/** So many of the agent's own newest calls are looked at, and of each of its peers. */
const MOST_OWN_CALLS = 5_000;
const MOST_PEERS = 40;
const MOST_PEER_CALLS = 200;
const SHOWN_CHANGES = 20;
const MOST_ENTITLEMENTS = 100;
const MOST_USES = 10;
const MOST_LOOKED_FOR_USES = 500;

/** What speaks for and against a call that waits, or waited. Costs the same however much was ever decided. */
export async function readEscalationEvidence(ctx: Ctx, { id }: { id: string }): Promise<EscalationEvidence> {
  permit(ctx, 'escalation.list');
  const db = reader(ctx);
  const row = await loadEscalation(db, id);
  const now = await databaseNow(db);
  const task = await db.task.findUniqueOrThrow({
    where: { id: row.taskId },
    select: {
      startedAt: true,
      agent: { select: { riskTier: true } },
      live: { select: { drift: true, ...labelSelect } },
    },
  });
  const tool = await db.tool.findUnique({
    where: { id: row.toolId },
    select: { reversible: true, actionClass: true, sensitivity: true },
  });
  const [past, usage, peers, changes, calls, blast, uses] = await Promise.all([
    loadPast(db, row, now),
    loadOwnUse(db, row, now),
    loadPeers(db, row, task.agent.riskTier, now),
    loadChanges(db, row, task.startedAt),
    loadLastCalls(ctx, row.taskId),
    loadBlast(ctx, row, tool),
    loadUses(db, row, now),
  ]);
  return {
    now,
    past,
    usage,
    peers,
    changes,
    calls,
    reversible: tool?.reversible ?? null,
    labels: task.live === null ? null : labelsOfRow(task.live),
    drift: task.live?.drift ?? 0,
    blast,
    uses,
  };
}

async function loadPast(db: Tx, row: LoadedEscalation, now: Date): Promise<EscalationEvidence['past']> {
  const rows = await db.escalation.findMany({
    where: { agentId: row.agentId, toolId: row.toolId, id: { not: row.id } },
    orderBy: { id: 'desc' },
    take: MOST_PAST + 1,
    select: { id: true, state: true, expiresAt: true },
  });
  const last = await db.escalation.findMany({
    where: { id: { in: rows.slice(0, SHOWN_PAST).map((one) => one.id) } },
    orderBy: { id: 'desc' },
    select: {
      id: true,
      state: true,
      expiresAt: true,
      requestedAt: true,
      resource: true,
      digest: true,
      answeredById: true,
      answerReason: true,
    },
  });
  const counts: EscalationEvidence['past']['counts'] = {};
  for (const one of rows.slice(0, MOST_PAST)) {
    const state = escalationStateAt(one, now);
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return {
    counts,
    isWhole: rows.length <= MOST_PAST,
    last: last.map((one) => ({
      id: one.id,
      state: escalationStateAt(one, now),
      requestedAt: one.requestedAt,
      resource: one.resource,
      isSameCall: one.digest === row.digest,
      answeredBy: one.answeredById,
      answerReason: one.answerReason,
    })),
  };
}

async function loadOwnUse(db: Tx, row: LoadedEscalation, now: Date): Promise<EscalationEvidence['usage']> {
  const since = secondsAfter(now, -USED_WITHIN_DAYS * 24 * 3600);
  const [used] = await db.$queryRaw<
    { looked: number; calls: number; allowed: number; lastAllowedAt: Date | null }[]
  >`
    SELECT count(*)::int AS looked,
           count(*) FILTER (WHERE tool_id = ${row.toolId})::int AS calls,
           count(*) FILTER (WHERE tool_id = ${row.toolId} AND outcome IN ('allow', 'modify'))::int AS allowed,
           max(at) FILTER (WHERE tool_id = ${row.toolId} AND outcome IN ('allow', 'modify')) AS "lastAllowedAt"
      FROM (SELECT tool_id, outcome, at FROM decisions
             WHERE agent_id = ${row.agentId} AND at > ${since} ORDER BY at DESC LIMIT ${MOST_OWN_CALLS}) newest`;
  return {
    since,
    calls: used?.calls ?? 0,
    allowed: used?.allowed ?? 0,
    lastAllowedAt: used?.lastAllowedAt ?? null,
    isWhole: (used?.looked ?? 0) < MOST_OWN_CALLS,
  };
}

/** Who is like the agent, and what they do: a call that nobody of them makes is unusual. */
async function loadPeers(
  db: Tx,
  { agentId, toolId, tier }: LoadedEscalation,
  agentTier: RiskTier,
  now: Date,
): Promise<EscalationEvidence['peers']> {
  const asked = tier ?? agentTier;
  const where = {
    riskTier: asked,
    state: 'active' as const,
    id: { not: agentId },
    entitlements: {
      some: { systemId: splitToolId(toolId)?.system ?? '', revokedAt: null, endsAt: { gt: now } },
    },
  };
  const count = await db.agent.count({ where });
  const peers = await db.agent.findMany({
    where,
    take: MOST_PEERS,
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  const ids = peers.map(({ id }) => id);
  const usageOf = await loadUsage(db, ids, now, MOST_PEER_CALLS);
  const using = ids.filter((id) => usageOf(id).lastUsed.has(toolId)).length;
  return { tier: asked, count, looked: ids.length, using };
}

/** What others changed while the task ran: it may not be the same agent, tool or rule that began it. */
async function loadChanges(
  db: Tx,
  { agentId, toolId }: LoadedEscalation,
  since: Date,
): Promise<EscalationEvidence['changes']> {
  const system = splitToolId(toolId)?.system ?? '';
  const entitlements = await db.entitlement.findMany({
    where: { agentId, systemId: system },
    orderBy: { id: 'desc' },
    take: MOST_ENTITLEMENTS,
    select: { id: true },
  });
  const about = [
    { subjectKind: 'agent', subjectId: agentId },
    { subjectKind: 'tool', subjectId: toolId },
    { subjectKind: 'system', subjectId: system },
    ...(entitlements.length === 0
      ? []
      : [{ subjectKind: 'entitlement', subjectId: { in: entitlements.map(({ id }) => id) } }]),
    { subjectKind: 'guardrail' },
    { subjectKind: 'tier' },
  ];
  // Each by the index over subject and time, and no more of any than are shown.
  const found = await Promise.all(
    about.map((subject) =>
      db.auditEvent.findMany({
        where: { ...subject, at: { gt: since } },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: SHOWN_CHANGES + 1,
        select: { id: true, at: true, event: true, subjectKind: true, subjectId: true, actorId: true },
      }),
    ),
  );
  const all = found.flat().sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
  return {
    since,
    items: all.slice(0, SHOWN_CHANGES).map(({ id, at, event, subjectKind, subjectId, actorId }) => ({
      id,
      at,
      event,
      subject: { kind: subjectKind, id: subjectId },
      by: actorId,
    })),
    isWhole: all.length <= SHOWN_CHANGES,
  };
}

async function loadLastCalls(ctx: Ctx, task: string): Promise<EscalationEvidence['calls']> {
  const { items } = await listDecisions(ctx, ListDecisionsInput.parse({ task, limit: SHOWN_CALLS }));
  return items.map(({ id, at, tool, actionClass, outcome }) => ({ id, at, tool, actionClass, outcome }));
}

async function loadBlast(
  ctx: Ctx,
  { agentId, toolId, resource }: LoadedEscalation,
  tool: Pick<Parameters<typeof scopeOfCall>[0], 'actionClass' | 'sensitivity'> | null,
): Promise<EscalationEvidence['blast']> {
  const name = splitToolId(toolId);
  if (tool === null || name === null) return null;
  const call = {
    systemId: name.system,
    toolName: name.name,
    actionClass: tool.actionClass,
    sensitivity: tool.sensitivity,
    resource,
  };
  const { tools, actionClasses, resources, ...scope } = scopeOfCall(call);
  const { before, after, added } = await previewBlastRadius(ctx, {
    agent: agentId,
    scope: {
      ...scope,
      tools: [...tools],
      actionClasses: [...actionClasses],
      resources: [...resources],
      arguments: {},
    },
  });
  return {
    before: before.number,
    after: after.number,
    tierBefore: before.tier,
    tierAfter: after.tier,
    added: added.tools.length + added.systems.length + added.data.length,
  };
}

const Record = z.looseObject({
  answers: z.looseObject({ need: z.looseObject({ grant: z.string().nullable().catch(null) }) }),
});

/** Which calls the approval let through: their records name its grant. */
async function loadUses(db: Tx, row: LoadedEscalation, now: Date): Promise<EscalationEvidence['uses']> {
  const grant = await db.grant.findUnique({
    where: { escalationId: row.id },
    select: { id: true, startsAt: true, endsAt: true },
  });
  if (grant === null) return [];
  const until = grant.endsAt < now ? grant.endsAt : now;
  const rows = await db.$queryRaw<{ id: string; at: Date; record: string }[]>`
    SELECT id, at, record FROM (
      SELECT id, at, record, task_id, outcome FROM decisions
       WHERE agent_id = ${row.agentId} AND at BETWEEN ${grant.startsAt} AND ${until}
       ORDER BY at LIMIT ${MOST_LOOKED_FOR_USES}) near
     WHERE task_id = ${row.taskId} AND outcome IN ('allow', 'modify') AND strpos(record, ${grant.id}) > 0
     ORDER BY at LIMIT ${MOST_USES}`;
  return rows.flatMap(({ id, at, record }) => {
    const parsed = Record.safeParse(JSON.parse(record));
    return parsed.success && parsed.data.answers.need.grant === grant.id ? [{ decision: id, at }] : [];
  });
}
