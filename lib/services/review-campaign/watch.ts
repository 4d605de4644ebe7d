import type { ReviewCadence } from '@/lib/contract/review-schedule';
import type { Tx } from '@/lib/db/client';
import type { ReviewScheduleModel } from '@/lib/db/generated/models';
import type { ReviewEvent } from '@/lib/domain/review';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { SENSITIVITIES, type Sensitivity } from '@/lib/domain/sensitivity';
import type { Ctx } from '../context';
import { inTransaction } from '../transaction';
import { hasCandidates } from './candidates';
import { type Opening, openCampaigns } from './open';
import type { CampaignCause } from './terms';

/** So many audit events are read at once. */
const PORTION = 2000;
const WATCHED = [
  'user.disabled',
  'agent.changed',
  'tool.changed',
  'system.changed',
  'escalation.glass_broken',
];

type Event = { seq: bigint; id: string; at: Date; event: string; subjectId: string; record: string };

/**
 * Opens a small campaign for each thing that happened and asks for one. Audit events are read in the order of
 * their chain, which has no gaps and never changes, from where the last look ended; the look and the campaigns are
 * one transaction, so each event counts once. Answers whether there may be more.
 */
export async function watchEvents(ctx: Ctx): Promise<boolean> {
  return inTransaction(ctx, async (tx, now) => {
    const [watch] = await tx.$queryRaw<{ readTo: bigint }[]>`
      SELECT read_to AS "readTo" FROM review_watch FOR NO KEY UPDATE SKIP LOCKED`;
    if (watch === undefined) return false;
    const links = await tx.$queryRaw<Event[]>`
      SELECT l.seq, e.id, e.at, e.event, e.subject_id AS "subjectId",
             CASE WHEN e.event = ANY (${WATCHED}) THEN e.record ELSE '{}' END AS record
        FROM audit_links l JOIN audit_events e ON e.id = l.event_id
       WHERE l.seq > ${watch.readTo} ORDER BY l.seq LIMIT ${PORTION}`;
    const causes = links.flatMap((event) => causeOf(event) ?? []);
    const last = links.at(-1);
    if (last !== undefined) await tx.$executeRaw`UPDATE review_watch SET read_to = ${last.seq}`;
    const woken = await takeWakings(tx, now);
    await openFor(tx, ctx, now, [...causes, ...woken]);
    return links.length === PORTION;
  });
}

type Change = { from: unknown; to: unknown };
type Record = {
  details?: { changes?: { [field: string]: Change }; email?: string; agent?: string; entitlement?: string };
};

const rose = <T>(order: readonly T[], change: Change | undefined): boolean =>
  change !== undefined && order.indexOf(change.to as T) > order.indexOf(change.from as T);

/** What an audit event asks to be looked at; null: nothing. */
function causeOf({ id, at, event, subjectId, record }: Event): CampaignCause | null {
  if (!WATCHED.includes(event)) return null;
  const { details } = JSON.parse(record) as Record;
  const cause = (kind: ReviewEvent, says: string, look: CampaignCause['look']): CampaignCause => ({
    event: kind,
    key: id,
    subject: subjectId,
    says,
    at: at.toISOString(),
    look,
  });
  switch (event) {
    case 'user.disabled':
      return cause('owner_left', `${details?.email ?? subjectId} left`, {
        what: ['ownership'],
        ownerIds: [subjectId],
      });
    case 'agent.changed':
      if (!rose<RiskTier>(RISK_TIERS, details?.changes?.riskTier)) return null;
      return cause(
        'tier_raised',
        `Tier of ${subjectId} was raised to ${String(details?.changes?.riskTier?.to)}`,
        {
          what: ['entitlements', 'ownership'],
          agentIds: [subjectId],
        },
      );
    case 'tool.changed':
      return cause('tool_changed', `${subjectId} has changed`, { what: ['tools'], toolIds: [subjectId] });
    case 'system.changed':
      if (!rose<Sensitivity>(SENSITIVITIES, details?.changes?.sensitivity)) return null;
      return cause('system_more_sensitive', `${subjectId} holds more sensitive data now`, {
        what: ['entitlements'],
        systemIds: [subjectId],
      });
    default:
      return cause('glass_broken', `The glass was broken for ${details?.agent ?? subjectId}`, {
        what: ['entitlements'],
        ...(details?.entitlement === undefined
          ? { agentIds: [details?.agent ?? ''] }
          : { entitlementIds: [details.entitlement] }),
      });
  }
}

/** Entitlements that were used after a long silence: written down by a trigger, taken once. */
async function takeWakings(tx: Tx, now: Date): Promise<CampaignCause[]> {
  const rows = await tx.$queryRaw<{ entitlementId: string; toolId: string; at: Date; silentSince: Date }[]>`
    UPDATE review_wakings w SET taken_at = ${now}
     WHERE (w.entitlement_id, w.at) IN (
       SELECT entitlement_id, at FROM review_wakings WHERE taken_at IS NULL ORDER BY at LIMIT 200 FOR UPDATE SKIP LOCKED)
    RETURNING w.entitlement_id AS "entitlementId", w.tool_id AS "toolId", w.at, w.silent_since AS "silentSince"`;
  return rows.map(({ entitlementId, toolId, at, silentSince }) => ({
    event: 'woken',
    key: `${entitlementId} ${at.toISOString()}`,
    subject: entitlementId,
    says: `${toolId} was used after ${Math.floor((at.getTime() - silentSince.getTime()) / 86_400_000)} days of silence`,
    at: at.toISOString(),
    look: { what: ['entitlements'], entitlementIds: [entitlementId] },
  }));
}

/** One campaign for each cause, in each active schedule that listens to its kind. */
async function openFor(tx: Tx, ctx: Ctx, now: Date, causes: readonly CampaignCause[]): Promise<void> {
  if (causes.length === 0) return;
  const schedules = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM review_schedules WHERE state = 'active' AND cadence ? 'events' ORDER BY id FOR SHARE`;
  const rows: ReviewScheduleModel[] = await tx.reviewSchedule.findMany({
    where: { id: { in: schedules.map(({ id }) => id) } },
  });
  const openings: Opening[] = [];
  for (const schedule of rows) {
    const cadence = schedule.cadence as ReviewCadence;
    const events = 'events' in cadence ? cadence.events : [];
    for (const cause of causes.filter(({ event }) => events.includes(event))) {
      const covers = schedule.covers as Opening['schedule']['covers'] & { filter: object };
      const look = { covers: covers as never, cause: cause.look };
      if (!(await hasCandidates(tx, look, now))) continue;
      openings.push({
        schedule,
        slot: new Date(cause.at),
        key: cause.key,
        cause,
        isEmpty: false,
        missed: [],
      });
    }
  }
  if (openings.length > 0) await openCampaigns(tx, ctx, now, openings);
}
