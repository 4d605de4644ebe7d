import type { OpenTaskInput } from '@/lib/contract/task';
import type { Tx } from '@/lib/db/client';
import { type Delegable, delegable, delegationRefusal } from '@/lib/domain/delegation';
import { refuse } from '@/lib/domain/refusal';
import type { TierRules } from '@/lib/domain/risk-tier';
import type { Stop } from '@/lib/domain/stop';
import type { Ctx } from '../context';
import { invalidInput, refused } from '../errors';
import { permitTask } from '../task/permit-task';
import { holdChain, loadChain } from './load-chain';

/** What a child task takes over from the one that delegates it. */
export type Handed = {
  parentTask: string;
  /** The tasks above, from the root. */
  chain: { task: string; agent: string }[];
  onBehalfOf: string | null;
  endsAt: Date;
  delegable: Delegable[];
};

type Asked = Pick<OpenTaskInput, 'agent' | 'actionClasses' | 'onBehalfOf'> & { parentTask: string };

/**
 * What the parent hands to a child that is being opened, held as it is until the transaction ends. Only who
 * may speak for the parent may delegate. Throws a refusal where the chain would be wider, deeper or closed.
 * INVARIANT (attenuation)
 */
export async function takeOver(
  tx: Tx,
  ctx: Ctx,
  asked: Asked,
  { rules, stops }: { rules: TierRules; stops: readonly Stop[] },
  now: Date,
): Promise<Handed> {
  const parent = await tx.task.findUnique({
    where: { id: asked.parentTask },
    select: { id: true, agentId: true, openedBy: true, onBehalfOf: true },
  });
  if (parent === null) throw invalidInput('parentTask', `there is no task \`${asked.parentTask}\``);
  permitTask(ctx, parent);
  await holdChain(tx, parent.id);
  const ancestors = await loadChain(tx, parent.id, now);
  const child = {
    agentId: asked.agent,
    maxDelegationDepth: rules.maxDelegationDepth,
    actionClasses: asked.actionClasses,
  };
  const refusal = delegationRefusal(ancestors, child, stops, now);
  if (refusal !== null) throw refused(refusal);
  if (parent.onBehalfOf !== null && (asked.onBehalfOf ?? parent.onBehalfOf) !== parent.onBehalfOf) {
    throw refused(
      refuse('exceeds_delegator', `the parent works for ${parent.onBehalfOf}, and for nobody else`),
    );
  }
  return {
    parentTask: parent.id,
    chain: ancestors.map(({ task }) => ({ task: task.id, agent: task.agentId })),
    onBehalfOf: parent.onBehalfOf,
    endsAt: new Date(Math.min(...ancestors.map(({ task }) => task.endsAt.getTime()))),
    delegable: delegable(ancestors, now),
  };
}
