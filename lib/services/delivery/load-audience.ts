import type { Tx } from '@/lib/db/client';
import type { Wishes } from '@/lib/domain/notification';

/** Somebody who may be told, with how they want to be. */
export type Reader = {
  id: string;
  email: string;
  wishes: Wishes;
  /** Who is told beside them while they are away. */
  delegateId: string | null;
};

/** Everybody who is enabled, with their wishes. The live path asks none of this. */
export async function loadReaders(tx: Tx, ids: readonly string[], now: Date): Promise<Map<string, Reader>> {
  const rows = await tx.user.findMany({
    where: { id: { in: [...ids] }, disabledAt: null },
    select: { id: true, email: true, preference: true },
  });
  return new Map(
    rows.map(({ id, email, preference }) => [
      id,
      {
        id,
        email,
        wishes: wishesOf(preference),
        delegateId:
          preference?.delegateUntil != null && preference.delegateUntil > now ? preference.delegateId : null,
      },
    ]),
  );
}

type Kept = {
  topicsOff: string[];
  email: boolean;
  timeZone: string;
  quietFrom: number | null;
  quietUntil: number | null;
};

const wishesOf = (row: Kept | null): Wishes => ({
  topicsOff: row?.topicsOff ?? [],
  email: row?.email ?? true,
  quiet:
    row === null || row.quietFrom === null || row.quietUntil === null
      ? null
      : { from: row.quietFrom, until: row.quietUntil, timeZone: row.timeZone },
});

export async function loadAdminIds(tx: Tx): Promise<string[]> {
  const rows = await tx.user.findMany({
    where: { disabledAt: null, roles: { has: 'admin' } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
