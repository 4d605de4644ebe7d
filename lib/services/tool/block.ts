import type { BlockToolInput, ToolView } from '@/lib/contract/tool';
import type { Tx } from '@/lib/db/client';
import type { ToolModel } from '@/lib/db/generated/models';
import { TOOL_MOVES, toolMoveRefusal } from '@/lib/domain/tool';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadTool } from './load';
import { loadToolView } from './view';

/** Blocks a tool: the next decision about it denies, whoever asks. A review lifts the block. */
export async function blockTool(ctx: Ctx, { id, reason }: BlockToolInput): Promise<ToolView> {
  permit(ctx, 'tool.block');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadTool(tx, id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('tool', id);
    await blockIn(tx, ctx, now, before, reason);
    return loadToolView(tx, await loadTool(tx, id));
  });
}

/** The same in a transaction that is open. The permission was asked for. */
export async function blockIn(tx: Tx, ctx: Ctx, now: Date, before: ToolModel, reason: string): Promise<void> {
  const { id } = before;
  const refusal = toolMoveRefusal('block', before);
  if (refusal !== null) throw refused(refusal);
  const { count } = await tx.tool.updateMany({
    where: { id, state: { in: [...TOOL_MOVES.block.from] } },
    data: { state: TOOL_MOVES.block.to, revision: { increment: 1 } },
  });
  if (count !== 1) throw conflict('already_blocked', `tool \`${id}\` was blocked meanwhile`);
  await writeAudit(tx, ctx, now, {
    event: 'tool.blocked',
    subject: { kind: 'tool', id },
    details: { from: before.state, reason },
  });
}
