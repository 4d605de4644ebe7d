import type { CreateToolInput, ToolView } from '@/lib/contract/tool';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, invalidInput, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { checkIncidental } from './check-arguments';
import { checkInputSchema } from './check-input-schema';
import { checkTriggers } from './check-triggers';
import { schemaColumn, toolDigest } from './definition';
import { loadToolView } from './view';

/** Registers a tool of a system. Nobody has reviewed it yet, so decisions about it are deferred. */
export async function createTool(ctx: Ctx, { system, ...input }: CreateToolInput): Promise<ToolView> {
  permit(ctx, 'tool.create');
  checkInputSchema(input.inputSchema);
  checkIncidental(input.incidentalArguments, input.sensitiveArguments);
  const id = `${system}/${input.name}`;
  const definition = {
    ...input,
    description: input.description ?? null,
    inputSchema: input.inputSchema ?? null,
    sensitiveArguments: [...new Set(input.sensitiveArguments)],
    incidentalArguments: [...new Set(input.incidentalArguments)],
    triggers: [...new Set(input.triggers)],
  };
  const digest = toolDigest({ ...definition, definition: null });
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const known = await tx.system.findUnique({ where: { id: system }, select: { id: true } });
      if (known === null) throw invalidInput('system', `there is no system \`${system}\``);
      await checkTriggers(tx, definition.triggers);
      const row = await tx.tool.create({
        data: {
          ...definition,
          id,
          systemId: system,
          inputSchema: schemaColumn(definition.inputSchema),
          digest,
          createdAt: now,
        },
      });
      const { inputSchema: _, ...described } = definition;
      await writeAudit(tx, ctx, now, {
        event: 'tool.created',
        subject: { kind: 'tool', id },
        details: { ...described, digest },
      });
      return loadToolView(tx, row);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('already_exists', `there is a tool \`${id}\` already`);
    throw error;
  }
}
