import type { Tx } from '@/lib/db/client';
import type { ToolModel } from '@/lib/db/generated/models';

const select = {
  id: true,
  systemId: true,
  name: true,
  actionClass: true,
  sensitivity: true,
  triggers: true,
} as const;

type Row = Pick<ToolModel, keyof typeof select>;

/**
 * The tools of these systems, and of those that their tools set in motion, and so on; each once, by id.
 * `as` puts others in their place, to see what a change would reach.
 */
export async function toolsReachedFrom(
  tx: Tx,
  systemIds: readonly string[],
  as: (tool: Row) => Row = (tool) => tool,
) {
  const read = async (ids: Iterable<string>) => {
    const where = { systemId: { in: [...ids] } };
    return (await tx.tool.findMany({ where, select, orderBy: { id: 'asc' } })).map(as);
  };
  const seen = new Set(systemIds);
  let found = await read(seen);
  const tools = [...found];
  while (found.length > 0) {
    const next = new Set(found.flatMap(({ triggers }) => triggers.filter((id) => !seen.has(id))));
    for (const id of next) seen.add(id);
    found = next.size === 0 ? [] : await read(next);
    tools.push(...found);
  }
  return tools;
}
