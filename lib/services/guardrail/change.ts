import type { ChangeGuardrailInput, GuardrailView } from '@/lib/contract/guardrail';
import { sha256Hex } from '@/lib/ledger/canonical';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { claimGuardrail } from './claim';
import { loadGuardrail, versionIn } from './load';
import { toGuardrailView } from './view';

/**
 * Writes a new version as a draft. What is enforced or in shadow goes on as it was; a draft that stood
 * before is kept as retired. The text of the latest version again changes nothing and leaves no trace.
 */
export async function changeGuardrail(ctx: Ctx, { id, text }: ChangeGuardrailInput): Promise<GuardrailView> {
  permit(ctx, 'guardrail.change');
  return inTransaction(ctx, async (tx, now) => {
    const before = await claimGuardrail(tx, ctx, id);
    const [latest] = before.versions;
    if (latest?.text === text && latest.state !== 'retired') return toGuardrailView(before);
    const draft = versionIn(before, 'draft');
    if (draft !== null) {
      await tx.guardrailVersion.updateMany({
        where: { guardrail: id, version: draft.version, state: 'draft' },
        data: { state: 'retired', movedAt: now, movedBy: ctx.actor.id, reason: 'a newer draft was written' },
      });
    }
    const version = (latest?.version ?? 0) + 1;
    await tx.guardrailVersion.create({
      data: { guardrail: id, version, text, createdAt: now, createdBy: ctx.actor.id },
    });
    await writeAudit(tx, ctx, now, {
      event: 'guardrail.changed',
      subject: { kind: 'guardrail', id },
      details: { version, digest: sha256Hex(text), replaced: draft?.version ?? null },
    });
    return toGuardrailView(await loadGuardrail(tx, id));
  });
}
