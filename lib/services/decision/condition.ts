import type { DecisionFilter } from '@/lib/contract/decision';
import { Prisma } from '@/lib/db/generated/client';
import { decisionIdPrefix, ID_PATTERN } from '@/lib/domain/id';

/** Sorts after every character that an id may hold. */
const AFTER_ALL = '~';

/** What a filter asks, time apart, as conditions on the table's columns. Every value is a parameter. */
export function conditionsOf(filter: Omit<DecisionFilter, 'from' | 'to'>): Prisma.Sql[] {
  const { agent, task, tool, outcome, reason, actionClass, q } = filter;
  const conditions: Prisma.Sql[] = [];
  if (agent !== undefined) conditions.push(Prisma.sql`d.agent_id = ${agent}`);
  if (task !== undefined) {
    // The ids of a task's decisions begin alike: the primary key finds them, in one partition.
    const prefix = decisionIdPrefix(task);
    conditions.push(Prisma.sql`d.id >= ${prefix} AND d.id < ${prefix + AFTER_ALL} AND d.task_id = ${task}`);
  }
  if (tool !== undefined) conditions.push(Prisma.sql`d.tool_id = ${tool}`);
  if (outcome !== undefined && outcome.length > 0) {
    conditions.push(Prisma.sql`d.outcome::text IN (${Prisma.join(outcome)})`);
  }
  if (reason !== undefined) conditions.push(Prisma.sql`d.reason = ${reason}`);
  if (actionClass !== undefined) conditions.push(Prisma.sql`d.action_class::text = ${actionClass}`);
  if (q !== undefined) conditions.push(beginsWith(q));
  return conditions;
}

function beginsWith(q: string): Prisma.Sql {
  if (ID_PATTERN.test(q)) return Prisma.sql`(d.id = ${q} OR d.task_id = ${q})`;
  return Prisma.sql`(starts_with(d.agent_id, ${q}) OR starts_with(d.tool_id, ${q}))`;
}

/** All of them, or true. */
export const allOf = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join([...conditions], ' AND ');
