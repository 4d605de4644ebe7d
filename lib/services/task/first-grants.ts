import type { ScopeRequest, ScopeShape } from '@/lib/contract/scope';
import type { PendingScope } from '@/lib/contract/task';
import type { ActionClass } from '@/lib/domain/action-class';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { containsScope, intersectScopes, type Scope } from '@/lib/domain/scope';
import { declaredClasses } from '@/lib/domain/task';

type Ceiling = { id: string; activation: 'automatic' | 'approval'; scope: Scope };
type Cut<C> = { entitlement: C; scope: ScopeShape };

/** The shape that the wire and the rows have; a scope of the domain is read-only. */
const writable = (scope: Scope): ScopeShape => structuredClone(scope) as ScopeShape;

function distinct<C extends { id: string }>(cuts: readonly Cut<C>[]): Cut<C>[] {
  const known = new Map(cuts.map((cut) => [JSON.stringify([cut.entitlement.id, cut.scope]), cut]));
  return [...known.values()];
}

/** One scope from each automatic entitlement, cut to the classes that the task declared. */
function declaredCuts<C extends Ceiling>(ceilings: readonly C[], declared: readonly ActionClass[]): Cut<C>[] {
  return ceilings
    .filter(({ activation }) => activation === 'automatic')
    .map((entitlement) => {
      const { scope } = entitlement;
      const actionClasses = scope.actionClasses.filter((one) => declared.includes(one));
      return { entitlement, scope: writable({ ...scope, actionClasses }) };
    })
    .filter(({ scope }) => scope.actionClasses.length > 0);
}

/** What a requested scope and an entitlement both cover. */
function requestedCuts<C extends Ceiling>(ceilings: readonly C[], request: ScopeRequest): Cut<C>[] {
  const wanted = { ...request, actionClasses: request.actionClasses ?? ACTION_CLASSES };
  return ceilings.flatMap((entitlement) => {
    const scope = intersectScopes(wanted, entitlement.scope);
    return scope === null ? [] : [{ entitlement, scope: writable(scope) }];
  });
}

/**
 * What a task is given when it is opened, and what of its wishes only a person can give. Pure.
 * INVARIANT (attenuation): every scope is contained in its entitlement's.
 */
export function firstGrants<C extends Ceiling>(
  ceilings: readonly C[],
  task: { actionClasses: readonly ActionClass[]; scopes?: readonly ScopeRequest[] | undefined },
): { given: Cut<C>[]; pending: PendingScope[] } {
  if (task.scopes === undefined) return { given: declaredCuts(ceilings, declaredClasses(task)), pending: [] };
  const given: Cut<C>[] = [];
  const asked: Cut<C>[] = [];
  for (const request of task.scopes) {
    const cuts = requestedCuts(ceilings, request);
    const automatic = cuts.filter(({ entitlement }) => entitlement.activation === 'automatic');
    given.push(...automatic);
    asked.push(
      ...cuts.filter(
        (cut) =>
          cut.entitlement.activation === 'approval' &&
          !automatic.some(({ scope }) => containsScope(scope, cut.scope)),
      ),
    );
  }
  return {
    given: distinct(given),
    pending: distinct(asked).map(({ entitlement, scope }) => ({ entitlement: entitlement.id, scope })),
  };
}
