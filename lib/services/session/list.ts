import type { ListSessionsInput, SessionView } from '@/lib/contract/session';
import type { SessionWhereInput } from '@/lib/db/generated/models/Session';
import { SESSION_IDLE_MINUTES } from '@/lib/domain/session';
import { type Ctx, permit } from '../context';
import { forbidden, invalidInput } from '../errors';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { loadUser } from '../user/load';
import { sessionSelect, toSessionView } from './view';

/** Sessions, the one seen last first. Admins see anybody's; everybody else their own. */
export async function listSessions(
  ctx: Ctx,
  input: ListSessionsInput,
): Promise<{ items: SessionView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'session.list');
  const { state, cursor, limit, count } = input;
  const db = reader(ctx);
  const now = await databaseNow(db);
  const idleSince = new Date(now.getTime() - SESSION_IDLE_MINUTES * 60_000);
  const isLive = { endedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince } };
  const where: SessionWhereInput = {
    ...(await whose(ctx, input)),
    ...(state === 'live' && isLive),
    ...(state === 'over' && { NOT: isLive }),
  };
  const rows = await db.session.findMany({
    where: { AND: [where, ...before(cursor)] },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: sessionSelect,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.lastSeenAt.toISOString(), row.id],
    (row) => toSessionView(ctx, row, now),
  );
  return count === 'true' ? { ...page, total: await db.session.count({ where }) } : page;
}

async function whose(ctx: Ctx, { user, all }: ListSessionsInput): Promise<SessionWhereInput> {
  const { actor } = ctx;
  const isAdmin = actor.roles.includes('admin');
  if (all === 'true' && user === undefined) {
    if (!isAdmin) throw forbidden('the sessions of others are for the role admin');
    return {};
  }
  // Nobody has the empty id: a key that was made for nobody has no sessions.
  if (user === undefined) return { userId: actor.userId ?? '' };
  const { id } = await loadUser(reader(ctx), user);
  if (id !== actor.userId && !isAdmin) throw forbidden('the sessions of others are for the role admin');
  return { userId: id };
}

function before(cursor: string | undefined): SessionWhereInput[] {
  const [seenText, id] = fromCursor(cursor, 2) ?? [];
  if (seenText === undefined || id === undefined) return [];
  const seen = new Date(seenText);
  if (Number.isNaN(seen.getTime())) throw invalidInput('cursor', 'is not one that this list gave');
  // Seen to the microsecond, told to the millisecond: what falls into the same one is told by its id.
  const next = new Date(seen.getTime() + 1);
  return [{ lastSeenAt: { lt: next } }, { OR: [{ lastSeenAt: { lt: seen } }, { id: { lt: id } }] }];
}
