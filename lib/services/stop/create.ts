import type { CreateStopInput, StopView } from '@/lib/contract/stop';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, invalidInput, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { toStopView } from './view';

/**
 * Stops a target: from the moment this has returned, no decision that starts allows what it covers. A
 * target can be stopped once at a time; one that does not exist is refused, so that a typing error does
 * not look like a stop.
 */
export async function createStop(ctx: Ctx, { target, reason }: CreateStopInput): Promise<StopView> {
  permit(ctx, 'stop.create');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const targetId = await resolveTarget(tx, target);
      const row = await tx.stop.create({
        data: {
          id: freshId('stp', now),
          kind: target.kind,
          targetId,
          reason,
          createdBy: ctx.actor.id,
          createdAt: now,
        },
      });
      await writeAudit(tx, ctx, now, {
        event: 'stop.created',
        subject: { kind: 'stop', id: row.id },
        details: { target: { kind: target.kind, id: targetId }, reason },
      });
      return toStopView(row);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('already_stopped', 'this target is stopped already');
    throw error;
  }
}

/** The id under which decisions know the target. People are named by e-mail or id. */
async function resolveTarget(tx: Tx, { kind, id }: CreateStopInput['target']): Promise<string | null> {
  if (kind === 'everything') {
    if (id !== undefined) throw invalidInput('target.id', 'must be absent when everything is stopped');
    return null;
  }
  if (id === undefined) throw invalidInput('target.id', `must name the ${kind}`);
  const found = {
    agent: () => tx.agent.findUnique({ where: { id }, select: { id: true } }),
    system: () => tx.system.findUnique({ where: { id }, select: { id: true } }),
    tool: () => tx.tool.findUnique({ where: { id }, select: { id: true } }),
    owner: () =>
      tx.user.findFirst({ where: { OR: [{ id }, { email: id.toLowerCase() }] }, select: { id: true } }),
    tier: async () => (RISK_TIERS.some((tier) => tier === id) ? { id } : null),
  };
  const row = await found[kind]();
  if (row === null) throw invalidInput('target.id', `there is no ${kind} \`${id}\``);
  return row.id;
}
