import { Prisma } from '@/lib/db/generated/client';
import { DECIDER_ROLES } from '@/lib/domain/approver';
import { type FindingKind, LONG_KEY_DAYS, UNUSED_DAYS } from '@/lib/domain/finding';
import { WHOLE_REACH } from '@/lib/domain/secret';
import { isDormant } from '../agent/dormant';

/** kind, subject_kind, subject_id, name, person, agent, since, detail */
type Search = (now: Date) => Prisma.Sql;

const NONE = Prisma.sql`'{}'::text[]`;
const days = (count: number) => Prisma.sql`make_interval(days => ${count}::int)`;

/** An agent's people, and which of them are enabled. */
const AGENTS = Prisma.sql`
  agents a JOIN users o ON o.id = a.owner_id LEFT JOIN users b ON b.id = a.backup_owner_id`;
const OWNER_IS_ENABLED = Prisma.sql`o.disabled_at IS NULL`;
const BACKUP_IS_ENABLED = Prisma.sql`(b.id IS NOT NULL AND b.disabled_at IS NULL)`;

const SECRETS = Prisma.sql`system_secrets x JOIN systems s ON s.id = x.system_id`;
const DUE_AT = Prisma.sql`x.rotated_at + make_interval(days => x.rotate_after_days)`;
/** What a secret can do, as declared, beyond the registered tools. */
const BEYOND = Prisma.sql`
  ARRAY(SELECT r FROM unnest(x.reach) AS r
         WHERE r = ${WHOLE_REACH} OR NOT EXISTS (SELECT FROM tools t WHERE t.system_id = s.id AND t.name = r)
         ORDER BY 1)`;

const ofSecret = (kind: FindingKind, since: Prisma.Sql, detail: Prisma.Sql, where: Prisma.Sql) => Prisma.sql`
  SELECT ${kind}::text, 'system', s.id, s.name, s.owner_id, NULL::text, ${since}, ${detail}
    FROM ${SECRETS} WHERE ${where}`;
const ofAgent = (kind: FindingKind, since: Prisma.Sql, where: Prisma.Sql) => Prisma.sql`
  SELECT ${kind}::text, 'agent', a.id, a.name, a.owner_id, NULL::text, ${since}, ${NONE}
    FROM ${AGENTS} WHERE a.state <> 'retired' AND ${where}`;
const ofKey = (kind: FindingKind, where: Prisma.Sql, now: Date) => Prisma.sql`
  SELECT ${kind}::text, 'api-key', k.id, k.name, k.user_id, NULL::text, k.created_at, ${NONE}
    FROM api_keys k
   WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now}) AND ${where}`;

/** Entitlements `e` that live, with their agents `a`. */
export const LIVE_ENTITLEMENTS = (now: Date, joins = Prisma.empty) => Prisma.sql`
  entitlements e JOIN agents a ON a.id = e.agent_id AND a.state <> 'retired' JOIN systems s ON s.id = e.system_id
  ${joins}
   WHERE e.revoked_at IS NULL AND e.ends_at > ${now}`;
export const STANDS_LONG = (now: Date) =>
  Prisma.sql`e.starts_at <= ${now}::timestamptz - ${days(UNUSED_DAYS)}`;

/** Live entitlements of which no decision of the last days made use (lib/services/entitlement/note-uses.ts). */
const unused: Search = (now) => Prisma.sql`
  SELECT 'entitlement_unused'::text, 'entitlement', e.id, s.name, a.owner_id, a.id,
         coalesce((SELECT max(u.last_used_at) FROM entitlement_uses u WHERE u.entitlement_id = e.id), e.starts_at),
         ${NONE}
    FROM ${LIVE_ENTITLEMENTS(now)} AND ${STANDS_LONG(now)}
     AND NOT EXISTS (
       SELECT FROM entitlement_uses u
        WHERE u.entitlement_id = e.id AND u.last_used_at > ${now}::timestamptz - ${days(UNUSED_DAYS)})`;

/** Agents that people set lower than their entitlements reach. Needs `refreshFloors` before. */
const belowFloor: Search = () => Prisma.sql`
  SELECT 'tier_below_floor'::text, 'agent', a.id, a.name, a.owner_id, NULL::text, a.created_at, ARRAY[f.floor::text]
    FROM agents a JOIN agent_floors f ON f.agent_id = a.id
   WHERE a.state <> 'retired' AND f.floor > a.risk_tier`;

const ofTool = (kind: FindingKind, since: Prisma.Sql, where: Prisma.Sql) => Prisma.sql`
  SELECT ${kind}::text, 'tool', t.id, t.id, s.owner_id, NULL::text, ${since}, ${NONE}
    FROM tools t JOIN systems s ON s.id = t.system_id WHERE ${where}`;
/** As decisions look at it: a changed definition is told as that, also of a tool that was reviewed once. */
const IS_CHANGED = Prisma.sql`(t.reviewed_digest IS NOT NULL AND t.reviewed_digest <> t.digest)`;

/** A task that has ended, by its state or by its time. */
const HAS_ENDED = (now: Date) => Prisma.sql`(t.state NOT IN ('running', 'paused') OR t.ends_at <= ${now})`;
/** Grants that live by themselves. */
export const LIVE_GRANTS = (now: Date) => Prisma.sql`
  grants g JOIN tasks t ON t.id = g.task_id WHERE g.revoked_at IS NULL AND g.ends_at > ${now}`;
