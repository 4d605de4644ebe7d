import type { ChangeSystemInput, SystemView } from '@/lib/contract/system';
import type { Tx } from '@/lib/db/client';
import { loadOwner } from '../agent/owner';
import { writeAudit } from '../audit';
import { changesOf } from '../changes';
import { type Ctx, permit } from '../context';
import { changedMeanwhile } from '../errors';
import { inTransaction } from '../transaction';
import { loadSystem } from './load';
import { toSystemView } from './view';

/** Changes what is known of a system. What would change nothing leaves no trace. */
export async function changeSystem(
  ctx: Ctx,
  { id, owner, ...fields }: ChangeSystemInput,
): Promise<SystemView> {
  permit(ctx, 'system.change');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSystem(tx, id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('system', id);
    const after = { ...fields, ...(owner !== undefined && { ownerId: await ownerId(tx, owner) }) };
    const changes = changesOf(before, after);
    if (Object.keys(changes).length === 0) return toSystemView(before);
    const { count } = await tx.system.updateMany({
      where: { id, revision: before.revision },
      data: { ...after, revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('system', id);
    await writeAudit(tx, ctx, now, {
      event: 'system.changed',
      subject: { kind: 'system', id },
      details: { changes },
    });
    return toSystemView(await loadSystem(tx, id));
  });
}

const ownerId = async (tx: Tx, email: string | null): Promise<string | null> =>
  email === null ? null : (await loadOwner(tx, 'owner', email)).id;
