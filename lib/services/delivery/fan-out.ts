import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import type { Approvers } from '@/lib/domain/approver';
import { EMAIL_CHANNEL, IN_APP_CHANNEL } from '@/lib/domain/channel';
import { escalationStateAt } from '@/lib/domain/escalation';
import {
  answers,
  asks,
  emailDueAt,
  isNotificationKind,
  isSubscribed,
  isWanted,
  MOST_TRIES,
  NOTIFICATION_KINDS,
  type NotificationKind,
} from '@/lib/domain/notification';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { mailSettings } from '@/lib/environment';
import type { Ctx } from '../context';
import { loadApproversOf } from '../escalation/approvers';
import { writeOutbox } from '../outbox';
import { inTransaction } from '../transaction';
import { loadAdminIds, loadReaders, type Reader } from './load-audience';
import { loadReviewAudiences } from './load-review-audience';

type Event = { id: string; kind: string; subjectKind: string; subjectId: string; details: unknown };

/** Who is to be told of one event. */
type Audience = {
  kind: NotificationKind;
  tier: RiskTier | null;
  groupId: string | null;
  people: readonly string[];
  /** Who has done it, and needs not be told of it. */
  knowsId: string | null;
};

type Asked = {
  id: string;
  channelId: string;
  userId: string | null;
  subjectId: string;
  state: string;
  attempts: number;
};
type NewDelivery = Parameters<Tx['delivery']['createMany']>[0] extends infer A
  ? A extends { data: infer D }
    ? D extends readonly (infer One)[]
      ? One
      : never
    : never
  : never;

const ASKING = NOTIFICATION_KINDS.filter(asks);
const AT_ONCE = 100;

/**
 * Makes what happened into deliveries: one for each person and channel that is to be told. One instance at a
 * time does so, in the order in which it happened; a process that dies meanwhile has done nothing.
 * INVARIANT (told-once)
 */
export async function fanOut(ctx: Ctx): Promise<number> {
  try {
    return await fanOutSome(ctx, AT_ONCE, []);
  } catch (error) {
    return oneByOne(ctx, error);
  }
}

