import type { Tx } from '@/lib/db/client';
import type { ReachedTool } from '@/lib/domain/reach';
import { groupBy } from '../group-by';

type Tool = ReachedTool & { id: string; systemId: string };

/** The tools of these systems, in the order of their names. */
export async function toolsOfSystems(db: Tx, systemIds: Iterable<string>): Promise<(id: string) => Tool[]> {
  const tools = await db.tool.findMany({
    where: { systemId: { in: [...new Set(systemIds)] } },
    select: { id: true, systemId: true, name: true, actionClass: true, sensitivity: true, triggers: true },
    orderBy: { name: 'asc' },
  });
  const bySystem = groupBy(tools, ({ systemId }) => systemId);
  return (id) => bySystem.get(id) ?? [];
}
