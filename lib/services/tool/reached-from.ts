import type { Tx } from '@/lib/db/client';
import type { ToolModel } from '@/lib/db/generated/models';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { raisesFloor } from '@/lib/domain/risk-tier';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';

const select = {
  id: true,
  systemId: true,
  name: true,
  actionClass: true,
  sensitivity: true,
  reversible: true,
  state: true,
  triggers: true,
} as const;

type Row = Pick<ToolModel, keyof typeof select>;

/** What can raise a floor, and what leads on to it: the other tools of an inventory change no floor. */
const RAISING = {
  OR: [
    { triggers: { isEmpty: false } },
    ...ACTION_CLASSES.map((actionClass) => ({
      actionClass,
      sensitivity: { in: SENSITIVITIES.filter((sensitivity) => raisesFloor({ actionClass, sensitivity })) },
    })),
  ],
};

/**
 * The tools of these systems, and of those that their tools set in motion, and so on; each once, by id.
 * `as` puts others in their place, to see what a change would reach.
 */
export const toolsReachedFrom = (tx: Tx, systemIds: readonly string[], as?: (tool: Row) => Row) =>
  readReached(tx, systemIds, {}, as);

/** Only those of them that count for a floor: the same floor, from far fewer rows. */
export const raisingToolsReachedFrom = (tx: Tx, systemIds: readonly string[]) =>
  readReached(tx, systemIds, RAISING);

async function readReached(
  tx: Tx,
  systemIds: readonly string[],
  among: object,
  as: (tool: Row) => Row = (tool) => tool,
) {
  const read = async (ids: Iterable<string>) => {
    const where = { systemId: { in: [...ids] }, ...among };
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
