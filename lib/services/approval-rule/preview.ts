import type {
  ApprovalRuleShape,
  ApprovalRulesPreview,
  PreviewApprovalRulesInput,
} from '@/lib/contract/approval-rule';
import type { Tx } from '@/lib/db/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { type ApprovalRule, isShadowed, ruleFor, tiersOf } from '@/lib/domain/approval-rule';
import { DECIDER_ROLES } from '@/lib/domain/approver';
import { ID_PREFIXES, idAt } from '@/lib/domain/id';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { loadApproverFacts } from '../escalation/approvers';
import { loadTierRules } from '../task/effective-tier';
import { databaseNow, reader } from '../transaction';
import { checkRulesAreKnown } from './known';
import { viewApprovalRules } from './view';

const DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;
/** So many of the newest are looked at with their people. */
const MOST_LOOKED_AT = 500;
const MOST_NAMES = 20;

type Asked = ApprovalRulesPreview['otherwise'];
type Draft = ApprovalRule & Pick<ApprovalRuleShape, 'name'>;
type Person = { person: string; name: string };

/**
 * What a draft of the rules would do: how many people each of its rules asks, which escalations of the last 30
 * days it would have fitted, and where nobody could have decided. It changes nothing.
 */
export async function previewApprovalRules(
  ctx: Ctx,
  { rules }: PreviewApprovalRulesInput,
): Promise<ApprovalRulesPreview> {
  permit(ctx, 'approval-rule.preview');
  const db = reader(ctx);
  await checkRulesAreKnown(db, rules);
  const to = await databaseNow(db);
  const from = new Date(to.getTime() - DAYS * DAY_MS);
  const inForce = await viewApprovalRules(db);
  const draft: Draft[] = rules.map(({ system, group, ...rule }) => ({
    ...rule,
    systemId: system,
    groupId: group,
  }));
  const peopleOf = await loadDeciders(db);
  const nameOf = await loadGroupNames(db);
  const neededOf = await loadNeeded(db);
  const asked = new Map<Draft | null, Asked>();
  for (const [i, rule] of draft.entries()) {
    const people = peopleOf(rule.groupId);
    asked.set(rule, {
      ...countOf(people),
      name: rule.name,
      groupName: nameOf(rule.groupId),
      problems: problemsOf(rule, draft.slice(0, i), countOf(people).people, nameOf(rule.groupId), neededOf),
    });
  }
  asked.set(null, { ...countOf(peopleOf(null)), name: null, groupName: null, problems: [] });
  const of = (rule: Draft | null): Asked => asked.get(rule) as Asked;

  let moved = 0;
  const now = inForce.items.map(({ system, group, ...rule }) => ({
    ...rule,
    systemId: system,
    groupId: group,
  }));
  for (const call of await loadAlike(db, from, to)) {
    const rule = ruleFor(draft, call);
    of(rule).fitted += call.fitted;
    of(rule).waiting += call.waiting;
    if (rule?.groupId !== ruleFor(now, call)?.groupId) moved += call.waiting;
  }

  const looked = await loadNewest(db, from);
  const approversOf = await loadApproverFacts(db, looked, { rules: draft });
  for (const one of looked) {
    const { may, isFallback } = approversOf(one);
    const rule = of(ruleFor(draft, one));
    if (may.length === 0) rule.nobody += 1;
    else if (isFallback) rule.admins += 1;
  }
  return {
    revision: inForce.revision,
    from,
    to,
    rules: draft.map(of),
    otherwise: of(null),
    moved,
    lookedAt: looked.length,
  };
}

function problemsOf(
  rule: Draft,
  before: readonly Draft[],
  people: number,
  groupName: string,
  neededOf: (tier: RiskTier) => number,
): Asked['problems'] {
  const problems: Asked['problems'] = [];
  const [most = 'low'] = [...tiersOf(rule)].sort((a, b) => neededOf(b) - neededOf(a));
  if (isShadowed(rule, before)) {
    problems.push({ code: 'never_asked', message: 'a rule before it fits every call that this one does' });
  }
  if (people === 0) {
    problems.push({
      code: 'group_empty',
      message: `nobody in ${groupName} is enabled with the role approver or admin: the admins are asked`,
    });
  } else if (people < neededOf(most)) {
    problems.push({
      code: 'too_few',
      message: `${most} calls need ${neededOf(most)} different people, and ${groupName} has ${people}: the admins are asked in addition`,
    });
  }
  return problems;
}

/** Different people, with the names of a few; the counts of calls begin at none. */
function countOf(people: readonly Person[]) {
  // The first of somebody's accounts names them.
  const names = new Map([...people].reverse().map(({ person, name }) => [person, name]));
  return {
    people: names.size,
    names: [...names.values()].reverse().slice(0, MOST_NAMES),
    fitted: 0,
    waiting: 0,
    admins: 0,
    nobody: 0,
  };
}

/** Who decides now, by group; of no group, everybody with the role. */
async function loadDeciders(db: Tx): Promise<(groupId: string | null) => Person[]> {
  const rows = await db.user.findMany({
    where: { disabledAt: null, roles: { hasSome: [...DECIDER_ROLES] } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, samePersonAsId: true, approverGroups: { select: { groupId: true } } },
  });
  return (groupId) =>
    rows
      .filter(
        ({ approverGroups }) => groupId === null || approverGroups.some((one) => one.groupId === groupId),
      )
      .map(({ id, name, samePersonAsId }) => ({ person: samePersonAsId ?? id, name }));
}

async function loadGroupNames(db: Tx): Promise<(id: string) => string> {
  const rows = await db.approverGroup.findMany({ select: { id: true, name: true } });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

async function loadNeeded(db: Tx): Promise<(tier: RiskTier) => number> {
  const needed = new Map<RiskTier, number>();
  for (const tier of tiersOf({ tiers: [] })) needed.set(tier, (await loadTierRules(db, tier)).approvals);
  return (tier) => needed.get(tier) ?? 1;
}

type Alike = {
  systemId: string | null;
  tier: RiskTier | null;
  actionClass: ActionClass | null;
  fitted: number;
  waiting: number;
};

/** The escalations of a span, counted by what rules look at; those that wait among them, whenever they began. */
const loadAlike = (db: Tx, from: Date, now: Date): Promise<Alike[]> => db.$queryRaw<Alike[]>`
  SELECT e.system_id AS "systemId", e.tier::text AS tier, e.action_class::text AS "actionClass",
         count(*) FILTER (WHERE e.requested_at >= ${from})::int AS fitted,
         count(*) FILTER (WHERE e.state = 'pending' AND e.expires_at > ${now})::int AS waiting
    FROM escalations e
   WHERE e.id >= ${idAt(ID_PREFIXES.escalation, from.getTime())} OR e.state = 'pending'
   GROUP BY e.system_id, e.tier, e.action_class`;

/** The newest, as if they waited and nobody had been named for them. */
async function loadNewest(db: Tx, from: Date) {
  const rows = await db.escalation.findMany({
    where: { id: { gte: idAt(ID_PREFIXES.escalation, from.getTime()) } },
    orderBy: { id: 'desc' },
    take: MOST_LOOKED_AT,
    select: { id: true, taskId: true, systemId: true, actionClass: true, tier: true, askedBy: true },
  });
  return rows.map((row) => ({ ...row, state: 'pending' as const, reassignedToId: null, groupId: null }));
}
