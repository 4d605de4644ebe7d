import type { SystemView } from '@/lib/contract/system';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict } from '../errors';
import { inTransaction } from '../transaction';
import { loadSystem } from './load';
import { moveRevision } from './move-revision';
import { toSystemView } from './view';

/** Removes the secret of a system: the next request to it carries none. */
export async function removeSecret(
  ctx: Ctx,
  { id, reason }: { id: string; reason: string },
): Promise<SystemView> {
  permit(ctx, 'system.remove-secret');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSystem(tx, id);
    await moveRevision(tx, ctx, before);
    const { count } = await tx.systemSecret.deleteMany({ where: { systemId: id } });
    if (count !== 1) throw conflict('no_secret', `\`${id}\` has no secret`);
    await writeAudit(tx, ctx, now, {
      event: 'system.secret-removed',
      subject: { kind: 'system', id },
      details: { reason },
    });
    return toSystemView(await loadSystem(tx, id));
  });
}
