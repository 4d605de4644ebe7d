import { Prisma } from '@/lib/db/generated/client';
import { DECIDER_ROLES } from '@/lib/domain/approver';
import type { EscalationQueue } from '@/lib/domain/escalation';
import { isPermitted } from '@/lib/domain/role';
import type { Ctx } from '../context';
import { isInState } from './condition';

/** A part of the queue as SQL: what goes before the statement, what is joined to `escalations e`, what must hold. */
export type QueueSql = { ctes: Prisma.Sql; joins: Prisma.Sql; condition: Prisma.Sql };

const WHOLE: QueueSql = {
  ctes: Prisma.sql`WITH nobody AS (SELECT)`,
  joins: Prisma.empty,
  condition: Prisma.sql`true`,
};
const NOTHING: QueueSql = { ...WHOLE, condition: Prisma.sql`false` };

const IS_DECIDER = (user: Prisma.Sql) =>
  Prisma.sql`(${user}.disabled_at IS NULL AND ${user}.roles && ${[...DECIDER_ROLES]}::role[])`;
const PERSON = (user: Prisma.Sql) => Prisma.sql`coalesce(${user}.same_person_as, ${user}.id)`;

/**
 * The part of the queue that somebody looks at: what `approversOf` of lib/domain/approver.ts says of each row, said
 * for all rows at once, so that pages and counts are the database's. A test compares the two.
 */
export function queueSql({ actor }: Ctx, queue: EscalationQueue, now: Date): QueueSql {
  if (queue === 'all') return WHOLE;
  if (actor.userId === null || !isPermitted('escalation.decide', actor.roles)) return NOTHING;
  const routes = routesFor(actor.userId);
  if (queue === 'team') {
    return {
      ctes: Prisma.sql`WITH ${routes}`,
      joins: ROUTED,
      condition: Prisma.sql`coalesce(g.is_mine, g.id IS NULL)`,
    };
  }
  const mine = Prisma.sql`
    e.state = 'pending'
    AND (SELECT ${IS_DECIDER(Prisma.sql`u`)} FROM users u WHERE u.id = ${actor.userId})
    AND NOT coalesce(bt.persons && ARRAY(SELECT person FROM viewer), false)
    AND NOT coalesce(bk.persons && ARRAY(SELECT person FROM viewer), false)
    AND (e.reassigned_to_id = ${actor.userId}
      OR ((e.reassigned_to_id IS NULL
           OR e.reassigned_to_id NOT IN (SELECT u.id FROM users u WHERE ${IS_DECIDER(Prisma.sql`u`)}))
          AND (g.id IS NULL OR g.is_mine
            OR ((SELECT 'admin' = ANY (u.roles) FROM users u WHERE u.id = ${actor.userId}) AND ${IS_SHORT}))))
    AND ${isInState('pending', now)}`;
  return {
    ctes: Prisma.sql`WITH RECURSIVE ${routes}, ${blockedFor(actor.userId, actor.keyGivenTo ?? null)}`,
    joins: Prisma.sql`${ROUTED}
      LEFT JOIN blocked_tasks bt ON bt.task_id = e.task_id
      LEFT JOIN blocked_keys bk ON bk.key_id = coalesce(e.asked_by ->> 'api_key', e.asked_by ->> 'id')`,
    condition: mine,
  };
}

/**
 * Fewer people of the group may than must approve, or nobody: it is for the admins, too. Whom it is about is looked at
 * only where so many must not that it could be.
 */
const NEEDED = Prisma.sql`(SELECT n.approvals FROM needed n WHERE n.tier = coalesce(e.tier, 'critical'))`;
const IS_SHORT = Prisma.sql`
  (CASE WHEN cardinality(g.valid) - coalesce(cardinality(bt.persons), 0) - coalesce(cardinality(bk.persons), 0) >= ${NEEDED}
        THEN false
        ELSE (SELECT count(*) FROM (SELECT unnest(g.valid)
                EXCEPT SELECT unnest(coalesce(bt.persons, '{}') || coalesce(bk.persons, '{}'))) free) < ${NEEDED}
   END)`;

/** What rules look at, as one text: so that equal calls are looked up once. */
const CALL_KEY = Prisma.sql`concat_ws('|', coalesce(e.system_id, ''), coalesce(e.tier::text, ''), coalesce(e.action_class::text, ''))`;

/** The group that is asked: by the rules while it waits, as it was kept afterwards. */
const ROUTED = Prisma.sql`
  LEFT JOIN routes r ON e.state = 'pending' AND r.call = ${CALL_KEY}
  LEFT JOIN asked g ON g.id = CASE WHEN e.state = 'pending' THEN r.group_id ELSE e.group_id END`;

/**
 * The groups, with the people in them who decide now, and which of them is asked about which waiting calls: as
 * `approver_group_of` says it, without calling it a thousand times.
 */
