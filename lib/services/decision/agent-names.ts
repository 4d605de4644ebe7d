import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';

/** One by one, as many agents' decisions are looked up in their own index. */
const MOST_AGENTS = 400;

/**
 * The agents that ever asked, also those that nobody registered: so that (agent_id, at) can serve as an
 * index over time as it does for one agent. Null when there are too many.
 */
export async function agentNames(db: Tx): Promise<string[] | null> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    WITH RECURSIVE names AS (
      SELECT min(agent_id) AS name, 1 AS n FROM decisions
      UNION ALL
      SELECT (SELECT min(agent_id) FROM decisions WHERE agent_id > names.name), n + 1
        FROM names WHERE name IS NOT NULL AND n <= ${MOST_AGENTS})
    SELECT name FROM names WHERE name IS NOT NULL`;
  return rows.length > MOST_AGENTS ? null : rows.map(({ name }) => name);
}

/**
 * Decisions `d` under a condition, as a source to select from: agent by agent where they are few, else the
 * whole table. `rest` is what follows the condition for each agent: an order and a limit.
 */
export const decisionsOf = (
  names: readonly string[] | null,
  condition: Prisma.Sql,
  rest: Prisma.Sql = Prisma.empty,
): Prisma.Sql =>
  names === null
    ? Prisma.sql`(SELECT * FROM decisions d WHERE ${condition} ${rest}) AS d`
    : Prisma.sql`unnest(${[...names]}::text[]) AS agent (name)
        CROSS JOIN LATERAL (SELECT * FROM decisions d WHERE d.agent_id = agent.name AND ${condition} ${rest}) AS d`;
