import type { Tx } from '@/lib/db/client';
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

/** The tools of these systems, and of those that their tools set in motion, and so on; each once, by id. */
export const toolsReachedFrom = (tx: Tx, systemIds: readonly string[]) => readReached(tx, systemIds, {});

/** Only those of them that count for a floor: the same floor, from far fewer rows. */
export const raisingToolsReachedFrom = (tx: Tx, systemIds: readonly string[]) =>
  readReached(tx, systemIds, RAISING);

async function readReached(tx: Tx, systemIds: readonly string[], where: object) {
  const read = (ids: Iterable<string>) =>
    tx.tool.findMany({ where: { systemId: { in: [...ids] }, ...where }, select, orderBy: { id: 'asc' } });
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
