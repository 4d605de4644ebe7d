import type { ChangeUserInput, UserView } from '@/lib/contract/user';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput } from '../errors';
import { inTransaction } from '../transaction';
import { keepAnAdmin } from './last-admin';
import { loadUser } from './load';
import { toUserView } from './view';

/** Changes a person's name or roles. Roles hold from the next request on; the last admin stays one. */
export async function changeUser(ctx: Ctx, { id, name, roles }: ChangeUserInput): Promise<UserView> {
  permit(ctx, 'user.change');
  if (name === undefined && roles === undefined) throw invalidInput('body', 'must name what to change');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadUser(tx, id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('person', id);
    if (before.roles.includes('admin') && roles !== undefined && !roles.includes('admin')) {
      await keepAnAdmin(tx, before.id);
    }
    const { count } = await tx.user.updateMany({
      where: { id: before.id, revision: before.revision },
      data: {
        ...(name !== undefined && { name }),
        ...(roles !== undefined && { roles }),
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw changedMeanwhile('person', id);
    await writeAudit(tx, ctx, now, {
      event: 'user.changed',
      subject: { kind: 'user', id: before.id },
      details: {
        from: { name: before.name, roles: before.roles },
        to: { name: name ?? before.name, roles: roles ?? before.roles },
      },
    });
    return toUserView(await tx.user.findUniqueOrThrow({ where: { id: before.id } }));
  });
}
