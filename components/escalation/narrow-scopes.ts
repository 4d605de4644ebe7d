import type { EscalationView } from '@/lib/contract/escalation';
import type { ScopeShape } from '@/lib/contract/scope';
import { intersectScopes, type Scope } from '@/lib/domain/scope';
import { splitToolId } from '@/lib/domain/tool';

export const SCOPE_CHOICES = ['call', 'resource', 'tool', 'entitlement'] as const;
export type ScopeChoice = (typeof SCOPE_CHOICES)[number];

type Asked = Pick<EscalationView, 'tool' | 'resource' | 'actionClass' | 'sensitivity' | 'limits'>;

const writable = (scope: Scope | null): ScopeShape | null =>
  scope === null ? null : (structuredClone(scope) as ScopeShape);

/**
 * The scopes that can be chosen, from the narrowest on. Each lies within the entitlement, whose resources and
 * rules for arguments it keeps; null where there is none of its kind. Exactly the call is no scope.
 */
export function scopesOf({
  tool,
  resource,
  actionClass,
  sensitivity,
  limits,
}: Asked): Record<Exclude<ScopeChoice, 'call'>, ScopeShape | null> {
  const name = splitToolId(tool);
  const widest = limits.scope;
  if (widest === null || name === null || actionClass === null || sensitivity === null) {
    return { resource: null, tool: null, entitlement: widest };
  }
  const ofTool: Scope = {
    system: name.system,
    tools: [name.name],
    actionClasses: [actionClass],
    resources: [],
    maxSensitivity: sensitivity,
    arguments: {},
  };
  return {
    resource:
      resource === null ? null : writable(intersectScopes(widest, { ...ofTool, resources: [resource] })),
    tool: writable(intersectScopes(widest, ofTool)),
    entitlement: widest,
  };
}
