import type pg from 'pg';
import type { AgentState, Autonomy } from '@/lib/domain/agent';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { Scope } from '@/lib/domain/scope';
import type { Environment } from '@/lib/domain/system';

/** Instants are milliseconds since 1970, rounded down: an end is never later than the row says. */
export type EntitlementRow = { id: string; scope: Scope; startsAt: number; endsAt: number };
/** What makes the facts of an agent. */
export type AgentFactRow = {
  id: string;
  state: AgentState;
  ownerId: string;
  ownerIsEnabled: boolean;
  backupOwnerId: string | null;
  backupOwnerIsEnabled: boolean | null;
  proposedOwnerId: string | null;
  riskTier: RiskTier;
  autonomy: Autonomy;
  environment: Environment;
  observedUntil: number | null;
  entitlements: EntitlementRow[];
};
export type AgentRow = AgentFactRow & {
  /** The database's time when this was read: what it holds had begun by then. */
  readAt: number;
  version: string;
  minute: number;
  calls: number;
  /** Ids of the workload identities in force: not removed, and of an issuer that is trusted. */
  identities: string[];
};

export const SCOPE_JSON = `json_build_object(
  'system', s.system_id, 'tools', s.tools, 'actionClasses', s.action_classes, 'resources', s.resources,
  'maxSensitivity', s.max_sensitivity, 'arguments', s.arguments)`;
export const toMs = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)`;

/** The live entitlements of the agent `a`. */
export const ENTITLEMENTS_JSON = `(
  SELECT coalesce(json_agg(json_build_object(
           'id', s.id, 'startsAt', ${toMs('s.starts_at')}, 'endsAt', ${toMs('s.ends_at')}, 'scope', ${SCOPE_JSON})), '[]')
    FROM entitlements s
   WHERE s.agent_id = a.id AND s.revoked_at IS NULL AND s.ends_at > clock_timestamp())`;

const SQL = `
SELECT ${toMs('clock_timestamp()')}::float8 AS "readAt",
       a.id, l.version::text AS version, a.state, a.owner_id AS "ownerId", o.disabled_at IS NULL AS "ownerIsEnabled",
       a.backup_owner_id AS "backupOwnerId", CASE WHEN b.id IS NOT NULL THEN b.disabled_at IS NULL END AS "backupOwnerIsEnabled",
       a.proposed_owner_id AS "proposedOwnerId", a.risk_tier AS "riskTier", a.autonomy, a.environment, ${toMs('a.observed_until')}::float8 AS "observedUntil", c.minute, c.calls,
       ${ENTITLEMENTS_JSON} AS entitlements,
       (SELECT coalesce(json_agg(w.id), '[]')
          FROM workload_identities w LEFT JOIN trusted_issuers i ON i.id = w.issuer_id
         WHERE w.agent_id = a.id AND w.removed_at IS NULL AND i.disabled_at IS NULL) AS identities
  FROM agents a
  JOIN agent_live l ON l.agent_id = a.id
  JOIN agent_calls c ON c.agent_id = a.id
  JOIN users o ON o.id = a.owner_id
  LEFT JOIN users b ON b.id = a.backup_owner_id
 WHERE a.id = ANY ($1)`;

/** Reads agents with their version, each in one snapshot. What does not exist is not in the answer. */
export async function loadAgents(pool: pg.Pool, ids: readonly string[]): Promise<AgentRow[]> {
  const { rows } = await pool.query<AgentRow>({ name: 'load-agents', text: SQL, values: [ids] });
  return rows;
}