/** Tokens that live by themselves. */
export const LIVE_TOKENS = (now: Date) => Prisma.sql`
  issued_tokens i JOIN task_credentials k ON k.id = i.credential_id JOIN tasks t ON t.id = k.task_id
   WHERE i.revoked_at IS NULL AND k.revoked_at IS NULL AND i.expires_at > ${now}`;

/** INVARIANT (task-bound): never any. The schema and its triggers see to it; this looks whether they did. */
const afterTask: Search = (now) => Prisma.sql`
  SELECT 'access_after_task'::text, 'grant', g.id, g.id, a.owner_id, a.id, coalesce(t.ended_at, t.ends_at), ${NONE}
    FROM (SELECT g.id, g.task_id FROM ${LIVE_GRANTS(now)} AND ${HAS_ENDED(now)}) g
    JOIN tasks t ON t.id = g.task_id JOIN agents a ON a.id = t.agent_id
  UNION ALL
  SELECT 'access_after_task'::text, 'task', t.id, 'A token of ' || t.id, a.owner_id, a.id,
         coalesce(t.ended_at, t.ends_at), ${NONE}
    FROM (SELECT DISTINCT k.task_id FROM ${LIVE_TOKENS(now)} AND ${HAS_ENDED(now)}) k
    JOIN tasks t ON t.id = k.task_id JOIN agents a ON a.id = t.agent_id`;

/** Groups that a rule asks and in which nobody decides: the admins are asked in their place. */
const emptyGroups: Search = () => Prisma.sql`
  SELECT 'approver_group_empty'::text, 'approver-group', g.id, g.name, NULL::text, NULL::text,
         coalesce((SELECT max(u.disabled_at) FROM approver_group_members m JOIN users u ON u.id = m.user_id
                    WHERE m.group_id = g.id), g.created_at), ${NONE}
    FROM approver_groups g
   WHERE EXISTS (SELECT FROM approval_rules r WHERE r.group_id = g.id)
     AND NOT EXISTS (SELECT FROM approver_group_members m JOIN users u ON u.id = m.user_id
                      WHERE m.group_id = g.id AND u.disabled_at IS NULL
                        AND u.roles && ${[...DECIDER_ROLES]}::role[])`;

/** What stands in the database as it is found. What an entitlement covers, only the rule can tell (./broad.ts). */
type SearchedKind = Exclude<FindingKind, 'entitlement_broad'>;

const SEARCHES: Record<SearchedKind, Search> = {
  agent_unowned: () =>
    ofAgent(
      'agent_unowned',
      Prisma.sql`greatest(o.disabled_at, b.disabled_at)`,
      Prisma.sql`NOT (${OWNER_IS_ENABLED} OR ${BACKUP_IS_ENABLED})`,
    ),
  agent_single_owner: () =>
    ofAgent(
      'agent_single_owner',
      Prisma.sql`coalesce(o.disabled_at, b.disabled_at, a.created_at)`,
      Prisma.sql`${OWNER_IS_ENABLED} <> ${BACKUP_IS_ENABLED}`,
    ),
  agent_dormant: (now) => Prisma.sql`
    SELECT 'agent_dormant'::text, 'agent', a.id, a.name, a.owner_id, NULL::text,
           coalesce(c.last_call_at, a.created_at), ${NONE}
      FROM agents a JOIN agent_calls c ON c.agent_id = a.id
     WHERE ${isDormant(now)}`,
  access_after_task: afterTask,
  entitlement_unused: unused,
  approver_group_empty: emptyGroups,
  tier_below_floor: belowFloor,
  tool_changed: () =>
    ofTool(
      'tool_changed',
      Prisma.sql`coalesce(t.reviewed_at, t.created_at)`,
      Prisma.sql`t.state <> 'blocked' AND ${IS_CHANGED}`,
    ),
  tool_unreviewed: () =>
    ofTool(
      'tool_unreviewed',
      Prisma.sql`t.created_at`,
      Prisma.sql`t.state = 'unreviewed' AND NOT ${IS_CHANGED}`,
    ),
  secret_overdue: (now) =>
    ofSecret('secret_overdue', DUE_AT, NONE, Prisma.sql`${DUE_AT} <= ${now}::timestamptz`),
  secret_ageless: () =>
    ofSecret('secret_ageless', Prisma.sql`x.rotated_at`, NONE, Prisma.sql`x.rotate_after_days IS NULL`),
  secret_reaches_more: () =>
    ofSecret('secret_reaches_more', Prisma.sql`x.rotated_at`, BEYOND, Prisma.sql`cardinality(${BEYOND}) > 0`),
  secret_reach_unknown: () =>
    ofSecret('secret_reach_unknown', Prisma.sql`x.rotated_at`, NONE, Prisma.sql`x.reach = '{}'`),
  key_endless: (now) => ofKey('key_endless', Prisma.sql`k.expires_at IS NULL`, now),
  key_long: (now) => ofKey('key_long', Prisma.sql`k.expires_at > k.created_at + ${days(LONG_KEY_DAYS)}`, now),
};

/** Everything that is found of a kind now, computed from the data itself. */
export const findingsOf = (kind: SearchedKind, now: Date): Prisma.Sql => SEARCHES[kind](now);
