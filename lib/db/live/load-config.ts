import type pg from 'pg';
import type { ActionClass } from '@/lib/domain/action-class';
import type { RiskTier, TierRules } from '@/lib/domain/risk-tier';
import type { Role } from '@/lib/domain/role';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { Stop } from '@/lib/domain/stop';
import type { Environment, Zone } from '@/lib/domain/system';
import type { ToolState } from '@/lib/domain/tool';

export type ConfigVersions = {
  version: string;
  inventory: string;
  tiers: string;
  stops: string;
  keys: string;
  guardrails: string;
};

export type SystemRow = { id: string; zone: Zone; environment: Environment };
export type ToolRow = {
  id: string;
  systemId: string;
  name: string;
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  reversible: boolean;
  returnsUntrusted: boolean;
  sensitiveArguments: string[];
  incidentalArguments: string[];
  state: ToolState;
  digest: string;
  reviewedDigest: string | null;
  inputSchema: unknown;
  triggers: string[];
};
export type KeyRow = {
  id: string;
  name: string;
  keyHash: string;
  roles: Role[];
  systemIds: string[];
  agentIds: string[];
  expiresAt: number | null;
};
/** A key that may verify tokens. */
export type TokenKeyRow = { id: string; publicJwk: unknown };

export type GuardrailRow = { name: string; version: number; state: 'enforced' | 'shadow'; text: string };

/** What all decisions share. A part is null when the caller already holds its present version. */
export type ConfigRows = {
  versions: ConfigVersions;
  systems: SystemRow[] | null;
  tools: ToolRow[] | null;
  tiers: { id: RiskTier; rules: TierRules }[] | null;
  stops: Stop[] | null;
  keys: KeyRow[] | null;
  tokenKeys: TokenKeyRow[] | null;
  guardrails: GuardrailRow[] | null;
};

const SQL = `
SELECT
  json_build_object('version', c.version::text, 'inventory', c.inventory::text, 'tiers', c.tiers::text,
                    'stops', c.stops::text, 'keys', c.keys::text, 'guardrails', c.guardrails::text) AS versions,
  CASE WHEN c.inventory::text <> $1 THEN (
    SELECT coalesce(json_agg(json_build_object('id', id, 'zone', zone, 'environment', environment)), '[]')
      FROM systems) END AS systems,
  CASE WHEN c.inventory::text <> $1 THEN (
    SELECT coalesce(json_agg(json_build_object(
             'id', id, 'systemId', system_id, 'name', name, 'actionClass', action_class,
             'sensitivity', sensitivity, 'reversible', reversible, 'returnsUntrusted', returns_untrusted,
             'sensitiveArguments', sensitive_arguments, 'incidentalArguments', incidental_arguments, 'state', state, 'digest', digest, 'reviewedDigest', reviewed_digest,
             'inputSchema', input_schema, 'triggers', triggers)), '[]')
      FROM tools) END AS tools,
  CASE WHEN c.tiers::text <> $2 THEN (
    SELECT coalesce(json_agg(json_build_object('id', id, 'rules', rules)), '[]') FROM tiers) END AS tiers,
  CASE WHEN c.stops::text <> $3 THEN (
    SELECT coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'targetId', target_id)), '[]')
      FROM stops WHERE released_at IS NULL) END AS stops,
  CASE WHEN c.keys::text <> $4 THEN (
    SELECT coalesce(json_agg(json_build_object(
             'id', k.id, 'name', k.name, 'keyHash', k.key_hash, 'roles', k.roles, 'systemIds', k.system_ids,
             'agentIds', k.agent_ids, 'expiresAt', floor(extract(epoch FROM k.expires_at) * 1000))), '[]')
      FROM api_keys k LEFT JOIN users u ON u.id = k.user_id
     WHERE k.revoked_at IS NULL AND u.disabled_at IS NULL) END AS keys,
  CASE WHEN c.keys::text <> $4 THEN (
    SELECT coalesce(json_agg(json_build_object('id', id, 'publicJwk', public_jwk)), '[]')
      FROM token_keys WHERE withdrawn_at IS NULL) END AS "tokenKeys",
  CASE WHEN c.guardrails::text <> $5 THEN (
    SELECT coalesce(json_agg(json_build_object(
             'name', guardrail, 'version', version, 'state', state, 'text', text)
             ORDER BY guardrail, version), '[]')
      FROM guardrail_versions WHERE state IN ('enforced', 'shadow')) END AS guardrails
FROM config_live c`;

/**
 * Reads the configuration with its versions in one snapshot; only the parts that differ from `known`.
 */
export async function loadConfig(pool: pg.Pool, known: ConfigVersions | null): Promise<ConfigRows> {
  const { rows } = await pool.query<ConfigRows>({
    name: 'load-config',
    text: SQL,
    values: [
      known?.inventory ?? '',
      known?.tiers ?? '',
      known?.stops ?? '',
      known?.keys ?? '',
      known?.guardrails ?? '',
    ],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('config_live has no row');
  return row;
}
