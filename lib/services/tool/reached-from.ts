import type { Tx } from '@/lib/db/client';

const select = {
  id: true,
  systemId: true,
  name: true,
  actionClass: true,
  sensitivity: true,
  triggers: true,
} as const;

/** The tools of these systems, and of those that their tools set in motion, and so on; each once, by id. */
export async function toolsReachedFrom(tx: Tx, systemIds: readonly string[]) {
  const read = (ids: Iterable<string>) =>
    tx.tool.findMany({ where: { systemId: { in: [...ids] } }, select, orderBy: { id: 'asc' } });
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
