import type { ChannelPreview, PreviewChannelInput } from '@/lib/contract/channel';
import type { Tx } from '@/lib/db/client';
import { DECIDER_ROLES } from '@/lib/domain/approver';
import { EMAIL_CHANNEL } from '@/lib/domain/channel';
import { isWanted } from '@/lib/domain/notification';
import { mailSettings } from '@/lib/environment';
import { type Ctx, permit } from '../context';
import { loadReaders } from '../delivery/load-audience';
import { databaseNow, reader } from '../transaction';
import { daysBefore } from './days';

const DAYS = 30;

/** Whom a route would tell, and how much a channel would have heard, before it is saved. */
export async function previewChannel(
  ctx: Ctx,
  { kinds, tiers, group }: PreviewChannelInput,
): Promise<ChannelPreview> {
  permit(ctx, 'channel.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const people = [...(await loadReaders(db, await deciders(db, group), now)).values()];
  const email = await db.channel.findUnique({ where: { id: EMAIL_CHANNEL }, select: { disabledAt: true } });
  const canMail = email?.disabledAt === null && mailSettings() !== null;
  const wantedBy = (channel: 'in_app' | 'email') =>
    people.filter(({ wishes }) => isWanted('escalation.created', channel, wishes)).length;
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM outbox_events o LEFT JOIN escalations e ON e.id = o.subject_id
     WHERE o.kind = ANY (${kinds}::text[]) AND o.at >= ${daysBefore(now, DAYS)}
       AND (e.tier IS NULL OR cardinality(${tiers}::text[]) = 0 OR e.tier::text = ANY (${tiers}::text[]))`;
  return { people: wantedBy('in_app'), byEmail: canMail ? wantedBy('email') : 0, events: row?.count ?? 0 };
}

/** Who may decide by their roles and, where one is named, their group; of a certain call some may not. */
async function deciders(db: Tx, group: string | null): Promise<string[]> {
  const rows = await db.user.findMany({
    where: {
      disabledAt: null,
      roles: { hasSome: [...DECIDER_ROLES] },
      ...(group !== null && { approverGroups: { some: { groupId: group } } }),
    },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
