import type { AgentFactRow } from '@/lib/db/live/load-agents';
import type {
  ConfigRows,
  ConfigVersions,
  KeyRow,
  SystemRow,
  TokenKeyRow,
  ToolRow,
} from '@/lib/db/live/load-config';
import type { AncestorRow, TaskFactRow, TaskRow } from '@/lib/db/live/load-tasks';
import { hashValue, unpackHashes } from '@/lib/db/live/value-hash';
import type {
  AgentFacts,
  AncestorFacts,
  EntitlementFacts,
  GrantFacts,
  RequestFacts,
  TaskFacts,
  ToolFacts,
} from '@/lib/domain/facts';
import type { Guardrails } from '@/lib/domain/guardrail';
import { type KnownValues, knownFromPurpose, type OutputKind } from '@/lib/domain/provenance';
import { reachOf } from '@/lib/domain/reach';
import { higherTier, type RiskTier, SHIPPED_TIERS, type TierRules, tierFloor } from '@/lib/domain/risk-tier';
import type { Stop } from '@/lib/domain/stop';
import { furthestZone, type Zone } from '@/lib/domain/system';
import type { TokenKeys } from '@/lib/identity/task-token';
import { tokenKeyFrom } from '@/lib/identity/token-key';
import type { SchemaCheck } from '@/lib/json-schema/compile';
import { compileArguments } from './compile-arguments';

export type CompiledTool = ToolFacts & {
  system: SystemRow;
  triggers: readonly string[];
  /** Paths of arguments that do not bind an approval. */
  incidentalArguments: readonly string[];
};

/** What all decisions share, ready to be asked. */
export type Config = {
  versions: ConfigVersions;
  systems: ReadonlyMap<string, SystemRow>;
  zoneOf: (systemId: string) => Zone | null;
  tools: ReadonlyMap<string, CompiledTool>;
  toolsBySystem: ReadonlyMap<string, readonly CompiledTool[]>;
  tiers: Readonly<Record<RiskTier, TierRules>>;
  stops: readonly Stop[];
  /** By the sha-256 of the key, in hexadecimal. */
  keys: ReadonlyMap<string, KeyRow>;
  keysById: ReadonlyMap<string, KeyRow>;
  /** The keys with which tokens of our own are verified. */
  tokenKeys: TokenKeys;
  guardrails: Guardrails;
};

/** Joins freshly read parts with those that have not changed; `guardrails` are compiled already. */
export function compileConfig(
  rows: ConfigRows,
  guardrails: Guardrails | null,
  before: Config | null,
): Config {
  const inventory = rows.tools === null ? null : compileInventory(rows.systems ?? [], rows.tools);
  const part = <T>(fresh: T | null, old: T | undefined): T => {
    if (fresh !== null) return fresh;
    if (old === undefined) throw new Error('a part of the configuration is missing');
    return old;
  };
  const systems = part(inventory?.systems ?? null, before?.systems);
  return {
    versions: rows.versions,
    systems,
    zoneOf: (systemId) => systems.get(systemId)?.zone ?? null,
    tools: part(inventory?.tools ?? null, before?.tools),
    toolsBySystem: part(inventory?.toolsBySystem ?? null, before?.toolsBySystem),
    tiers: part(rows.tiers === null ? null : compileTiers(rows.tiers), before?.tiers),
    stops: part(rows.stops, before?.stops),
    keys: part(rows.keys === null ? null : new Map(rows.keys.map((key) => [key.keyHash, key])), before?.keys),
    keysById: part(
      rows.keys === null ? null : new Map(rows.keys.map((key) => [key.id, key])),
      before?.keysById,
    ),
    tokenKeys: part(rows.tokenKeys === null ? null : compileTokenKeys(rows.tokenKeys), before?.tokenKeys),
    guardrails: part(guardrails, before?.guardrails),
  };
}

const compileTokenKeys = (rows: readonly TokenKeyRow[]): TokenKeys =>
  new Map(
    rows.flatMap(({ id, publicJwk }) => {
      const key = tokenKeyFrom(publicJwk);
      return key === null ? [] : [[id, key] as const];
    }),
  );

function compileInventory(systemRows: readonly SystemRow[], toolRows: readonly ToolRow[]) {
  const systems = new Map(systemRows.map((system) => [system.id, system]));
  const tools = new Map<string, CompiledTool>();
  const toolsBySystem = new Map<string, CompiledTool[]>();
  for (const row of toolRows) {
    const system = systems.get(row.systemId);
    if (system === undefined) continue;
    const tool = compileTool(row, system, systems);
    tools.set(tool.id, tool);
    const siblings = toolsBySystem.get(row.systemId);
    if (siblings === undefined) toolsBySystem.set(row.systemId, [tool]);
    else siblings.push(tool);
  }
  return { systems, tools, toolsBySystem };
}

