import type { TaskDetail, TaskView } from '@/lib/contract/task';
import type { Tx } from '@/lib/db/client';
import type { TaskGetPayload } from '@/lib/db/generated/models/Task';
import { NO_LABELS } from '@/lib/domain/labels';
import { taskStateAt } from '@/lib/domain/task';
import type { Ctx } from '../context';
import { loadTree, openBelow } from '../delegation/tree';
import { grantSelect, toGrantView } from '../grant/view';
import { labelSelect, labelsOfRow } from '../label/columns';
import { effectiveTier } from './effective-tier';

/** `now` is part of it: which grants count as live is asked of the database. */
export const taskSelect = (now: Date) =>
  ({
    id: true,
    agentId: true,
    purpose: true,
    onBehalfOf: true,
    actionClasses: true,
    state: true,
    startedAt: true,
    endsAt: true,
    endedAt: true,
    endReason: true,
    parentTaskId: true,
    externalId: true,
    openedBy: true,
    source: true,
    revision: true,
    agent: { select: { name: true } },
    live: { select: { calls: true, minute: true, minuteCalls: true, drift: true, ...labelSelect } },
    _count: {
      select: {
        grants: {
          where: {
            revokedAt: null,
            endsAt: { gt: now },
            entitlement: { revokedAt: null, endsAt: { gt: now } },
          },
        },
      },
    },
  }) as const;
type TaskRow = TaskGetPayload<{ select: ReturnType<typeof taskSelect> }>;

/** A task as it stands at `now`. */
export const toTaskView = (row: TaskRow, now: Date): TaskView => ({
  id: row.id,
  agent: row.agentId,
  agentName: row.agent.name,
  purpose: row.purpose,
  onBehalfOf: row.onBehalfOf,
  actionClasses: row.actionClasses,
  state: taskStateAt(row, now),
  startedAt: row.startedAt,
  endsAt: row.endsAt,
  endedAt: row.endedAt,
  endReason: row.endReason,
  parentTask: row.parentTaskId,
  externalId: row.externalId,
  openedBy: row.openedBy,
  source: row.source,
  calls: row.live?.calls ?? 0,
  liveGrants: row._count.grants,
  revision: row.revision,
});

const MINUTE_MS = 60_000;
const MOST_GRANTS = 500;
const MOST_CHILDREN = 200;

/** One task with its grants, the newest first where there are very many. */
export async function loadTaskDetail(tx: Tx, ctx: Ctx, id: string, now: Date): Promise<TaskDetail> {
  const row = await tx.task.findUniqueOrThrow({ where: { id }, select: taskSelect(now) });
  const agent = await tx.agent.findUniqueOrThrow({ where: { id: row.agentId }, select: { riskTier: true } });
  const entitlements = await tx.entitlement.findMany({
    where: { agentId: row.agentId, revokedAt: null, endsAt: { gt: now } },
  });
  const grants = await tx.grant.findMany({
    where: { taskId: id },
    orderBy: { id: 'desc' },
    take: MOST_GRANTS,
    select: grantSelect,
  });
  const children = await tx.task.findMany({
    where: { parentTaskId: id },
    orderBy: { id: 'asc' },
    take: MOST_CHILDREN,
    select: { id: true, agentId: true, state: true, endsAt: true },
  });
  const pendingEscalations = await tx.escalation.count({
    where: { taskId: id, state: 'pending', expiresAt: { gt: now } },
  });
  const tree = await loadTree(tx, ctx, id, now);
  const thisMinute = Math.floor(now.getTime() / MINUTE_MS);
  return {
    ...toTaskView(row, now),
    tier: await effectiveTier(tx, agent, entitlements, now),
    counters: {
      calls: row.live?.calls ?? 0,
      callsThisMinute: row.live?.minute === thisMinute ? row.live.minuteCalls : 0,
    },
    grants: grants.map((grant) => toGrantView(grant, now)),
    labels: labelsOfRow(row.live ?? { ...NO_LABELS, systems: [], agents: [] }),
    drift: row.live?.drift ?? 0,
    children: children.map((child) => ({
      id: child.id,
      agent: child.agentId,
      state: taskStateAt(child, now),
      endsAt: child.endsAt,
    })),
    tree,
    openBelow: openBelow(tree, id),
    pendingEscalations,
  };
}
