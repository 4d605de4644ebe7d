import type { MeView } from '@/lib/contract/session';
import type { Ctx } from '../context';
import { reader } from '../transaction';

/** Who asks. Needs no permission: being known is enough, and nothing is told about anybody else. */
export async function readMe(ctx: Ctx): Promise<MeView> {
  const { kind, id, name, roles, userId } = ctx.actor;
  const person =
    userId === null
      ? null
      : await reader(ctx).user.findUnique({ where: { id: userId }, select: { email: true } });
  return { kind, id, name, email: person?.email ?? null, roles: [...roles] };
}
