import type { Tx } from '@/lib/db/client';
import type { ContextWhereInput } from '@/lib/db/generated/models/Context';
import { isOpenTo } from '@/lib/domain/shared-context';
import type { Ctx } from '../context';
import { forbidden, invalidInput } from '../errors';

/** The agents that the caller may speak for; null where it is bound to none. */
const boundAgents = ({ actor }: Ctx): readonly string[] | null =>
  actor.roles.includes('pep') && !actor.roles.includes('admin') && actor.agentIds.length > 0
    ? actor.agentIds
    : null;

/** The contexts that the caller sees: a key or token that is bound to agents, those that are open to one of them. */
export function visibleContexts(ctx: Ctx): ContextWhereInput {
  const agents = boundAgents(ctx);
  if (agents === null) return {};
  return { OR: [{ openTo: { isEmpty: true } }, { openTo: { hasSome: [...agents] } }] };
}

/** Whether the caller sees this one. */
export function isVisibleContext(ctx: Ctx, openTo: readonly string[]): boolean {
  const agents = boundAgents(ctx);
  return agents === null || agents.some((agent) => isOpenTo(openTo, agent));
}

/**
 * The agents that a new context is open to: those that are named, else those that the caller may speak for.
 * Throws `forbidden` for an agent of others, `invalid_input` for one that there is not.
 */
export async function agentsToOpenTo(
  tx: Tx,
  ctx: Ctx,
  named: readonly string[] | undefined,
): Promise<string[]> {
  const bound = boundAgents(ctx);
  const wanted = [...new Set(named ?? bound ?? [])].sort();
  const foreign = bound === null ? undefined : wanted.find((agent) => !bound.includes(agent));
  if (foreign !== undefined) throw forbidden(`this key may not speak for agent \`${foreign}\``);
  if (bound !== null && wanted.length === 0) {
    throw invalidInput('agents', 'must name an agent: this key may not open a context to every agent');
  }
  const known = await tx.agent.findMany({ where: { id: { in: wanted } }, select: { id: true } });
  const missing = wanted.find((agent) => known.every(({ id }) => id !== agent));
  if (missing !== undefined) throw invalidInput('agents', `there is no agent \`${missing}\``);
  return wanted;
}
