import { ListEscalationsInput } from '@/lib/contract/escalation';
import type { EscalationReasonView, EscalationSummaryView } from '@/lib/contract/escalation-evidence';
import type { Tx } from '@/lib/db/client';
import type { EscalationState } from '@/lib/domain/escalation';
import { secondsAfter } from '@/lib/domain/grant';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { isPermitted } from '@/lib/domain/role';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { loadApproversOf } from './approvers';
import { listEscalations } from './list';

const WINDOW_DAYS = 7;
const MOST_PROMPTS = 20_000;
const MOST_CALLS = 20_000;
const MOST_LOOKED = 100;
const SHOWN_REASONS = 10;

/** Who waits for people and for how long, and which rules ask most. */
export async function summarizeEscalations(ctx: Ctx): Promise<EscalationSummaryView> {
  permit(ctx, 'escalation.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const since = secondsAfter(now, -WINDOW_DAYS * 24 * 3600);
  const [waiting, mine, unanswerable, brokenGlass, prompts, isWhole, rates] = await Promise.all([
    loadWaiting(db, now),
    countMine(ctx),
    countUnanswerable(db, now),
    db.escalation.count({ where: { brokenGlass: true, glassReviewedAt: null } }),
    loadPrompts(db, since, now),
    isWindowWhole(db, since),
    loadRates(db, since),
  ]);
  return {
    now,
    waiting,
    mine,
    unanswerable,
    brokenGlass,
    since,
    isWhole,
    reasons: reasonsOf(prompts, rates).slice(0, SHOWN_REASONS),
  };
}

async function loadWaiting(db: Tx, now: Date): Promise<EscalationSummaryView['waiting']> {
  const [row] = await db.$queryRaw<EscalationSummaryView['waiting'][]>`
    SELECT count(*)::int AS calls, count(DISTINCT agent_id)::int AS agents, count(DISTINCT task_id)::int AS tasks,
           min(requested_at) AS "oldestAt", min(expires_at) AS "nextDeadlineAt"
      FROM escalations WHERE state = 'pending' AND expires_at > ${now}`;
  return row ?? { calls: 0, agents: 0, tasks: 0, oldestAt: null, nextDeadlineAt: null };
}

/** By the same question as the queue itself, so that the number is what is found behind it. */
async function countMine(ctx: Ctx): Promise<number> {
  if (!isPermitted('escalation.decide', ctx.actor.roles)) return 0;
  const page = await listEscalations(
    ctx,
    ListEscalationsInput.parse({ queue: 'mine', state: ['pending'], limit: 1, count: 'true' }),
  );
  return page.total ?? page.items.length;
}

async function countUnanswerable(db: Tx, now: Date): Promise<number> {
  const rows = await db.escalation.findMany({
    where: { state: 'pending', expiresAt: { gt: now } },
    orderBy: [{ urgentAt: 'asc' }, { id: 'asc' }],
    take: MOST_LOOKED,
    select: {
      id: true,
      state: true,
      taskId: true,
      systemId: true,
      actionClass: true,
      tier: true,
      askedBy: true,
      reassignedToId: true,
      groupId: true,
    },
  });
  if (rows.length === 0) return 0;
  const approversOf = await loadApproversOf(db, rows);
  return rows.filter(({ id }) => {
    const { may, isFallback } = approversOf(id);
    return isFallback || may.length === 0;
  }).length;
}

type Prompts = { code: string; state: EscalationState; tier: RiskTier | null; n: number };

/** The prompts of the window by reason, state and tier; a prompt with two reasons counts for both. */
const loadPrompts = (db: Tx, since: Date, now: Date): Promise<Prompts[]> =>
  db.$queryRaw<Prompts[]>`
    SELECT r.code, e.state, e.tier, count(*)::int AS n
      FROM (SELECT CASE WHEN state = 'pending' AND expires_at <= ${now} THEN 'expired' ELSE state::text END AS state,
                   tier::text AS tier, reasons, requested_at
              FROM escalations ORDER BY id DESC LIMIT ${MOST_PROMPTS}) e, unnest(e.reasons) AS r (code)
     WHERE e.requested_at > ${since}
     GROUP BY r.code, e.state, e.tier`;

/** Whether the window holds no more than were looked at. */
async function isWindowWhole(db: Tx, since: Date): Promise<boolean> {
  const [next] = await db.$queryRaw<{ requestedAt: Date }[]>`
    SELECT requested_at AS "requestedAt" FROM escalations ORDER BY id DESC OFFSET ${MOST_PROMPTS} LIMIT 1`;
  return next === undefined || next.requestedAt <= since;
}

type Rate = { code: string; asked: number; calls: number };

/** Among the newest calls: of the tools that a reason stops to ask about, how often it does. */
const loadRates = (db: Tx, since: Date): Promise<Rate[]> =>
  db.$queryRaw<Rate[]>`
    WITH newest AS MATERIALIZED (
      SELECT tool_id, outcome, reason FROM decisions WHERE at > ${since} ORDER BY at DESC LIMIT ${MOST_CALLS}),
    of_tool AS (SELECT tool_id, count(*) AS calls FROM newest GROUP BY tool_id),
    asked AS (SELECT reason, tool_id, count(*) AS asked FROM newest WHERE outcome = 'escalate' GROUP BY reason, tool_id)
    SELECT a.reason AS code, sum(a.asked)::int AS asked, sum(t.calls)::int AS calls
      FROM asked a JOIN of_tool t USING (tool_id) GROUP BY a.reason`;

const APPROVED: readonly EscalationState[] = ['approved', 'used'];

function reasonsOf(prompts: readonly Prompts[], rates: readonly Rate[]): EscalationReasonView[] {
  const byCode = new Map<string, Prompts[]>();
  for (const one of prompts) byCode.set(one.code, [...(byCode.get(one.code) ?? []), one]);
  return [...byCode]
    .map(([code, parts]) => {
      const count = (wanted: readonly EscalationState[]) =>
        sum(parts.filter(({ state }) => wanted.includes(state)));
      const rate = rates.find((one) => one.code === code);
      return {
        code,
        prompts: sum(parts),
        waiting: count(['pending']),
        answered: count([...APPROVED, 'denied']),
        approved: count(APPROVED),
        expired: count(['expired']),
        per100Calls: rate === undefined || rate.calls === 0 ? null : (100 * rate.asked) / rate.calls,
        tier: mostOften(parts),
      };
    })
    .sort((a, b) => b.prompts - a.prompts || (a.code < b.code ? -1 : 1));
}

const sum = (parts: readonly Prompts[]): number => parts.reduce((all, { n }) => all + n, 0);

function mostOften(parts: readonly Prompts[]): RiskTier | null {
  const counted = RISK_TIERS.map((tier) => ({ tier, n: sum(parts.filter((one) => one.tier === tier)) }));
  const [first] = counted.sort((a, b) => b.n - a.n);
  return first === undefined || first.n === 0 ? null : first.tier;
}
