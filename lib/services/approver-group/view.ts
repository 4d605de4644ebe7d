import type { ApproverGroupView } from '@/lib/contract/approver-group';
import type { Tx } from '@/lib/db/client';
import { isDecider } from '@/lib/domain/approver';
import { notFound } from '../errors';
import { personSelect, toPersonRef } from '../user/person';

export const approverGroupSelect = {
  id: true,
  name: true,
  createdAt: true,
  revision: true,
  members: {
    orderBy: { user: { name: 'asc' } },
    select: { user: { select: { ...personSelect, roles: true, samePersonAsId: true } } },
  },
  rules: { orderBy: { position: 'asc' }, select: { name: true } },
} as const;

/** A group that was not removed. Throws `not_found`. */
export async function loadApproverGroup(db: Tx, id: string) {
  const row = await db.approverGroup.findFirst({
    where: { id, removedAt: null },
    select: approverGroupSelect,
  });
  if (row === null) throw notFound('approver group', id);
  return row;
}

export function toApproverGroupView({
  id,
  name,
  createdAt,
  revision,
  members,
  rules,
}: Awaited<ReturnType<typeof loadApproverGroup>>): ApproverGroupView {
  const people = members.map(({ user }) => ({
    user,
    decides: isDecider({ roles: user.roles, isEnabled: user.disabledAt === null }),
  }));
  const deciding = people.filter(({ decides }) => decides);
  return {
    id,
    name,
    members: people.map(({ user, decides }) => ({ ...toPersonRef(user), decides })),
    people: new Set(deciding.map(({ user }) => user.samePersonAsId ?? user.id)).size,
    rules: rules.map((rule) => rule.name),
    createdAt,
    revision,
  };
}
