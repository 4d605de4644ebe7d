import type { Tx } from '@/lib/db/client';
import { type ApprovalRule, ruleFor } from '@/lib/domain/approval-rule';
import {
  type Account,
  type Approvers,
  approversOf,
  DECIDER_ROLES,
  principalKeys,
  type TaskHands,
} from '@/lib/domain/approver';
import type { EscalationState } from '@/lib/domain/escalation';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { Role } from '@/lib/domain/role';
import { loadApprovalRules } from '../approval-rule/load';

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

/** An account that decides, or has said something before, and who was shown the key by which it did. */
export type ActingHands = { userId: string | null; givenTo: string | null };

/**
 * Who may answer, by the roles, groups and relations of this moment, held until the transaction ends: whoever
 * takes an agent over, loses a role or changes a rule meanwhile waits and is too late, or came first and counts.
 * `acting` are all whose verdicts are to count. Call it before anything else of the call is held: agents and
 * people are held before entitlements, tasks and escalations.
 */
export async function holdApprovers(
  tx: Tx,
  escalation: Answerable,
  acting: readonly ActingHands[],
): Promise<Approvers> {
  const ids = acting.flatMap(({ userId, givenTo }) => [userId, givenTo]).filter((id) => id !== null);
  await tx.$queryRaw`SELECT hold_approvers(${escalation.taskId}, ${ids})::text`;
  return (await loadApproverFacts(tx, [escalation], { also: ids }))(escalation);
}

/** The same for a page of the queue, as it is now; in as many queries as for one. */
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
 * so that what they have said is known to be one person's.
 */
export async function loadApproverFacts(
  db: Tx,
  escalations: readonly Answerable[],
  { also = [], rules: draft }: { also?: readonly string[]; rules?: readonly ApprovalRule[] },
): Promise<(escalation: Answerable) => Approvers> {
  const chainOf = await loadChains(db, [...new Set(escalations.map(({ taskId }) => taskId))]);
  const askers = new Map(escalations.map(({ id, askedBy }) => [id, askersOf(askedBy)]));
  const links = [...chainOf.values()].flat();
  const handsOf = await loadKeyHands(db, [
    ...links.map(({ openedBy }) => openedBy),
    ...[...askers.values()].flat(),
  ]);
  const tasksOf = new Map(
    [...chainOf].map(([id, chain]) => [
      id,
      chain.map((link): TaskHands => ({ ...link, openers: handsOf(link.openedBy) })),
    ]),
  );
  const requestersOf = ({ id }: Answerable) => (askers.get(id) ?? []).flatMap(handsOf);
  const rules: readonly ApprovalRule[] = draft ?? (await loadApprovalRules(db));
  const groups = await db.approverGroup.findMany({
    where: {
      OR: [
        { removedAt: null },
        { id: { in: escalations.flatMap(({ groupId }) => (groupId === null ? [] : [groupId])) } },
      ],
    },
    select: { id: true, name: true, members: { select: { userId: true } } },
  });
  const groupById = new Map(
    groups.map(({ members, ...group }) => [
      group.id,
      { ...group, memberIds: members.map(({ userId }) => userId) },
    ]),
  );
  const accounts = await loadAccounts(
    db,
    [
      ...also,
      ...escalations.flatMap(requestersOf),
      ...[...tasksOf.values()].flat().flatMap(peopleOf),
      ...escalations.flatMap(({ reassignedToId }) => reassignedToId ?? []),
    ],
    links.flatMap(({ onBehalfOf }) => (onBehalfOf === null ? [] : principalKeys(onBehalfOf))),
  );
  return (escalation) => {
    const groupId =
      escalation.state === 'pending' ? (ruleFor(rules, escalation)?.groupId ?? null) : escalation.groupId;
    return approversOf({
      accounts,
      group: groupId === null ? null : (groupById.get(groupId) ?? null),
      requesters: requestersOf(escalation),
      tasks: tasksOf.get(escalation.taskId) ?? [],
      reassignedToId: escalation.reassignedToId,
    });
  };
}

type Link = Omit<TaskHands, 'openers'> & { openedBy: string };

/** The tasks with all that stand above them, each chain from its task up. */
async function loadChains(db: Tx, taskIds: readonly string[]): Promise<Map<string, Link[]>> {
  const rows = await db.$queryRaw<(Link & { of: string })[]>`
    SELECT w.id AS of, a.owner_id AS "ownerId", a.backup_owner_id AS "backupOwnerId",
           a.proposed_owner_id AS "proposedOwnerId", a.proposed_backup_owner_id AS "proposedBackupOwnerId",
           t.opened_by AS "openedBy", t.on_behalf_of AS "onBehalfOf"
      FROM unnest(${[...taskIds]}::text[]) AS w (id), LATERAL chain_of(w.id) c
      JOIN tasks t ON t.id = c.id JOIN agents a ON a.id = t.agent_id
     ORDER BY w.id, c.distance`;
  const chains = new Map<string, Link[]>();
  for (const { of, ...link } of rows) chains.set(of, [...(chains.get(of) ?? []), link]);
  return chains;
}

const peopleOf = ({ ownerId, backupOwnerId, proposedOwnerId, proposedBackupOwnerId, openers }: TaskHands) =>
  [ownerId, backupOwnerId, proposedOwnerId, proposedBackupOwnerId, ...openers].filter((id) => id !== null);

/** The ids in a decision's caller that may be a key's or a person's: its own, and that of the key behind a token. */
function askersOf(caller: unknown): string[] {
  if (typeof caller !== 'object' || caller === null) return [];
  const { id, api_key: key } = caller as { id?: unknown; api_key?: unknown };
  return [id, key].filter((one) => typeof one === 'string');
}

/** Whose hands stand behind an id: everybody whose hands a key was in, or the person that it is. */
async function loadKeyHands(db: Tx, ids: readonly string[]): Promise<(id: string) => string[]> {
  const keys = await db.apiKey.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, userId: true, shownTo: true },
  });
  const byId = new Map(
    keys.map(({ id, userId, shownTo }) => [id, userId === null ? shownTo : [userId, ...shownTo]]),
  );
  return (id) => byId.get(id) ?? [id];
}

/** Everybody who decides at all, and all accounts of the people who are named or meant. */
async function loadAccounts(db: Tx, ids: readonly string[], keys: readonly string[]): Promise<Account[]> {
  const rows = await db.$queryRaw<(Omit<Account, 'roles'> & { roles: string })[]>`
    WITH named AS (
      SELECT DISTINCT coalesce(u.same_person_as, u.id) AS person FROM users u
       WHERE u.id = ANY (${[...new Set(ids)]}) OR u.email = ANY (${[...keys]}) OR lower(u.id) = ANY (${[...keys]}))
    SELECT u.id, u.email, u.name, array_to_string(u.roles, ' ') AS roles, u.disabled_at IS NULL AS "isEnabled",
           u.same_person_as AS "samePersonAsId"
      FROM users u
     WHERE (u.disabled_at IS NULL AND u.roles && ${[...DECIDER_ROLES]}::role[])
        OR coalesce(u.same_person_as, u.id) IN (SELECT person FROM named)
     ORDER BY u.name, u.id`;
  return rows.map((row) => ({ ...row, roles: row.roles.split(' ').filter(Boolean) as Role[] }));
}
