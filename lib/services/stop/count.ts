import type { StopCounts } from '@/lib/contract/stop';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { coversTool } from '@/lib/domain/pattern';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { splitToolId } from '@/lib/domain/tool';
import { agentsOfTier } from '../tier/agents-of';
import type { Target } from './target';

/** Which agents `a`, grants `g`, tokens for systems `i` and escalations `e` a target covers. */
type Cover = { agents: Prisma.Sql; grants: Prisma.Sql; tokens: Prisma.Sql; escalations: Prisma.Sql };

const all = (of: Prisma.Sql): Cover => ({ agents: of, grants: of, tokens: of, escalations: of });

async function coverOf(db: Tx, { kind, id }: Target, now: Date, among?: readonly string[]): Promise<Cover> {
  switch (kind) {
    case 'everything':
      return all(Prisma.sql`true`);
    case 'agent':
      return all(Prisma.sql`a.id = ${id}`);
    case 'owner':
      return all(Prisma.sql`a.owner_id = ${id}`);
    case 'tier': {
      const agents = (await agentsOfTier(db, id as RiskTier, now, among)).map((agent) => agent.id);
      return all(Prisma.sql`a.id = ANY (${agents})`);
    }
    case 'system':
      return coverOfSystem(String(id), null);
    case 'tool': {
      const { system, name } = splitToolId(String(id)) ?? { system: '', name: '' };
      return coverOfSystem(system, { id: String(id), patterns: await patternsOver(db, system, name) });
    }
  }
}

function coverOfSystem(system: string, tool: { id: string; patterns: string[] } | null): Cover {
  const reaches = (of: Prisma.Sql) =>
    tool === null ? Prisma.sql`true` : Prisma.sql`${of} && ${tool.patterns}::text[]`;
  return {
    agents: Prisma.sql`EXISTS (
      SELECT FROM entitlements n
       WHERE n.agent_id = a.id AND n.system_id = ${system} AND n.revoked_at IS NULL
         AND n.ends_at > clock_timestamp() AND ${reaches(Prisma.sql`n.tools`)})`,
    grants: Prisma.sql`g.system_id = ${system} AND ${reaches(Prisma.sql`g.tools`)}`,
    tokens: Prisma.sql`i.system_id = ${system} AND ${
      tool === null
        ? Prisma.sql`true`
        : Prisma.sql`EXISTS (SELECT FROM grants g WHERE g.id = i.grant_id AND ${reaches(Prisma.sql`g.tools`)})`
    }`,
    escalations:
      tool === null
        ? Prisma.sql`starts_with(e.tool_id, ${`${system}/`})`
        : Prisma.sql`e.tool_id = ${tool.id}`,
  };
}

/** The patterns in use over a system's tools that cover this one. Distinct ones are few. */
async function patternsOver(db: Tx, system: string, name: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ pattern: string }[]>`
    SELECT DISTINCT unnest(tools) AS pattern FROM entitlements WHERE system_id = ${system}
    UNION SELECT DISTINCT unnest(tools) FROM grants WHERE system_id = ${system} AND ends_at > clock_timestamp()`;
  return rows.map(({ pattern }) => pattern).filter((pattern) => coversTool(pattern, name));
}

const isLiveToken = (now: Date) => Prisma.sql`i.expires_at > ${now} AND i.revoked_at IS NULL`;
const TOKENS = Prisma.sql`
  issued_tokens i JOIN task_credentials k ON k.id = i.credential_id AND k.revoked_at IS NULL
                  JOIN agents a ON a.id = k.agent_id`;

/** What a target covers at this moment. */
export async function countCovered(db: Tx, target: Target, now: Date): Promise<StopCounts> {
  const cover = await coverOf(db, target, now);
  const [counts] = await db.$queryRaw<Omit<StopCounts, 'at'>[]>`
    WITH live AS (
      SELECT g.task_id FROM grants g JOIN tasks t ON t.id = g.task_id JOIN agents a ON a.id = t.agent_id
       WHERE g.revoked_at IS NULL AND g.ends_at > ${now} AND t.state IN ('running', 'paused') AND t.ends_at > ${now}
         AND ${cover.grants})
    SELECT (SELECT count(*)::int FROM agents a WHERE a.state <> 'retired' AND ${cover.agents}) AS agents,
           ${runningTasks(target, cover, now)} AS "runningTasks",
           (SELECT count(*)::int FROM live) AS "liveGrants",
           (SELECT count(*)::int FROM ${TOKENS}
             WHERE i.kind = 'task' AND ${isLiveToken(now)} AND ${taskTokens(target, cover)}) AS "taskTokens",
           (SELECT count(*)::int FROM ${TOKENS}
             WHERE i.kind = 'system' AND ${isLiveToken(now)} AND ${cover.tokens}) AS "systemTokens",
           (SELECT count(*)::int FROM escalations e JOIN agents a ON a.id = e.agent_id
             WHERE e.state = 'pending' AND e.expires_at > ${now} AND ${cover.escalations}) AS "pendingEscalations"`;
  if (counts === undefined) throw new Error('counting answers one row');
  return { at: now, ...counts };
}

const isOfAgents = ({ kind }: Target): boolean => kind !== 'system' && kind !== 'tool';

/** Of a system or a tool, the tasks that hold a live grant on it. */
const runningTasks = (target: Target, cover: Cover, now: Date) =>
  isOfAgents(target)
    ? Prisma.sql`(SELECT count(*)::int FROM tasks t JOIN agents a ON a.id = t.agent_id
                   WHERE t.state = 'running' AND t.ends_at > ${now} AND ${cover.agents})`
    : Prisma.sql`(SELECT count(DISTINCT task_id)::int FROM live)`;

/** A task's token is worth something for other systems than the stopped one. */
const taskTokens = (target: Target, cover: Cover) => (isOfAgents(target) ? cover.agents : Prisma.sql`false`);

/**
 * Revokes the tokens for systems that live and that a target covers; answers how many. They are not longer than
 * five minutes, so that this never holds a stop up.
 */
export async function revokeSystemTokens(tx: Tx, target: Target, now: Date): Promise<number> {
  const holders = await tx.$queryRaw<{ agent: string }[]>`
    SELECT DISTINCT a.id AS agent FROM ${TOKENS} WHERE i.kind = 'system' AND ${isLiveToken(now)}`;
  if (holders.length === 0) return 0;
  const cover = await coverOf(
    tx,
    target,
    now,
    holders.map(({ agent }) => agent),
  );
  return tx.$executeRaw`
    UPDATE issued_tokens u SET revoked_at = ${now}
     WHERE u.kind = 'system' AND u.expires_at > ${now} AND u.revoked_at IS NULL
       AND u.id IN (SELECT i.id FROM ${TOKENS} WHERE i.kind = 'system' AND ${isLiveToken(now)} AND ${cover.tokens})`;
}
