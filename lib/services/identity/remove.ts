import type { IdentityView, RemoveIdentityInput } from '@/lib/contract/identity';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, notFound } from '../errors';
import { inTransaction } from '../transaction';
import { identityInclude, toIdentityView } from './view';

/**
 * Removes an identity from its agent. INVARIANT (next-decision): a trigger moves the agent's version, so a
 * token that was given for the identity allows nothing from the next decision on.
 */
export async function removeIdentity(
  ctx: Ctx,
  { id, identity, reason }: RemoveIdentityInput,
): Promise<IdentityView> {
  permit(ctx, 'identity.remove');
  return inTransaction(ctx, async (tx, now) => {
    const before = await tx.workloadIdentity.findFirst({ where: { id: identity, agentId: id } });
    if (before === null) throw notFound('identity', identity);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('identity', identity);
    const { count } = await tx.workloadIdentity.updateMany({
      where: { id: identity, removedAt: null },
      data: { removedAt: now, removedBy: ctx.actor.id, removeReason: reason, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('already_removed', 'this identity is removed already');
    const row = await tx.workloadIdentity.findUniqueOrThrow({
      where: { id: identity },
      include: identityInclude,
    });
    const view = toIdentityView(row);
    await writeAudit(tx, ctx, now, {
      event: 'identity.removed',
      subject: { kind: 'agent', id },
      details: {
        identity,
        kind: view.kind,
        issuer: view.issuer?.issuer ?? null,
        subject: view.subject,
        reason,
      },
    });
    return view;
  });
}
