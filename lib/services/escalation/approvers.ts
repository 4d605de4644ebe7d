import type { Tx } from '@/lib/db/client';
import { type ApprovalRule, ruleFor } from '@/lib/domain/approval-rule';
import {
  type Account,
  type Approvers,
  approversOf,
  DECIDER_ROLES,
  type TaskHands,
} from '@/lib/domain/approver';
import type { EscalationState } from '@/lib/domain/escalation';
import { type RiskTier, SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { groupBy } from '../group-by';

/** The escalation, as far as it says who may answer it. */
export type Answerable = {
  id: string;
  state: EscalationState;
  taskId: string;
  systemId: string | null;
  actionClass: Parameters<typeof ruleFor>[1]['actionClass'];
  tier: RiskTier | null;
  askedBy: unknown;
  reassignedToId: string | null;
  /** Who was asked when it ceased to wait. */
  groupId: string | null;
};

/** Who may answer what is on a page of the queue, as it is now; in as many queries as for one. */
export async function loadApproversOf(
  db: Tx,
  escalations: readonly Answerable[],
): Promise<(escalationId: string) => Approvers> {
  const of = await loadApproverFacts(db, escalations, {});
  const all = new Map(escalations.map((one) => [one.id, one]));
  const known = new Map<string, Approvers>();
  return (id) => {
    const row = all.get(id);
    if (row === undefined) throw new Error(`the approvers of ${id} were not loaded`);
    const found = known.get(id) ?? of(row);
    known.set(id, found);
    return found;
  };
}

/**
 * The same by rules that are not in force, where `rules` names them. With the people of `also` among the accounts,
 * so that what they have said is known to be one person's. In one statement, so that it is of one moment: whoever
 * answers holds all of it before, with `hold_answer`. `quorum` is how many must approve; of the tier, where it is
 * not known better.
 */
export async function loadApproverFacts(
  db: Tx,
  escalations: readonly Answerable[],
  { also = [], rules: draft }: { also?: readonly string[]; rules?: readonly ApprovalRule[] },
): Promise<(escalation: Answerable, quorum?: number) => Approvers> {
  const askers = new Map(escalations.map(({ id, askedBy }) => [id, askersOf(askedBy)]));
  const facts = await readFacts(db, {
    tasks: [...new Set(escalations.map(({ taskId }) => taskId))],
    askers: [...askers.values()].flat(),
    people: [...also, ...escalations.flatMap(({ reassignedToId }) => reassignedToId ?? [])],
    groups: escalations.flatMap(({ groupId }) => groupId ?? []),
  });
  const handsOf = keyHands(facts.keys);
  const tasksOf = groupBy(
    facts.links.map((link) => ({ ...link, openers: handsOf(link.openedBy) })),
    ({ of }) => of,
  );
  const rules: readonly ApprovalRule[] = draft ?? facts.rules;
  const groupById = new Map(facts.groups.map((group) => [group.id, group]));
  const approvalsOf = new Map(facts.tiers.map(({ id, approvals }) => [id, approvals]));
  return (escalation, quorum) => {
    const tier = escalation.tier ?? 'critical';
    const groupId =
      escalation.state === 'pending' ? (ruleFor(rules, escalation)?.groupId ?? null) : escalation.groupId;
    return approversOf({
      accounts: facts.accounts,
      group: groupId === null ? null : (groupById.get(groupId) ?? null),
      quorum: quorum ?? approvalsOf.get(tier) ?? SHIPPED_TIERS[tier].approvals,
      requesters: (askers.get(escalation.id) ?? []).flatMap(handsOf),
      tasks: tasksOf.get(escalation.taskId) ?? [],
      reassignedToId: escalation.reassignedToId,
    });
  };
}

type Link = Omit<TaskHands, 'openers'> & { of: string; openedBy: string };
type KeyRow = { id: string; userId: string | null; shownTo: string[] };
type Facts = {
  /** The tasks with all that stand above them, each chain from its task up. */
  links: Link[];
  /** Whose hands each key was in. */
  keys: KeyRow[];
  rules: ApprovalRule[];
  groups: { id: string; name: string; memberIds: string[] }[];
  tiers: { id: RiskTier; approvals: number }[];
  /** Everybody who decides at all, and all accounts of the people who are named or meant. */
  accounts: Account[];
};
type Named = { tasks: string[]; askers: string[]; people: string[]; groups: string[] };

async function readFacts(db: Tx, { tasks, askers, people, groups }: Named): Promise<Facts> {
  const [facts] = await db.$queryRaw<Facts[]>`
    /* kept: approver-facts */ WITH links AS MATERIALIZED (
      SELECT w.id AS of, c.distance, a.owner_id, a.backup_owner_id, a.proposed_owner_id, a.proposed_backup_owner_id,
             t.opened_by, t.on_behalf_of
        FROM unnest(${tasks}::text[]) AS w (id), LATERAL chain_of(w.id) c
        JOIN tasks t ON t.id = c.id JOIN agents a ON a.id = t.agent_id
    ), askers (id) AS MATERIALIZED (
      SELECT unnest(${askers}::text[]) UNION SELECT opened_by FROM links
    ), keys AS MATERIALIZED (
      SELECT k.id, k.user_id, k.shown_to FROM api_keys k WHERE k.id IN (SELECT id FROM askers)
    ), said (id) AS MATERIALIZED (
      SELECT unnest(${people}::text[])
      UNION SELECT id FROM askers
      UNION SELECT unnest(user_id || shown_to) FROM keys
      UNION SELECT unnest(ARRAY[owner_id, backup_owner_id, proposed_owner_id, proposed_backup_owner_id]) FROM links
    ), meant (key) AS MATERIALIZED (
      SELECT unnest(principal_keys(on_behalf_of)) FROM links WHERE on_behalf_of IS NOT NULL
    ), persons (id) AS MATERIALIZED (
      SELECT coalesce(u.same_person_as, u.id) FROM users u WHERE u.id IN (SELECT id FROM said)
      UNION
      SELECT coalesce(u.same_person_as, u.id) FROM users u
       WHERE u.email IN (SELECT key FROM meant) OR lower(u.id) IN (SELECT key FROM meant)
    )
    SELECT (SELECT coalesce(json_agg(json_build_object(
                     'of', l.of, 'ownerId', l.owner_id, 'backupOwnerId', l.backup_owner_id,
                     'proposedOwnerId', l.proposed_owner_id, 'proposedBackupOwnerId', l.proposed_backup_owner_id,
                     'openedBy', l.opened_by, 'onBehalfOf', l.on_behalf_of) ORDER BY l.of, l.distance), '[]')
              FROM links l) AS links,
           (SELECT coalesce(json_agg(json_build_object('id', k.id, 'userId', k.user_id, 'shownTo', k.shown_to)), '[]')
              FROM keys k) AS keys,
           (SELECT coalesce(json_agg(json_build_object(
                     'systemId', r.system_id, 'tiers', r.tiers, 'actionClasses', r.action_classes,
                     'groupId', r.group_id) ORDER BY r.position), '[]') FROM approval_rules r) AS rules,
           (SELECT coalesce(json_agg(json_build_object('id', g.id, 'name', g.name, 'memberIds', ARRAY(
                     SELECT m.user_id FROM approver_group_members m WHERE m.group_id = g.id))), '[]')
              FROM approver_groups g WHERE g.removed_at IS NULL OR g.id = ANY (${groups}::text[])) AS groups,
           (SELECT coalesce(json_agg(json_build_object('id', i.id, 'approvals', (i.rules ->> 'approvals')::int)), '[]')
              FROM tiers i) AS tiers,
           (SELECT coalesce(json_agg(json_build_object(
                     'id', u.id, 'email', u.email, 'name', u.name, 'roles', u.roles, 'isEnabled', u.disabled_at IS NULL,
                     'samePersonAsId', u.same_person_as) ORDER BY u.name, u.id), '[]')
              FROM users u
             WHERE (u.disabled_at IS NULL AND u.roles && ${[...DECIDER_ROLES]}::role[])
                OR coalesce(u.same_person_as, u.id) IN (SELECT id FROM persons)) AS accounts`;
  if (facts === undefined) throw new Error('the database told nobody');
  return facts;
}

/** The ids in a decision's caller that may be a key's or a person's: its own, and that of the key behind a token. */
function askersOf(caller: unknown): string[] {
  if (typeof caller !== 'object' || caller === null) return [];
  const { id, api_key: key } = caller as { id?: unknown; api_key?: unknown };
  return [id, key].filter((one) => typeof one === 'string');
}

/** Whose hands stand behind an id: everybody whose hands a key was in, or the person that it is. */
function keyHands(keys: readonly KeyRow[]): (id: string) => string[] {
  const byId = new Map(
    keys.map(({ id, userId, shownTo }) => [id, userId === null ? shownTo : [userId, ...shownTo]]),
  );
  return (id) => byId.get(id) ?? [id];
}
