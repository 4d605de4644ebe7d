import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { AgentState } from '@/lib/domain/agent';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { type TaskState, taskStateAt } from '@/lib/domain/task';

/** A credential with all that it rests on, as it stands in the database. */
export type Standing = {
  id: string;
  taskId: string;
  agentId: string;
  identityId: string | null;
  apiKeyId: string | null;
  jkt: string | null;
  isRevoked: boolean;
  taskState: TaskState;
  taskEndsAt: Date;
  agentState: AgentState;
  ownerId: string;
  isOwned: boolean;
  /** Whether its owner is enabled and nobody else is asked to answer for it. */
  isAccepted: boolean;
  riskTier: RiskTier;
  /** Whether the identity, or the key, that it was given for is still in force. */
  isGiverInForce: boolean;
  /** What the key that asked for it is bound to. */
  systemIds: string[];
};

const SELECT = Prisma.sql`
  SELECT k.id, k.task_id AS "taskId", k.agent_id AS "agentId", k.identity_id AS "identityId",
         k.api_key_id AS "apiKeyId", k.jkt, k.revoked_at IS NOT NULL AS "isRevoked",
         t.state::text AS "taskState", t.ends_at AS "taskEndsAt", a.state::text AS "agentState",
         a.owner_id AS "ownerId", a.risk_tier::text AS "riskTier",
         o.disabled_at IS NULL OR (b.id IS NOT NULL AND b.disabled_at IS NULL) AS "isOwned",
         o.disabled_at IS NULL AND a.proposed_owner_id IS NULL AS "isAccepted",
         CASE WHEN k.identity_id IS NOT NULL THEN w.removed_at IS NULL AND i.disabled_at IS NULL
              ELSE p.revoked_at IS NULL AND u.disabled_at IS NULL
                   AND (p.expires_at IS NULL OR p.expires_at > clock_timestamp()) END AS "isGiverInForce",
         CASE WHEN 'admin' = ANY (p.roles) THEN '{}' ELSE coalesce(p.system_ids, '{}') END AS "systemIds"
    FROM task_credentials k
    JOIN tasks t ON t.id = k.task_id
    JOIN agents a ON a.id = k.agent_id
    JOIN users o ON o.id = a.owner_id
    LEFT JOIN users b ON b.id = a.backup_owner_id
    LEFT JOIN workload_identities w ON w.id = k.identity_id
    LEFT JOIN trusted_issuers i ON i.id = w.issuer_id
    LEFT JOIN api_keys p ON p.id = k.api_key_id
    LEFT JOIN users u ON u.id = p.user_id`;

export async function findStanding(tx: Tx, credentialId: string): Promise<Standing | null> {
  const rows = await tx.$queryRaw<Standing[]>`${SELECT} WHERE k.id = ${credentialId}`;
  return rows[0] ?? null;
}

/**
 * The same, held until the transaction ends: a revocation waits for the token that is being made, which is then
 * one of those that it revokes; or this one sees the revocation.
 */
export async function lockStanding(tx: Tx, credentialId: string): Promise<Standing | null> {
  await tx.$queryRaw`SELECT id FROM task_credentials WHERE id = ${credentialId} FOR SHARE`;
  return findStanding(tx, credentialId);
}

/** Why tokens of a credential are worth nothing now; null when they stand. INVARIANT (task-bound) */
export function standingRefusal(standing: Standing | null, now: Date): string | null {
  if (standing === null) return 'its credential is not known';
  if (standing.isRevoked) return 'it has been revoked';
  const state = taskStateAt({ state: standing.taskState, endsAt: standing.taskEndsAt }, now);
  if (state !== 'running') return `its task is ${state}`;
  if (standing.agentState !== 'active') return `its agent is ${standing.agentState}`;
  if (!standing.isOwned) return 'nobody answers for its agent';
  if (!standing.isGiverInForce) return 'what it was given for is not in force any more';
  return null;
}
