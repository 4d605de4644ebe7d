import type { Tx } from '@/lib/db/client';
import { invalidInput } from '../errors';

/** Throws `invalid_input` for a system that there is not: what it reaches could not be told. */
export async function checkTriggers(tx: Tx, triggers: readonly string[]): Promise<void> {
  if (triggers.length === 0) return;
  const known = await tx.system.findMany({ where: { id: { in: [...triggers] } }, select: { id: true } });
  const unknown = triggers.find((id) => !known.some((system) => system.id === id));
  if (unknown !== undefined) throw invalidInput('triggers', `there is no system \`${unknown}\``);
}
