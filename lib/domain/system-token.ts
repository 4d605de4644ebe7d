import type { ActionClass } from './action-class';
import type { ToolFacts } from './facts';
import { coversCall, fitsSensitivity, type Scope } from './scope';

export type RightTool = Pick<ToolFacts, 'id' | 'systemId' | 'name' | 'actionClass' | 'sensitivity'>;

/** What a token for a system may be cut to besides its grant. */
export type Cut = { actions?: readonly ActionClass[] | undefined; tools?: readonly string[] | undefined };

/** A resource that a scope covers, to ask with; null where it covers calls that name none. */
export function exampleResource({ resources }: Pick<Scope, 'resources'>): string | null {
  const [first] = resources;
  return first === undefined ? null : first.replaceAll('**', '*').replaceAll('*', 'x');
}

/**
 * The tools that a grant covers and that are asked for: each by its own class, so that what was issued for a read
 * names nothing that writes. INVARIANT (attenuation): never more than the grant.
 */
export const toolsOfGrant = <T extends RightTool>(scope: Scope, tools: readonly T[], cut: Cut): T[] =>
  tools.filter((tool) => {
    const call = {
      systemId: tool.systemId,
      toolName: tool.name,
      actionClass: tool.actionClass,
      sensitivity: tool.sensitivity,
      resource: exampleResource(scope),
    };
    return (
      coversCall(scope, call) &&
      fitsSensitivity(scope, call) &&
      (cut.actions === undefined || cut.actions.includes(tool.actionClass)) &&
      (cut.tools === undefined || cut.tools.includes(tool.name))
    );
  });
