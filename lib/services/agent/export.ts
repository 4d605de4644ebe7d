import type { AgentView, ExportAgentsInput } from '@/lib/contract/agent';
import { csvLine } from '@/lib/csv/write';
import { AGENT_CSV_COLUMNS, type AgentCsvColumn } from '@/lib/domain/agent-csv';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { refused } from '../errors';
import { databaseNow, inTransaction, reader } from '../transaction';
import { readAgents } from './list';

const CHUNK = 1000;
const MOST = 100_000;

const CELLS: Record<AgentCsvColumn, (agent: AgentView) => string | number | boolean | Date | null> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  purpose: ({ purpose }) => purpose,
  owner: ({ owner }) => owner.email,
  backupOwner: ({ backupOwner }) => backupOwner?.email ?? null,
  riskTier: ({ riskTierSet }) => riskTierSet,
  autonomy: ({ autonomy }) => autonomy,
  environment: ({ environment }) => environment,
  effectiveTier: ({ riskTier }) => riskTier,
  state: ({ state }) => state,
  isOwned: ({ isOwned }) => isOwned,
  source: ({ source }) => source,
  liveGrants: ({ liveGrants }) => liveGrants,
  runningTasks: ({ runningTasks }) => runningTasks,
  lastCallAt: ({ lastCallAt }) => lastCallAt as Date | null,
  reviewDueAt: ({ reviewDueAt }) => reviewDueAt as Date | null,
  createdAt: ({ createdAt }) => createdAt as Date,
};

/**
 * The agents that fit as one CSV file, in the list's order: instants in UTC, no cell a formula. Read page by page,
 * at one clock. The columns that an import takes come first, so that a file can go back the way it came. That
 * somebody took the file is an audit event: the list itself leaves no copy.
 */
export async function exportAgents(
  ctx: Ctx,
  { sort, ...filter }: ExportAgentsInput,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  permit(ctx, 'agent.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const lines = [csvLine(AGENT_CSV_COLUMNS)];
  for (let cursor: string | undefined; ; ) {
    const page = await readAgents(db, filter, { sort, cursor, limit: CHUNK }, now, ctx.actor.userId);
    lines.push(
      ...page.items.map((agent) => csvLine(AGENT_CSV_COLUMNS.map((column) => CELLS[column](agent)))),
    );
    if (page.nextCursor === null) break;
    if (lines.length > MOST) {
      throw refused({ code: 'too_many', message: `more than ${MOST} agents fit: narrow the list` });
    }
    cursor = page.nextCursor;
  }
  await inTransaction(ctx, (tx, at) =>
    writeAudit(tx, ctx, at, {
      event: 'agents.exported',
      subject: { kind: 'agents', id: 'all' },
      details: { agents: lines.length - 1, filter, sort },
    }),
  );
  const name = `agents-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.csv`;
  return { name, bytes: new TextEncoder().encode(lines.join('')) };
}
