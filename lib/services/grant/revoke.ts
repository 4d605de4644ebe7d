import type { GrantView, RevokeGrantInput } from '@/lib/contract/grant';
import { grantStateAt } from '@/lib/domain/grant';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, notFound, refused } from '../errors';
import { inTransaction } from '../transaction';
import { grantSelect, toGrantView } from './view';

/** Takes a grant away: from the moment this has returned, no decision that starts allows by it. */
export async function revokeGrant(ctx: Ctx, { id, reason }: RevokeGrantInput): Promise<GrantView> {
  permit(ctx, 'grant.revoke');
  return inTransaction(ctx, async (tx, now) => {
    const row = await tx.grant.findUnique({ where: { id }, select: grantSelect });
    if (row === null) throw notFound('grant', id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('grant', id);
    const state = grantStateAt({ ...row, spent: row.use?.spent ?? 0 }, now);
    if (state === 'revoked' || state === 'ended') {
      throw refused(refuse('wrong_state', `grant ${id} is ${state} already`));
    }
    const { count } = await tx.grant.updateMany({
      where: { id, revokedAt: null, endsAt: { gt: now } },
      data: { revokedAt: now, revokeReason: reason, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('already_revoked', `grant \`${id}\` was revoked meanwhile`);
    await writeAudit(tx, ctx, now, {
      event: 'grant.revoked',
      subject: { kind: 'grant', id },
      details: {
        task: row.taskId,
        agent: row.task.agentId,
        entitlement: row.entitlementId,
        endsAt: row.endsAt,
        reason,
      },
    });
    return toGrantView(await tx.grant.findUniqueOrThrow({ where: { id }, select: grantSelect }), now);
  });
}
