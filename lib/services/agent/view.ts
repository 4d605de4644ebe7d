import type { AgentView, QuarantineView } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import type { AgentGetPayload } from '@/lib/db/generated/models/Agent';
import { AUTHORITY_UNTIL_ACCEPTED, authorityOf, ownershipOf } from '@/lib/domain/ownership';
import { higherTier, type TierRules } from '@/lib/domain/risk-tier';
import { loadTierRules } from '../tier/rules';
import { personSelect, toPersonRef } from '../user/person';
import { type Floor, loadFloors } from './floor';
import { ownersOf } from './proposal';
import { loadQuarantines } from './quarantined';

export const agentInclude = {
  owner: { select: personSelect },
  backupOwner: { select: personSelect },
  proposedOwner: { select: personSelect },
  calls: { select: { lastCallAt: true } },
} as const;
export type AgentRow = AgentGetPayload<{ include: typeof agentInclude }>;

type Work = { runningTasks: number; liveGrants: number };

/** Somebody enabled answers for the agent; decisions ask the same. */
export const isOwned = (row: AgentRow): boolean =>
  row.owner.disabledAt === null || row.backupOwner?.disabledAt === null;

/** Agents as they stand at `now`, in a fixed number of queries however many they are. */
export async function toAgentViews(tx: Tx, rows: readonly AgentRow[], now: Date): Promise<AgentView[]> {
  const ids = rows.map((row) => row.id);
  const floorOf = await loadFloors(tx, ids, now);
  const workOf = await loadWork(tx, ids, now);
  const inQuarantine = rows.filter(({ state }) => state === 'quarantined').map(({ id }) => id);
  const quarantines = await loadQuarantines(tx, inQuarantine);
  const rules = await loadTierRules(tx);
  return rows.map((row) => {
    const floor = floorOf(row.id);
    const riskTier = higherTier(row.riskTier, floor.floor);
    return {
      ...toAgentView(row, floor, workOf(row.id), quarantines.get(row.id) ?? null, now),
      riskTier,
      reviewEveryDays: rules[riskTier].reviewEveryDays,
      ...toOwnership(row, rules[riskTier]),
    };
  });
}

export async function loadAgentView(tx: Tx, row: AgentRow, now: Date): Promise<AgentView> {
  const [view] = await toAgentViews(tx, [row], now);
  if (view === undefined) throw new Error('one agent has one view');
  return view;
}

const toAgentView = (
  row: AgentRow,
  { floor, reasons }: Floor,
  work: Work,
  quarantine: QuarantineView | null,
  now: Date,
): Omit<AgentView, 'riskTier' | 'reviewEveryDays' | keyof ReturnType<typeof toOwnership>> => ({
  id: row.id,
  name: row.name,
  purpose: row.purpose,
  owner: toPersonRef(row.owner),
  backupOwner: row.backupOwner === null ? null : toPersonRef(row.backupOwner),
  isOwned: isOwned(row),
  riskTierSet: row.riskTier,
  tierFloor: floor,
  tierFloorReasons: reasons,
  autonomy: row.autonomy,
  environment: row.environment,
  state: row.state,
  quarantine,
  liveGrants: work.liveGrants,
  runningTasks: work.runningTasks,
  lastCallAt: row.calls?.lastCallAt ?? null,
  reviewDueAt: row.reviewDueAt,
  observedUntil: row.observedUntil !== null && now < row.observedUntil ? row.observedUntil : null,
  source: row.source,
  createdAt: row.createdAt,
  revision: row.revision,
});

/** Who answers for an agent, who is asked to, and what that leaves it. */
function toOwnership(row: AgentRow, rules: TierRules) {
  const owners = ownersOf(row);
  const { proposedOwner, proposedAt, proposedBy, proposedReason } = row;
  return {
    ownership: ownershipOf(owners),
    authority: authorityOf(owners, rules),
    authorityUntilAccepted: AUTHORITY_UNTIL_ACCEPTED[rules.onOwnerProposed],
    proposedOwner: proposedOwner === null ? null : toPersonRef(proposedOwner),
    proposal:
      proposedAt === null || proposedBy === null || proposedReason === null
        ? null
        : { at: proposedAt, by: proposedBy, reason: proposedReason },
  };
}

/** What runs and what is granted now. What has ended is left out by its time, whatever its state says. */
async function loadWork(tx: Tx, agentIds: readonly string[], now: Date): Promise<(agentId: string) => Work> {
  const rows = await tx.$queryRaw<(Work & { agentId: string })[]>`
    SELECT t.agent_id AS "agentId",
           count(DISTINCT t.id) FILTER (WHERE t.state = 'running')::int AS "runningTasks",
           count(e.id)::int AS "liveGrants"
      FROM tasks t
      LEFT JOIN grants g ON g.task_id = t.id AND g.revoked_at IS NULL AND g.ends_at > ${now}
      LEFT JOIN grant_uses u ON u.grant_id = g.id
      LEFT JOIN entitlements e ON e.id = g.entitlement_id AND e.revoked_at IS NULL AND e.ends_at > ${now}
                              AND (g.uses IS NULL OR coalesce(u.spent, 0) < g.uses)
     WHERE t.agent_id = ANY (${[...agentIds]}) AND t.state IN ('running', 'paused') AND t.ends_at > ${now}
     GROUP BY t.agent_id`;
  const byAgent = new Map(rows.map(({ agentId, ...work }) => [agentId, work]));
  return (agentId) => byAgent.get(agentId) ?? { runningTasks: 0, liveGrants: 0 };
}
