import type { ApprovalRuleShape } from '@/lib/contract/approval-rule';
import type { Tx } from '@/lib/db/client';
import { invalidInput } from '../errors';

/** Throws `invalid_input`, naming the rule, where a draft names a group or a system that is not there. */
export async function checkRulesAreKnown(db: Tx, rules: readonly ApprovalRuleShape[]): Promise<void> {
  const groups = await db.approverGroup.findMany({
    where: { id: { in: rules.map(({ group }) => group) }, removedAt: null },
    select: { id: true },
  });
  const systems = await db.system.findMany({
    where: { id: { in: rules.flatMap(({ system }) => system ?? []) } },
    select: { id: true },
  });
  for (const [i, { group, system }] of rules.entries()) {
    if (!groups.some(({ id }) => id === group)) {
      throw invalidInput(`rules.${i}.group`, `there is no group \`${group}\``);
    }
    if (system !== null && !systems.some(({ id }) => id === system)) {
      throw invalidInput(`rules.${i}.system`, `there is no system \`${system}\``);
    }
  }
}