function compileTool(row: ToolRow, system: SystemRow, systems: ReadonlyMap<string, SystemRow>): CompiledTool {
  // At first use: most tools are not called before the configuration changes again.
  let check: SchemaCheck | null = null;
  return {
    id: row.id,
    systemId: row.systemId,
    // What it sets in motion carries data on.
    zone: furthestZone([system.zone, ...row.triggers.flatMap((id) => systems.get(id)?.zone ?? [])]),
    name: row.name,
    actionClass: row.actionClass,
    sensitivity: row.sensitivity,
    environment: system.environment,
    reversible: row.reversible,
    returnsUntrusted: row.returnsUntrusted,
    sensitiveArguments: row.sensitiveArguments,
    incidentalArguments: row.incidentalArguments,
    state: row.state,
    digest: row.digest,
    reviewedDigest: row.reviewedDigest,
    argumentsRefusal: (args) => {
      check ??= compileArguments(row.inputSchema);
      return check(args);
    },
    system,
    triggers: row.triggers,
  };
}

function compileTiers(rows: readonly { id: RiskTier; rules: TierRules }[]): Record<RiskTier, TierRules> {
  const tiers = { ...SHIPPED_TIERS };
  for (const { id, rules } of rows) tiers[id] = rules;
  return tiers;
}

/** The agent as decisions see it. Its tier depends on what its entitlements reach in this inventory. */
export function compileAgent(row: AgentFactRow, config: Config, nowMs: number): AgentFacts {
  const entitlements = row.entitlements.map(
    (one): EntitlementFacts => ({
      id: one.id,
      scope: one.scope,
      startsAt: new Date(one.startsAt),
      endsAt: new Date(one.endsAt),
      revokedAt: null,
    }),
  );
  const toolsOf = (systemId: string) => config.toolsBySystem.get(systemId) ?? [];
  const tier = higherTier(row.riskTier, tierFloor(reachOf(entitlements, toolsOf, new Date(nowMs))));
  return {
    id: row.id,
    state: row.state,
    owner: { id: row.ownerId, isEnabled: row.ownerIsEnabled },
    backupOwner:
      row.backupOwnerId === null
        ? null
        : { id: row.backupOwnerId, isEnabled: row.backupOwnerIsEnabled === true },
    proposedOwnerId: row.proposedOwnerId,
    autonomy: row.autonomy,
    environment: row.environment,
    observedUntil: row.observedUntil === null ? null : new Date(row.observedUntil),
    tier,
    rules: config.tiers[tier],
    entitlements,
  };
}

/** A task's facts; `spent`, labels and drift move as this instance records decisions. */
export type LiveTaskFacts = TaskFacts & {
  grants: (GrantFacts & { spent: number })[];
  requests: readonly RequestFacts[];
};

export const compileTask = (row: TaskRow): LiveTaskFacts => ({
  ...compilePrivilege(row),
  labels: row.labels,
  drift: row.drift,
  known: compileKnown(row),
  requests:
    row.requests === null
      ? NO_REQUESTS
      : row.requests.map((one) => ({ ...one, expiresAt: new Date(one.expiresAt) })),
  deferrals:
    row.deferrals === null
      ? NO_DEFERRALS
      : row.deferrals.map(({ digest, expiresAt, isResolved }) => ({
          digest,
          expiresAt: new Date(expiresAt),
          isResolved,
        })),
});
const NO_REQUESTS: TaskFacts['requests'] = [];
const NO_DEFERRALS: TaskFacts['deferrals'] = [];

/** What a task may do: all that counts of one further up the chain. */
const compilePrivilege = (row: TaskFactRow) => ({
  id: row.id,
  agentId: row.agentId,
  purpose: row.purpose,
  state: row.state,
  endsAt: new Date(row.endsAt),
  actionClasses: row.actionClasses,
  parentTaskId: row.parentTaskId,
  grants: row.grants.map((grant) => ({
    id: grant.id,
    entitlementId: grant.entitlementId,
    scope: grant.scope,
    startsAt: new Date(grant.startsAt),
    endsAt: new Date(grant.endsAt),
    revokedAt: null,
    uses: grant.uses,
    spent: grant.spent,
    approval: grant.approval,
  })),
});

/** What the task knows of values: most tasks are never asked, so nothing is unpacked before somebody asks. */
function compileKnown({ purpose, personPurpose, salt, values }: TaskRow): KnownValues {
  const known = knownFromPurpose(personPurpose ?? purpose);
  if (values === null) return known;
  let sets: Record<OutputKind, Set<string>> | null = null;
  const unpacked = () => {
    const made = { trusted: new Set(), pointed_at: new Set(), untrusted: new Set(), instructed: new Set() };
    for (const { kind, hashes } of values) unpackHashes(hashes, made[kind] as Set<string>);
    return made as Record<OutputKind, Set<string>>;
  };
  return {
    ...known,
    hasStood: (kind, form) => {
      sets ??= unpacked();
      return sets[kind].has(hashValue(salt, form));
    },
  };
}

/** The tasks above one as its decisions see them. Their agents' tiers depend on the configuration too. */
export const compileAncestors = (
  rows: readonly AncestorRow[],
  config: Config,
  nowMs: number,
): readonly AncestorFacts[] =>
  rows.map(({ task, agent }) => ({
    task: compilePrivilege(task),
    agent: compileAgent(agent, config, nowMs),
  }));