const routesFor = (viewerId: string) => Prisma.sql`
  asked AS MATERIALIZED (
    SELECT g.id,
           coalesce(array_agg(DISTINCT ${PERSON(Prisma.sql`u`)}) FILTER (WHERE ${IS_DECIDER(Prisma.sql`u`)}), '{}') AS valid,
           coalesce(bool_or(u.id = ${viewerId} AND ${IS_DECIDER(Prisma.sql`u`)}), false) AS is_mine
      FROM approver_groups g
      LEFT JOIN approver_group_members m ON m.group_id = g.id
      LEFT JOIN users u ON u.id = m.user_id
     GROUP BY g.id
  ), needed AS MATERIALIZED (
    SELECT i.id AS tier, (i.rules ->> 'approvals')::int AS approvals FROM tiers i
  ), routes AS MATERIALIZED (
    SELECT ${CALL_KEY} AS call, (
             SELECT r.group_id FROM approval_rules r
              WHERE (r.system_id IS NULL OR r.system_id = e.system_id)
                AND (r.tiers = '{}' OR coalesce(e.tier, 'critical') = ANY (r.tiers))
                AND (r.action_classes = '{}' OR e.action_class = ANY (r.action_classes))
              ORDER BY r.position LIMIT 1) AS group_id
      FROM (SELECT DISTINCT system_id, tier, action_class FROM escalations WHERE state = 'pending') e
  )`;

/**
 * On which waiting tasks, and on what which keys asked, the people behind these hands must not decide: of a first task
 * from its agent, of what stands above one from the chain. For an admin also
 * those of the groups that are asked: where all of a group must not, it is for the admins.
 */
const blockedFor = (userId: string, givenTo: string | null) => Prisma.sql`
  viewer AS MATERIALIZED (
    SELECT DISTINCT ${PERSON(Prisma.sql`u`)} AS person FROM users u WHERE u.id IN (${userId}, ${givenTo})
  ), accounts AS MATERIALIZED (
    SELECT u.id, u.email, ${PERSON(Prisma.sql`u`)} AS person FROM users u
     WHERE ${PERSON(Prisma.sql`u`)} IN (
       SELECT person FROM viewer
       UNION
       SELECT unnest(g.valid) FROM asked g
        WHERE NOT g.is_mine AND g.id IN (SELECT group_id FROM routes)
          AND (SELECT 'admin' = ANY (v.roles) FROM users v WHERE v.id = ${userId}))
  ), openers AS MATERIALIZED (
    SELECT id, person FROM accounts
    UNION SELECT k.id, a.person FROM api_keys k JOIN accounts a ON a.id = k.user_id
    UNION SELECT k.id, a.person FROM api_keys k, unnest(k.shown_to) s JOIN accounts a ON a.id = s
  ), waiting AS MATERIALIZED (
    SELECT DISTINCT w.task_id, w.agent_id FROM escalations w WHERE w.state = 'pending'
  ), above (task_id, id) AS (
    SELECT w.task_id, t.parent_task_id FROM waiting w JOIN tasks t
        ON t.id = w.task_id AND t.parent_task_id IS NOT NULL AND t.state IN ('running', 'paused')
    UNION
    SELECT u.task_id, t.parent_task_id FROM above u JOIN tasks t ON t.id = u.id AND t.parent_task_id IS NOT NULL
  ), stood AS MATERIALIZED (
    SELECT u.task_id, t.agent_id, t.opened_by, t.on_behalf_of FROM above u JOIN tasks t ON t.id = u.id
  ), blocked_tasks AS MATERIALIZED (
    SELECT h.task_id, array_agg(DISTINCT h.person) AS persons
      FROM (
        SELECT w.task_id, a.person
          FROM (SELECT task_id, agent_id FROM waiting UNION ALL SELECT task_id, agent_id FROM stood) w
          JOIN agents g ON g.id = w.agent_id
          JOIN LATERAL unnest(ARRAY[g.owner_id, g.backup_owner_id, g.proposed_owner_id, g.proposed_backup_owner_id]) o
            ON true
          JOIN accounts a ON a.id = o
        UNION ALL
        SELECT t.id, o.person FROM openers o JOIN tasks t ON t.opened_by = o.id AND t.state IN ('running', 'paused')
        UNION ALL
        SELECT s.task_id, o.person FROM stood s JOIN openers o ON o.id = s.opened_by
        UNION ALL
        SELECT t.id, a.person FROM accounts a JOIN tasks t
            ON t.on_behalf_of IS NOT NULL AND t.state IN ('running', 'paused')
           AND principal_keys(t.on_behalf_of) && ARRAY[a.email, lower(a.id)]
        UNION ALL
        SELECT s.task_id, a.person FROM stood s JOIN accounts a
            ON principal_keys(s.on_behalf_of) && ARRAY[a.email, lower(a.id)]
      ) h
     GROUP BY h.task_id
  ), blocked_keys AS MATERIALIZED (
    SELECT k.key_id, array_agg(a.person) AS persons
      FROM (SELECT id AS key_id, user_id FROM api_keys
            UNION ALL SELECT k.id, s FROM api_keys k, unnest(k.shown_to) s
            UNION ALL SELECT id, id FROM accounts) k
      JOIN accounts a ON a.id = k.user_id
     GROUP BY k.key_id
  )`;
