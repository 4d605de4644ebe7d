import type { CreateGuardrailInput, GuardrailView } from '@/lib/contract/guardrail';
import { REASON_CODES } from '@/lib/domain/reason';
import { sha256Hex } from '@/lib/ledger/canonical';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, invalidInput, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { loadGuardrail } from './load';
import { toGuardrailView } from './view';

/**
 * Writes a guardrail as a draft, which no decision asks. A draft may be wrong: what is wrong is told by
 * `validate`, and must be mended before it is asked. Its name becomes the code of its reasons, so it may
 * not be one that hard rules use.
 */
export async function createGuardrail(
  ctx: Ctx,
  { name, text }: CreateGuardrailInput,
): Promise<GuardrailView> {
  permit(ctx, 'guardrail.create');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const known = await tx.guardrail.findUnique({ where: { name }, select: { name: true } });
      if (known !== null) throw conflict('already_exists', `there is a guardrail \`${name}\` already`);
      if (REASON_CODES.some((code) => code === name)) {
        throw invalidInput('name', 'is the code of a hard rule’s reason');
      }
      const by = { createdAt: now, createdBy: ctx.actor.id };
      await tx.guardrail.create({ data: { name, ...by, versions: { create: { version: 1, text, ...by } } } });
      await writeAudit(tx, ctx, now, {
        event: 'guardrail.created',
        subject: { kind: 'guardrail', id: name },
        details: { version: 1, digest: sha256Hex(text) },
      });
      return toGuardrailView(await loadGuardrail(tx, name));
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw conflict('already_exists', `there is a guardrail \`${name}\` already`);
    throw error;
  }
}
