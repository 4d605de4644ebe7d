import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { permitTask } from '../task/permit-task';
import { inTransaction } from '../transaction';
import { readOwnToken } from './any-own-token';

/**
 * Takes a token back (RFC 7009). A task token takes its whole credential along: what was renewed from it, and the
 * systems' tokens that were taken with it. A system's token goes alone. Unknown and ended ones are gone already.
 * INVARIANT (next-decision): a trigger moves the task's version.
 */
export async function revokeToken(ctx: Ctx, text: string): Promise<void> {
  permit(ctx, 'token.revoke');
  const token = await readOwnToken(ctx.prisma, ctx.publicUrl, text);
  if (token === null) return;
  const { jti, credential, task } = token.claims as { jti?: string; credential?: string; task?: string };
  await inTransaction(ctx, async (tx, now) => {
    const row = await tx.task.findUnique({
      where: { id: task ?? '' },
      select: { id: true, agentId: true, openedBy: true },
    });
    if (row === null) return;
    permitTask(ctx, row);
    const count =
      token.kind === 'task'
        ? await tx.$executeRaw`
            UPDATE task_credentials SET revoked_at = ${now}, revoked_by = ${ctx.actor.id}, revoke_reason = 'revoked'
             WHERE id = ${credential ?? ''} AND revoked_at IS NULL`
        : await tx.$executeRaw`
            UPDATE issued_tokens SET revoked_at = ${now} WHERE id = ${jti ?? ''} AND revoked_at IS NULL`;
    if (count !== 1) return;
    await writeAudit(tx, ctx, now, {
      event: 'token.revoked',
      subject: { kind: 'task', id: row.id },
      details: { token: jti, kind: token.kind, credential, agent: row.agentId },
    });
  });
}
