import type { CreateSystemInput, SystemView } from '@/lib/contract/system';
import { loadOwner } from '../agent/owner';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { systemInclude, toSystemView } from './view';

/** Registers a destination. Nothing may call it before its tools are registered and reviewed. */
export async function createSystem(ctx: Ctx, input: CreateSystemInput): Promise<SystemView> {
  permit(ctx, 'system.create');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const { owner: email, ...described } = input;
      const owner = email === undefined ? null : await loadOwner(tx, 'owner', email);
      const row = await tx.system.create({
        data: { ...described, ownerId: owner?.id ?? null, createdAt: now },
        include: systemInclude,
      });
      await writeAudit(tx, ctx, now, {
        event: 'system.created',
        subject: { kind: 'system', id: row.id },
        details: { ...described, owner: owner?.id ?? null },
      });
      return toSystemView(row);
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw conflict('already_exists', `there is a system \`${input.id}\` already`);
    throw error;
  }
}
