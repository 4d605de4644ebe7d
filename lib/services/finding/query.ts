import { Prisma } from '@/lib/db/generated/client';
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

/**
 * Live entitlements of which no decision of the last days made use. A task's decisions lie together under
 * ids that begin like its own, so each is looked for where it must be.
 */
const unused: Search = (now) => Prisma.sql`
  SELECT 'entitlement_unused'::text, 'entitlement', e.id, s.name, a.owner_id, a.id,
         coalesce((SELECT max(g.starts_at) FROM grants g WHERE g.entitlement_id = e.id), e.starts_at), ${NONE}
    FROM entitlements e JOIN agents a ON a.id = e.agent_id JOIN systems s ON s.id = e.system_id
   WHERE a.state <> 'retired' AND e.revoked_at IS NULL AND e.ends_at > ${now}
     AND e.starts_at <= ${now}::timestamptz - ${days(UNUSED_DAYS)}
     AND NOT EXISTS (
       SELECT FROM grants g, LATERAL (
           SELECT FROM decisions d
            WHERE d.id >= 'dec_' || substr(g.task_id, 5, 13) AND d.id <= 'dec_' || substr(g.task_id, 5, 13) || 'zzzzzzzzzzzzz'
              AND d.task_id = g.task_id AND d.outcome IN ('allow', 'modify')
              AND d.at > ${now}::timestamptz - ${days(UNUSED_DAYS)}
              AND d.record::json #>> '{answers,need,entitlement}' = e.id
            LIMIT 1) used
        WHERE g.entitlement_id = e.id AND g.ends_at > ${now}::timestamptz - ${days(UNUSED_DAYS)})`;

const SEARCHES: Record<FindingKind, Search> = {
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
  entitlement_unused: unused,
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

/** Everything that is found of these kinds now, computed from the data itself. */
export const findingsOf = (kinds: readonly FindingKind[], now: Date): Prisma.Sql =>
  Prisma.join(
    kinds.map((kind) => SEARCHES[kind](now)),
    ' UNION ALL ',
  );
