import type { DecisionsPreview, PreviewTierInput, TierPreview } from '@/lib/contract/tier';
import type { Tx } from '@/lib/db/client';
import type { Outcome } from '@/lib/domain/outcome';
import { OutcomeTallies, OutcomeTally } from '@/lib/domain/outcome-tally';
import {
  type MatrixCarriers,
  REJUDGE_LIMITS,
  type RecordedDecision,
  type RejudgeLimit,
  rejudge,
  rejudgeLimit,
} from '@/lib/domain/rejudge';
import type { TierRules } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { databaseNow } from '../transaction';
import { agentsOfTier } from './agents-of';
import { loadTier } from './load';
import {
  type AlikeDecisions,
  type Looked,
  type PerMinute,
  readRecordedDecisions,
} from './recorded-decisions';
import { toTierView } from './view';

const DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;
const MOST = 10;

/**
 * What a draft of a tier's rules would do: how many agents it is for, and which of the decisions of the last 30
 * days would have gone otherwise, each judged again by the rules in force and by the draft. It changes nothing.
 */
export async function previewTier(ctx: Ctx, { id, rules }: PreviewTierInput): Promise<TierPreview> {
  permit(ctx, 'tier.preview');
  const { prisma } = ctx;
  const now = await databaseNow(prisma);
  const inForce = toTierView(await loadTier(prisma, id));
  const agents = await countAgents(prisma, id, now);
  const from = new Date(now.getTime() - DAYS * DAY_MS);
  const velocity = velocityOf(inForce.rules, rules);
  const looked = await readRecordedDecisions(prisma, { tier: id, from, velocity });
  const carriers = await matrixCarriers(prisma);
  return {
    id,
    revision: inForce.revision,
    at: now,
    agents,
    decisions:
      looked === null
        ? null
        : {
            from,
            to: now,
            ...judgeAgain(looked, { inForce: inForce.rules, draft: rules }, carriers),
            velocity: velocity === null ? 'unchanged' : looked.isCounted ? 'counted' : 'not_counted',
          },
  };
}

async function countAgents(db: Tx, id: PreviewTierInput['id'], now: Date): Promise<TierPreview['agents']> {
  const agents = await agentsOfTier(db, id, now);
  const active = agents.filter(({ isActive }) => isActive).length;
  const running = await db.task.groupBy({
    by: ['agentId'],
    where: { agentId: { in: agents.map((agent) => agent.id) }, state: 'running', endsAt: { gt: now } },
    _count: { _all: true },
  });
  return {
    active,
    others: agents.length - active,
    withRunningTasks: running.length,
    runningTasks: running.reduce((sum, { _count }) => sum + _count._all, 0),
  };
}

/** The limits of calls a minute, where the draft changes them. */
function velocityOf(inForce: TierRules, draft: TierRules): { inForce: PerMinute; draft: PerMinute } | null {
  const limits = (rules: TierRules): PerMinute => ({
    perTask: rules.callsPerMinutePerTask,
    perAgent: rules.callsPerMinutePerAgent,
  });
  const [a, b] = [limits(inForce), limits(draft)];
  return a.perTask === b.perTask && a.perAgent === b.perAgent ? null : { inForce: a, draft: b };
}

/** The matrix speaks through two guardrails, which people may retire or leave in shadow. */
async function matrixCarriers(db: Tx): Promise<MatrixCarriers> {
  const rows = await db.guardrailVersion.findMany({
    where: { state: 'enforced', guardrail: { in: ['tier_requires_approval', 'tier_forbids'] } },
    select: { guardrail: true },
  });
  const isEnforced = (name: string) => rows.some(({ guardrail }) => guardrail === name);
  return { escalates: isEnforced('tier_requires_approval'), denies: isEnforced('tier_forbids') };
}

const OVER = { ofTask: Number.POSITIVE_INFINITY, ofAgent: Number.POSITIVE_INFINITY };
const WITHIN = { ofTask: 1, ofAgent: 1 };

function outcomeUnder(
  alike: AlikeDecisions,
  which: 'inForce' | 'draft',
  rules: TierRules,
  carriers: MatrixCarriers,
): Outcome {
  const { isOver, ...decision } = alike;
  const inMinute = isOver === null ? null : isOver[which] ? OVER : WITHIN;
  return rejudge({ ...decision, inMinute } satisfies RecordedDecision, rules, carriers);
}

type Rules = { inForce: TierRules; draft: TierRules };
type Judged = Omit<DecisionsPreview, 'from' | 'to' | 'velocity'>;

function judgeAgain({ rows, sampledOneIn }: Looked, rules: Rules, carriers: MatrixCarriers): Judged {
  const all = new OutcomeTally();
  const byAgent = new OutcomeTallies();
  const byTool = new OutcomeTallies();
  const notJudged = new Map<RejudgeLimit, number>();
  let judged = 0;
  let underOtherRules = 0;
  for (const alike of rows) {
    const limit = rejudgeLimit({ ...alike, inMinute: null });
    if (limit !== null) {
      notJudged.set(limit, (notJudged.get(limit) ?? 0) + alike.count);
      continue;
    }
    judged += alike.count;
    const from = outcomeUnder(alike, 'inForce', rules.inForce, carriers);
    const to = outcomeUnder(alike, 'draft', rules.draft, carriers);
    if (from !== alike.outcome) underOtherRules += alike.count;
    if (from === to) continue;
    all.add(from, to, alike.count);
    byAgent.add(alike.agent, from, to, alike.count);
    byTool.add(alike.tool, from, to, alike.count);
  }
  return {
    sampledOneIn,
    judged,
    changed: all.count,
    changes: all.changes(),
    byAgent: byAgent.top(MOST),
    byTool: byTool.top(MOST),
    notJudged: REJUDGE_LIMITS.flatMap((why) => {
      const count = notJudged.get(why);
      return count === undefined ? [] : [{ why, count }];
    }),
    underOtherRules,
  };
}
