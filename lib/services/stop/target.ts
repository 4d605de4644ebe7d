import type { StopTargetInput } from '@/lib/contract/stop';
import type { Tx } from '@/lib/db/client';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import type { StopKind } from '@/lib/domain/stop';
import { invalidInput } from '../errors';

/** A target as decisions know it. */
export type Target = { kind: StopKind; id: string | null };

/** The id under which decisions know the target. People are named by e-mail or id. */
export async function resolveTarget(tx: Tx, { kind, id }: StopTargetInput, field: string): Promise<Target> {
  if (kind === 'everything') {
    if (id !== undefined) throw invalidInput(field, 'must be absent when everything is stopped');
    return { kind, id: null };
  }
  if (id === undefined) throw invalidInput(field, `must name the ${kind}`);
  const found = {
    agent: () => tx.agent.findUnique({ where: { id }, select: { id: true } }),
    system: () => tx.system.findUnique({ where: { id }, select: { id: true } }),
    tool: () => tx.tool.findUnique({ where: { id }, select: { id: true } }),
    owner: () =>
      tx.user.findFirst({ where: { OR: [{ id }, { email: id.toLowerCase() }] }, select: { id: true } }),
    tier: async () => (RISK_TIERS.some((tier) => tier === id) ? { id } : null),
  };
  const row = await found[kind]();
  if (row === null) throw invalidInput(field, `there is no ${kind} \`${id}\``);
  return { kind, id: row.id };
}
