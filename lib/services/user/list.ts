import type { ListUsersInput, UserView } from '@/lib/contract/user';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { toUserView } from './view';

/** People, in the order of their addresses; disabled ones stay in the list. */
export async function listUsers(
  ctx: Ctx,
  { q, role, disabled, cursor, limit, count }: ListUsersInput,
): Promise<{ items: UserView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'user.list');
  const db = reader(ctx);
  const where = {
    ...(q !== undefined && {
      OR: [
        { name: { contains: q, mode: 'insensitive' as const } },
        { email: { contains: q, mode: 'insensitive' as const } },
      ],
    }),
    ...(role !== undefined && { roles: { hasSome: role } }),
    ...(disabled !== undefined && { disabledAt: disabled === 'true' ? { not: null } : null }),
  };
  const [after] = fromCursor(cursor, 1) ?? [];
  const rows = await db.user.findMany({
    where: { AND: [where, after === undefined ? {} : { email: { gt: after } }] },
    orderBy: { email: 'asc' },
    take: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.email], toUserView);
  return count === 'true' ? { ...page, total: await db.user.count({ where }) } : page;
}
