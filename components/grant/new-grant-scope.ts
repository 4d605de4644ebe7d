import type { EntitlementView } from '@/lib/contract/entitlement';
import type { ScopeShape } from '@/lib/contract/scope';
import type { ActionClass } from '@/lib/domain/action-class';
import { coversCall } from '@/lib/domain/scope';
import { isMoreSensitive, type Sensitivity } from '@/lib/domain/sensitivity';

/** One call that a grant is wanted for. */
export type CallWish = {
  system: string;
  tool: string;
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  resource: string | null;
};

/** The entitlements out of which such a call could be granted; without a call, all of them. */
export const fittingEntitlements = <E extends Pick<EntitlementView, 'scope'>>(
  entitlements: readonly E[],
  wish: CallWish | null,
): E[] =>
  entitlements.filter(
    ({ scope }) =>
      wish === null ||
      (!isMoreSensitive(wish.sensitivity, scope.maxSensitivity) &&
        coversCall(scope, {
          systemId: wish.system,
          toolName: wish.tool,
          actionClass: wish.actionClass,
          sensitivity: wish.sensitivity,
          resource: wish.resource,
        })),
  );

/**
 * The scope that a form begins with: the narrowest that covers the call, with the entitlement's rules for
 * arguments, without which it would not lie inside; without a call, all that the entitlement holds.
 */
export const firstScope = (entitlement: ScopeShape, wish: CallWish | null): ScopeShape =>
  wish === null
    ? entitlement
    : {
        system: wish.system,
        tools: [wish.tool],
        actionClasses: [wish.actionClass],
        resources: wish.resource === null ? entitlement.resources : [wish.resource],
        maxSensitivity: wish.sensitivity,
        arguments: entitlement.arguments,
      };
