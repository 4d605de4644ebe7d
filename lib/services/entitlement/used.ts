import { Prisma } from '@/lib/db/generated/client';
import { UNUSED_DAYS } from '@/lib/domain/finding';

const lately = (now: Date) => Prisma.sql`${now}::timestamptz - make_interval(days => ${UNUSED_DAYS}::int)`;

/** Whether an entitlement `e` has stood long enough that not having been used says something. */
export const isOldEnough = (now: Date): Prisma.Sql => Prisma.sql`e.starts_at <= ${lately(now)}`;

/**
 * Whether a decision of the last days allowed a call by the entitlement `e`: the rule of the finding
 * `entitlement_unused`. A task's decisions lie together under ids that begin like its own, and a record's
 * canonical text names the entitlement in exactly one form.
 */
export const isUsed = (now: Date): Prisma.Sql => Prisma.sql`
  EXISTS (
    SELECT FROM grants g, LATERAL (
        SELECT FROM decisions d
         WHERE d.id >= 'dec_' || substr(g.task_id, 5, 13) AND d.id <= 'dec_' || substr(g.task_id, 5, 13) || 'zzzzzzzzzzzzz'
           AND d.task_id = g.task_id AND d.outcome IN ('allow', 'modify') AND d.at > ${lately(now)}
           AND position('"entitlement":"' || e.id || '"' IN d.record) > 0
         LIMIT 1) used
     WHERE g.entitlement_id = e.id AND g.ends_at > ${lately(now)})`;
