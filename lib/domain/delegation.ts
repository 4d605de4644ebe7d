import type { ActionClass } from './action-class';
import type { AgentFacts, AncestorFacts, EntitlementFacts, GrantFacts, TaskFacts } from './facts';
import { earliestEnd } from './grant';
import { authorityOf, isWithinAuthority, ownershipOf } from './ownership';
import { type Refusal, refuse } from './refusal';
import { higherTier } from './risk-tier';
import { containsScope, intersectScopes, type Scope } from './scope';
import { isStopped, type Stop } from './stop';
import { declaredClasses, taskStateAt } from './task';

/** By what a task could do a call: a live grant with the entitlement it was taken from. */
export type Basis = { grant: GrantFacts; entitlement: EntitlementFacts };

/** What a task may hand on: a scope, and until when. */
export type Delegable = { scope: Scope; endsAt: Date };

/** Whether every task above is there, up to a root. What is not known to be whole allows nothing. */
export function isWholeChain(
  task: Pick<TaskFacts, 'parentTaskId'>,
  ancestors: readonly Pick<AncestorFacts, 'task'>[],
): boolean {
  if (task.parentTaskId === null) return ancestors.length === 0;
  const known = new Set(ancestors.map((one) => one.task.id));
  const named = [task, ...ancestors.map((one) => one.task)].map(({ parentTaskId }) => parentTaskId);
  const parents = new Set(named.filter((id) => id !== null));
  return (
    known.size === ancestors.length &&
    parents.size === known.size &&
    [...parents].every((id) => known.has(id))
  );
}

const NOT_ACCEPTED = 'is of an agent for which nobody has accepted yet to answer';

/** Why an ancestor could not do something of this class now, whoever answers for it; null when it could. */
export const authorityLack = ({ agent }: AncestorFacts, actionClass: ActionClass | null): string | null =>
  isWithinAuthority(authorityOf(agent, agent.rules), actionClass) ? null : NOT_ACCEPTED;

/**
 * Why nothing can be done through an ancestor now, whatever the call; null when something can. `depth` is
 * how many tasks stand above the one that calls: the strictest tier along the chain bounds it, also later.
 */
export function ancestorLack(
  { task, agent }: AncestorFacts,
  { stops, depth, now }: { stops: readonly Stop[]; depth: number; now: Date },
): string | null {
  const state = taskStateAt(task, now);
  if (state !== 'running') return `is ${state}`;
  if (agent.state !== 'active') return `is of an agent that is ${agent.state}`;
  if (ownershipOf(agent) === 'unowned') return 'is of an agent without an owner';
  if (authorityOf(agent, agent.rules) === 'nothing') return NOT_ACCEPTED;
  const targets = {
    agentId: agent.id,
    ownerId: agent.owner.id,
    tier: agent.tier,
    toolId: '',
    systemId: null,
  };
  if (stops.some((one) => isStopped(one, targets))) return 'is of an agent that is stopped';
  const most = agent.rules.maxDelegationDepth;
  return depth > most ? `is of a ${agent.tier} agent, below which chains are at most ${most} deep` : null;
}

/**
 * An agent as guardrails judge it in a chain: by the strictest tier that stands in it, and only observed where
 * everybody is. INVARIANT (attenuation): nobody gets past a guardrail by handing the work on.
 */
export function asDelegated(agent: AgentFacts, ancestors: readonly AncestorFacts[]): AgentFacts {
  if (ancestors.length === 0) return agent;
  let { tier, observedUntil } = agent;
  for (const { agent: above } of ancestors) {
    tier = higherTier(tier, above.tier);
    observedUntil =
      observedUntil === null || above.observedUntil === null
        ? null
        : earliestEnd(observedUntil, above.observedUntil);
  }
  return { ...agent, tier, observedUntil };
}

