import type { SessionView } from '@/lib/contract/session';
import { sessionStateAt } from '@/lib/domain/session';
import type { Ctx } from '../context';
import { personSelect, toPersonRef } from '../user/person';

export const sessionSelect = {
  id: true,
  createdAt: true,
  lastSeenAt: true,
  expiresAt: true,
  endedAt: true,
  address: true,
  userAgent: true,
  user: { select: personSelect },
} as const;

type SessionRow = {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  address: string | null;
  userAgent: string | null;
  user: Parameters<typeof toPersonRef>[0];
};

export const toSessionView = (ctx: Ctx, row: SessionRow, now: Date): SessionView => ({
  id: row.id,
  user: toPersonRef(row.user),
  state: sessionStateAt(row, now),
  isCurrent: row.id === ctx.actor.sessionId,
  createdAt: row.createdAt,
  lastSeenAt: row.lastSeenAt,
  expiresAt: row.expiresAt,
  endedAt: row.endedAt,
  address: row.address,
  userAgent: row.userAgent,
});
