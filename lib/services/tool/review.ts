import type { ReviewToolInput, ToolView } from '@/lib/contract/tool';
import { TOOL_MOVES, toolMoveRefusal } from '@/lib/domain/tool';
import { writeAudit } from '../audit';
import { changesOf } from '../changes';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, refused } from '../errors';
import { inTransaction } from '../transaction';
import { checkIncidental } from './check-arguments';
import { documentColumn, toolDigest } from './definition';
import { loadTool } from './load';
import { loadToolView } from './view';

/**
 * Accepts a tool's definition as it stands, with a corrected classification where one is given, and keeps it
 * whole beside what comes later. A definition that changes while it is being reviewed, or that is not the one
 * whose digest was looked at, is not accepted. Also lifts a block.
 */
export async function reviewTool(
  ctx: Ctx,
  { id, digest: seen, sensitiveArguments, incidentalArguments, ...corrected }: ReviewToolInput,
): Promise<ToolView> {
  permit(ctx, 'tool.review');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadTool(tx, id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('tool', id);
    if (seen !== undefined && seen !== before.digest) throw changedMeanwhile('tool', id);
    const refusal = toolMoveRefusal('review', before);
    if (refusal !== null) throw refused(refusal);
    const classified = {
      actionClass: corrected.actionClass ?? before.actionClass,
      sensitivity: corrected.sensitivity ?? before.sensitivity,
      returnsUntrusted: corrected.returnsUntrusted ?? before.returnsUntrusted,
      reversible: corrected.reversible ?? before.reversible,
      sensitiveArguments: [...new Set(sensitiveArguments ?? before.sensitiveArguments)],
      incidentalArguments: [...new Set(incidentalArguments ?? before.incidentalArguments)],
    };
    checkIncidental(classified.incidentalArguments, classified.sensitiveArguments);
    const definition = { ...before, ...classified };
    const digest = toolDigest(definition);
    const { count } = await tx.tool.updateMany({
      where: { id, revision: before.revision },
      data: {
        ...classified,
        digest,
        reviewedDigest: digest,
        reviewedDefinition: documentColumn(definition),
        state: TOOL_MOVES.review.to,
        reviewedById: ctx.actor.id,
        reviewedAt: now,
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw changedMeanwhile('tool', id);
    await writeAudit(tx, ctx, now, {
      event: 'tool.reviewed',
      subject: { kind: 'tool', id },
      details: { from: before.state, digest, ...classified, changes: changesOf(before, classified) },
    });
    return loadToolView(tx, await loadTool(tx, id));
  });
}