/** What one task holds and may hand on: its live grants, as far as their entitlements are live. */
function held({ task, agent }: AncestorFacts, now: Date): Delegable[] {
  return task.grants.flatMap((grant) => {
    const entitlement = agent.entitlements.find(({ id }) => id === grant.entitlementId);
    // A count of uses is of one task: handed on, it would be spent twice.
    if (entitlement === undefined || grant.uses !== null) return [];
    const isLive = [grant, entitlement].every(
      (one) => one.revokedAt === null && one.startsAt <= now && now < one.endsAt,
    );
    const scope = isLive ? intersectScopes(grant.scope, entitlement.scope) : null;
    return scope === null ? [] : [{ scope, endsAt: earliestEnd(grant.endsAt, entitlement.endsAt) }];
  });
}

/** Without those that lie within another one which lasts as long. */
function outermost(all: readonly Delegable[]): Delegable[] {
  const kept: Delegable[] = [];
  const isWithin = (inner: Delegable, outer: Delegable) =>
    outer.endsAt >= inner.endsAt && containsScope(outer.scope, inner.scope);
  for (const one of all) {
    if (kept.some((other) => isWithin(one, other))) continue;
    kept.splice(0, kept.length, ...kept.filter((other) => !isWithin(other, one)), one);
  }
  return kept;
}

/**
 * What a child task may be given at most: that which every task above it could do now.
 * INVARIANT (attenuation): each scope is contained in a live grant of every ancestor, and ends no later.
 */
export function delegable(ancestors: readonly AncestorFacts[], now: Date): Delegable[] {
  const [first, ...others] = ancestors.map((one) => outermost(held(one, now)));
  return others.reduce<Delegable[]>(
    (above, own) =>
      outermost(
        above.flatMap((a) =>
          own.flatMap((b) => {
            const scope = intersectScopes(a.scope, b.scope);
            return scope === null ? [] : [{ scope, endsAt: earliestEnd(a.endsAt, b.endsAt) }];
          }),
        ),
      ),
    first ?? [],
  );
}

/** What is left of a ceiling in a chain: its parts in what may be handed on, the one that lasts longest last. */
export const cutToDelegable = <C extends Delegable>(ceiling: C, all: readonly Delegable[]): C[] =>
  all
    .flatMap((one) => {
      const scope = intersectScopes(ceiling.scope, one.scope);
      return scope === null ? [] : [{ ...ceiling, scope, endsAt: earliestEnd(ceiling.endsAt, one.endsAt) }];
    })
    .sort((a, b) => a.endsAt.getTime() - b.endsAt.getTime());

type Child = { agentId: string; maxDelegationDepth: number; actionClasses: readonly ActionClass[] };

/**
 * Why the last of a chain may not open a task for this agent now; null when it may.
 * INVARIANT (attenuation): no agent twice, no deeper than the strictest tier says, no class that the parent
 * has not declared.
 */
export function delegationRefusal(
  ancestors: readonly AncestorFacts[],
  child: Child,
  stops: readonly Stop[],
  now: Date,
): Refusal | null {
  const twin = ancestors.find(({ task }) => task.agentId === child.agentId);
  if (twin !== undefined) {
    return refuse(
      'delegation_cycle',
      `agent ${child.agentId} stands in this chain already, by ${twin.task.id}`,
    );
  }
  const depth = ancestors.length;
  const most = Math.min(
    child.maxDelegationDepth,
    ...ancestors.map(({ agent }) => agent.rules.maxDelegationDepth),
  );
  if (depth > most) {
    return refuse(
      'delegation_too_deep',
      `it would stand ${depth} deep; the strictest tier of the chain allows ${most}`,
    );
  }
  for (const ancestor of ancestors) {
    const lack = ancestorLack(ancestor, { stops, depth, now });
    if (lack !== null) return refuse('parent_not_running', `task ${ancestor.task.id} ${lack}`);
  }
  const parent = ancestors.at(-1);
  if (parent === undefined) return refuse('parent_not_running', 'there is no task that delegates');
  const declared = declaredClasses(parent.task);
  const wider = declaredClasses(child).filter((one) => !declared.includes(one));
  if (wider.length === 0) return null;
  return refuse(
    'exceeds_delegator',
    `the parent declared ${declared.join(', ')}; the child would ${wider.join(', ')}`,
  );
}
