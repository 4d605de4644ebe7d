import type { ListToolCallersInput, ToolCaller } from '@/lib/contract/tool';
import { coversCall, fitsSensitivity } from '@/lib/domain/scope';
import { isMoreSensitive, SENSITIVITIES } from '@/lib/domain/sensitivity';
import { type Ctx, permit } from '../context';
import { scopeOf } from '../grant/scope';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { loadTool } from './load';

const CHUNK = 500;

/**
 * The live entitlements that cover calls of a tool, newest first: who can be granted it. What resource or
 * arguments a call must name is not asked here, and neither is what stops or guardrails say of it.
 */
export async function listToolCallers(
  ctx: Ctx,
  { tool: id, cursor, limit, count }: ListToolCallersInput,
): Promise<{ items: ToolCaller[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'entitlement.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const tool = await loadTool(db, id);
  const call = {
    systemId: tool.systemId,
    toolName: tool.name,
    actionClass: tool.actionClass,
    sensitivity: tool.sensitivity,
    resource: null,
  };
  const read = (before: string | undefined) =>
    db.entitlement.findMany({
      where: {
        systemId: tool.systemId,
        actionClasses: { has: tool.actionClass },
        maxSensitivity: { in: SENSITIVITIES.filter((most) => !isMoreSensitive(tool.sensitivity, most)) },
        revokedAt: null,
        endsAt: { gt: now },
        ...(before !== undefined && { id: { lt: before } }),
      },
      include: { agent: { select: { name: true, state: true } } },
      orderBy: { id: 'desc' },
      take: CHUNK,
    });
  const covers = (row: Awaited<ReturnType<typeof read>>[number]): boolean => {
    const scope = { ...scopeOf(row), resources: [] };
    return coversCall(scope, call) && fitsSensitivity(scope, call);
  };

  // Which tools a scope covers is said in patterns, which no index knows: whoever wants a count has all read.
  const isCounted = count === 'true';
  const [after] = fromCursor(cursor, 1) ?? [];
  const found: Awaited<ReturnType<typeof read>> = [];
  for (let from = isCounted ? undefined : after; isCounted || found.length <= limit; ) {
    const rows = await read(from);
    found.push(...rows.filter(covers));
    from = rows.at(-1)?.id;
    if (rows.length < CHUNK) break;
  }
  const page = toPage(
    found.filter(({ id: own }) => after === undefined || own < after).slice(0, limit + 1),
    limit,
    (row) => [row.id],
    (row): ToolCaller => ({
      agent: row.agentId,
      name: row.agent.name,
      agentState: row.agent.state,
      entitlement: row.id,
      activation: row.activation,
      startsAt: row.startsAt,
      endsAt: row.endsAt,
    }),
  );
  return isCounted ? { ...page, total: found.length } : page;
}
