import type { Ctx } from '@/lib/services/context';

/**
 * The command line as a person decides: with their roles of this moment, and every rule that holds for them. Who
 * may run commands here could do worse; what was done in whose name is on the record, with `cli` as the request.
 */
export async function asPerson(ctx: Ctx, email: string): Promise<Ctx> {
  const user = await ctx.prisma.user.findUnique({
    where: { email },
    select: { id: true, name: true, roles: true, disabledAt: true },
  });
  if (user === null || user.disabledAt !== null) {
    throw new Error(`there is no enabled account of ${email}`);
  }
  const { id, name, roles } = user;
  return { ...ctx, actor: { kind: 'user', id, name, roles, userId: id, systemIds: [], agentIds: [] } };
}