/** One event that cannot be told holds up no other one. */
async function oneByOne(ctx: Ctx, first: unknown): Promise<number> {
  console.error('notifications: events are told one by one after:', first);
  const broken: string[] = [];
  let done = 0;
  for (let tries = 0; tries < AT_ONCE; tries += 1) {
    const open = await ctx.prisma.outboxEvent.findFirst({
      where: { fannedOutAt: null, id: { notIn: broken } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      select: { id: true },
    });
    if (open === null) break;
    try {
      const told = await fanOutSome(ctx, 1, broken);
      if (told === 0) break;
      done += told;
    } catch (error) {
      console.error(`notifications: event ${open.id} cannot be told:`, error);
      broken.push(open.id);
    }
  }
  return done;
}

const fanOutSome = (ctx: Ctx, most: number, without: readonly string[]): Promise<number> =>
  inTransaction(ctx, async (tx, now) => {
    const [lock] = await tx.$queryRaw<{ isOurs: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtext('cordon.fan_out')) AS "isOurs"`;
    if (lock?.isOurs !== true) return 0;
    const events = await tx.$queryRaw<Event[]>`
      SELECT id, kind, subject_kind AS "subjectKind", subject_id AS "subjectId", details
        FROM outbox_events WHERE fanned_out_at IS NULL AND id <> ALL (${[...without]}::text[])
       ORDER BY at, id LIMIT ${most} FOR UPDATE SKIP LOCKED`;
    if (events.length === 0) return 0;
    await tell(tx, events, now);
    await tx.outboxEvent.updateMany({
      where: { id: { in: events.map(({ id }) => id) } },
      data: { fannedOutAt: now },
    });
    return events.length;
  });

async function tell(tx: Tx, events: readonly Event[], now: Date): Promise<void> {
  const told = events.filter(({ kind }) => isNotificationKind(kind));
  if (told.length === 0) return;
  const audienceOf = await loadAudiences(tx, told, now);
  const audiences = new Map(told.map((event) => [event.id, audienceOf(event)]));
  const asked = await loadAsked(tx, told);
  const readers = await loadWithDelegates(
    tx,
    [...audiences.values()]
      .flatMap((one) => one?.people ?? [])
      .concat(asked.flatMap(({ userId }) => userId ?? [])),
    now,
  );
  const channels = await tx.channel.findMany({ where: { disabledAt: null } });
  const email = channels.find(({ id }) => id === EMAIL_CHANNEL);
  const canMail = email !== undefined && mailSettings() !== null;
  const rows: NewDelivery[] = [];

  for (const event of told) {
    const audience = audiences.get(event.id) ?? null;
    if (audience === null) continue;
    const { kind, tier } = audience;
    // Nobody is asked: that is a problem of its own, told to those who can change it.
    if (kind === 'escalation.created' && audience.people.length === 0) {
      await writeOutbox(tx, 'escalation.unanswerable', { kind: 'escalation', id: event.subjectId });
    }
    const base = {
      eventId: event.id,
      kind,
      subjectKind: event.subjectKind,
      subjectId: event.subjectId,
      createdAt: now,
      triesLeft: MOST_TRIES,
    };
    const earlier = asked.filter((one) => one.subjectId === event.subjectId);
    if (answers(kind) || kind === 'review.closed') await closeAsked(tx, event, now);

    const toPerson = (reader: Reader, forUserId: string | null, answersId: string | null) => {
      const person = { ...base, userId: reader.id, forUserId, answersId };
      // In the console the question itself shows its answer.
      if (!answers(kind) && isWanted(kind, 'in_app', reader.wishes)) {
        const inApp = { channelId: IN_APP_CHANNEL, state: 'delivered' as const, dueAt: now, endedAt: now };
        rows.push({ ...person, ...inApp, id: freshId('dlv', now), attempts: 1 });
      }
      if (canMail && isWanted(kind, 'email', reader.wishes)) {
        const dueAt = emailDueAt({ kind, tier, delaySeconds: email.delaySeconds }, reader.wishes.quiet, now);
        rows.push({ ...person, id: freshId('dlv', now), channelId: EMAIL_CHANNEL, dueAt });
      }
    };

    if (answers(kind)) {
      for (const one of latestByReader(earlier.filter(({ channelId }) => channelId === EMAIL_CHANNEL))) {
        const reader = one.userId === null ? undefined : readers.get(one.userId);
        if (reader !== undefined && reader.id !== audience.knowsId) toPerson(reader, null, one.id);
      }
    } else {
      const people = new Set(audience.people);
      for (const id of people) {
        const reader = readers.get(id);
        if (reader === undefined) continue;
        toPerson(reader, null, null);
        const delegate = reader.delegateId === null ? undefined : readers.get(reader.delegateId);
        if (delegate !== undefined && !people.has(delegate.id)) toPerson(delegate, id, null);
      }
    }

    for (const channel of channels) {
      if (channel.id === IN_APP_CHANNEL || channel.id === EMAIL_CHANNEL) continue;
      const [before] = latestByReader(earlier.filter(({ channelId }) => channelId === channel.id));
      const isFollowUp = answers(kind) && before !== undefined;
      if (!isFollowUp && !isSubscribed(channel, audience)) continue;
      const answersId = isFollowUp ? before.id : null;
      rows.push({ ...base, id: freshId('dlv', now), channelId: channel.id, answersId, dueAt: now });
    }
  }
  if (rows.length > 0) await tx.delivery.createMany({ data: rows, skipDuplicates: true });
}

/** Those that have asked, or may have: what was never tried has asked nobody. */
async function loadAsked(tx: Tx, events: readonly Event[]): Promise<Asked[]> {
  const subjects = events.filter(({ kind }) => answers(kind)).map(({ subjectId }) => subjectId);
  if (subjects.length === 0) return [];
  return tx.delivery.findMany({
    where: {
      subjectKind: 'escalation',
      subjectId: { in: subjects },
      kind: { in: [...ASKING] },
      OR: [{ state: 'delivered' }, { state: 'pending', attempts: { gt: 0 } }],
    },
    orderBy: { id: 'asc' },
    select: { id: true, channelId: true, userId: true, subjectId: true, state: true, attempts: true },
  });
}

function latestByReader(asked: readonly Asked[]): Asked[] {
  return [...new Map(asked.map((one) => [one.userId, one])).values()];
}

/** What nobody needs to be asked any more is not sent, and is seen to in the console. */
async function closeAsked(tx: Tx, { subjectKind, subjectId }: Event, now: Date): Promise<void> {
  const open = { subjectKind, subjectId, kind: { in: [...ASKING] } };
  await tx.delivery.updateMany({
    where: { ...open, state: 'pending', attempts: 0 },
    data: { state: 'dropped', endedAt: now, lastError: 'was answered before it was sent' },
  });
  await tx.delivery.updateMany({
    where: { ...open, channelId: IN_APP_CHANNEL, readAt: null },
    data: { readAt: now },
  });
}

async function loadWithDelegates(tx: Tx, ids: readonly string[], now: Date): Promise<Map<string, Reader>> {
  const readers = await loadReaders(tx, [...new Set(ids)], now);
  const delegates = [...readers.values()].flatMap(({ delegateId }) => delegateId ?? []);
  const missing = delegates.filter((id) => !readers.has(id));
  if (missing.length === 0) return readers;
  return new Map([...readers, ...(await loadReaders(tx, missing, now))]);
}

/** Whom each event concerns; null: nobody any more. */
async function loadAudiences(
  tx: Tx,
  events: readonly Event[],
  now: Date,
): Promise<(event: Event) => Audience | null> {
  const idsOf = (kind: string) => events.filter((e) => e.subjectKind === kind).map((e) => e.subjectId);
  const escalations = await tx.escalation.findMany({
    where: { id: { in: idsOf('escalation') } },
    select: {
      id: true,
      state: true,
      taskId: true,
      agentId: true,
      systemId: true,
      actionClass: true,
      tier: true,
      askedBy: true,
      expiresAt: true,
      reassignedToId: true,
      answeredById: true,
      groupId: true,
      verdicts: { where: { verdict: 'approve' }, select: { userId: true } },
    },
  });
  const agents = await tx.agent.findMany({
    where: { id: { in: idsOf('agent') } },
    select: { id: true, proposedOwnerId: true },
  });
  const approversOf = escalations.length === 0 ? null : await loadApproversOf(tx, escalations);
  const admins = await loadAdminIds(tx);
  const reviewersOf = await loadReviewAudiences(tx, events, admins);

  return (event) => {
    const kind = event.kind as NotificationKind;
    if (event.subjectKind === 'stop')
      return { kind, tier: null, groupId: null, people: admins, knowsId: null };
    if (event.subjectKind === 'agent') {
      const to = agents.find(({ id }) => id === event.subjectId)?.proposedOwnerId ?? null;
      return to === null ? null : { kind, tier: null, groupId: null, people: [to], knowsId: null };
    }
    if (event.subjectKind === 'review-campaign') {
      const people = reviewersOf(event);
      return people === null ? null : { kind, tier: null, groupId: null, people, knowsId: null };
    }
    const row = escalations.find(({ id }) => id === event.subjectId);
    if (row === undefined || approversOf === null) return null;
    const isPending = escalationStateAt(row, now) === 'pending';
    if (asks(kind) && !isPending) return null;
    const approvers = approversOf(row.id);
    const about = { kind, tier: row.tier, groupId: approvers.group?.id ?? null, knowsId: row.answeredById };
    return { ...about, people: peopleFor(kind, approvers, admins, row) };
  };
}

function peopleFor(
  kind: NotificationKind,
  approvers: Approvers,
  admins: readonly string[],
  row: { reassignedToId: string | null; verdicts: readonly { userId: string }[] },
): readonly string[] {
  const may = approvers.may.map(({ id }) => id);
  const { personOf } = approvers;
  switch (kind) {
    case 'escalation.created':
      return may;
    case 'escalation.half_time':
      return [...new Set([...may, ...admins.filter((id) => !approvers.forbidden.has(id))])];
    case 'escalation.approval_given': {
      const done = new Set(row.verdicts.map(({ userId }) => personOf(userId)));
      return may.filter((id) => !done.has(personOf(id)));
    }
    case 'escalation.reassigned':
      return row.reassignedToId === null ? [] : [row.reassignedToId];
    case 'escalation.glass_broken':
    case 'escalation.unanswerable':
      return admins;
    default:
      return [];
  }
}
