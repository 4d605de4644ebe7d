import type { Tx } from '@/lib/db/client';
import { deciderRefusal } from '@/lib/domain/approver';
import { type Refusal, refuse } from '@/lib/domain/refusal';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { isPermitted } from '@/lib/domain/role';
import type { Ctx } from '../context';
import { stopsOverCalls } from '../stop/over-calls';
import { loadTierRules } from '../task/effective-tier';
import { loadApproversOf } from './approvers';
import type { Around, EscalationRow } from './view';

/**
 * What rows of the queue do not say themselves: the stop that covers them, how many must approve, who is
 * asked, and why the one who looks may not decide. In as many queries for a page as for one row.
 */
export async function aroundEscalations(
  db: Tx,
  ctx: Ctx,
  rows: readonly EscalationRow[],
  now: Date,
): Promise<(row: EscalationRow) => Around> {
  const stopOver = await stopsOverCalls(db, rows, now);
  const needed = await approvalsByTier(db, rows);
  const approversOf = await loadApproversOf(db, rows);
  return (row) => {
    const approvers = approversOf(row.id);
    return {
      stoppedBy: stopOver(row),
      needed: needed.get(row.tier ?? 'critical') ?? 1,
      group: approvers.group?.name ?? null,
      refusal: viewerRefusal(ctx, approvers),
    };
  };
}

/** Why the one who looks may not decide; null when they may. */
export function viewerRefusal(
  { actor }: Ctx,
  approvers: Parameters<typeof deciderRefusal>[0],
): Refusal | null {
  if (!isPermitted('escalation.decide', actor.roles)) {
    return refuse('role', 'deciding needs the role approver or admin');
  }
  return deciderRefusal(approvers, {
    userId: actor.userId,
    givenTo: actor.keyGivenTo ?? null,
    roles: actor.roles,
  });
}

async function approvalsByTier(db: Tx, rows: readonly EscalationRow[]): Promise<Map<RiskTier, number>> {
  const asked = RISK_TIERS.filter((tier) => rows.some((row) => (row.tier ?? 'critical') === tier));
  const counts = new Map<RiskTier, number>();
  for (const tier of asked) counts.set(tier, (await loadTierRules(db, tier)).approvals);
  return counts;
}
