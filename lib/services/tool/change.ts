import type { ChangeToolInput, ToolView } from '@/lib/contract/tool';
import { writeAudit } from '../audit';
import { changesOf } from '../changes';
import { type Ctx, permit } from '../context';
import { changedMeanwhile } from '../errors';
import { inTransaction } from '../transaction';
import { checkIncidental } from './check-arguments';
import { checkInputSchema } from './check-input-schema';
import { checkTriggers } from './check-triggers';
import { schemaColumn, toolDigest } from './definition';
import { loadTool } from './load';
import { loadToolView } from './view';

/**
 * Changes a tool's definition. It is unreviewed again and remembers the digest that was reviewed, so that
 * decisions say `tool_changed`; a blocked tool stays blocked. What would change nothing leaves no trace.
 */
export async function changeTool(ctx: Ctx, { id, ...fields }: ChangeToolInput): Promise<ToolView> {
  permit(ctx, 'tool.change');
  checkInputSchema(fields.inputSchema);
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadTool(tx, id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('tool', id);
    const { inputSchema, sensitiveArguments, incidentalArguments, triggers, ...plain } = fields;
    const changes = changesOf(before, fields);
    if (Object.keys(changes).length === 0) return loadToolView(tx, before);
    const named = sensitiveArguments === undefined ? undefined : [...new Set(sensitiveArguments)];
    const beside = incidentalArguments === undefined ? undefined : [...new Set(incidentalArguments)];
    checkIncidental(beside ?? before.incidentalArguments, named ?? before.sensitiveArguments);
    const moved = triggers === undefined ? undefined : [...new Set(triggers)];
    await checkTriggers(tx, moved ?? []);
    const digest = toolDigest({
      name: before.name,
      description: plain.description === undefined ? before.description : plain.description,
      actionClass: plain.actionClass ?? before.actionClass,
      sensitivity: plain.sensitivity ?? before.sensitivity,
      returnsUntrusted: plain.returnsUntrusted ?? before.returnsUntrusted,
      reversible: plain.reversible ?? before.reversible,
      inputSchema: inputSchema === undefined ? before.inputSchema : inputSchema,
      sensitiveArguments: named ?? before.sensitiveArguments,
      incidentalArguments: beside ?? before.incidentalArguments,
      triggers: moved ?? before.triggers,
      definition: before.definition,
    });
    const isUnreviewed = digest !== before.digest && before.state === 'reviewed';
    const { count } = await tx.tool.updateMany({
      where: { id, revision: before.revision },
      data: {
        ...plain,
        ...(named !== undefined && { sensitiveArguments: named }),
        ...(beside !== undefined && { incidentalArguments: beside }),
        ...(moved !== undefined && { triggers: moved }),
        ...(inputSchema !== undefined && { inputSchema: schemaColumn(inputSchema) }),
        digest,
        ...(isUnreviewed && { state: 'unreviewed' as const }),
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw changedMeanwhile('tool', id);
    await writeAudit(tx, ctx, now, {
      event: 'tool.changed',
      subject: { kind: 'tool', id },
      details: { changes, digest: { from: before.digest, to: digest } },
    });
    return loadToolView(tx, await loadTool(tx, id));
  });
}
