import type pg from 'pg';
import { AUDIT_COLUMNS, auditRow, type SeedActor } from './audit-rows';
import { type BulkRow, insertRows } from './bulk';
import type { Dice } from './dice';
import type { Agent, Inventory, Person, System, Tool } from './inventory';

export const SOURCE = 'import';

/** Writes the inventory in one transaction, each row with the audit event of its making. */
export async function writeInventory(
  client: pg.Client,
  dice: Dice,
  inventory: Inventory,
  { contexts, now }: { contexts: number; now: Date },
): Promise<void> {
  const [admin] = inventory.admins;
  if (admin === undefined) throw new Error('there is no admin among the people');
  const actor: SeedActor = { kind: 'user', id: admin.id, name: admin.name, roles: admin.roles };
  const audits: (BulkRow & { at: Date })[] = [];
  const tell = (
    at: Date,
    event: string,
    kind: string,
    id: string,
    details: Record<string, unknown>,
  ): void => {
    audits.push(auditRow(dice, at, actor, event, { kind, id }, details));
  };
  await client.query('BEGIN');
  await writePeople(client, inventory.people, tell);
  await writeSystems(client, inventory.systems, tell);
  await writeTools(client, inventory.tools, tell);
  await writeAgents(client, inventory.agents, tell);
  await writeEntitlements(client, inventory.agents, tell);
  await writeContexts(client, dice, inventory, contexts, now);
  // The chain tells the deeds in the order in which they were done.
  audits.sort((a, b) => a.at.getTime() - b.at.getTime());
  await insertRows(client, 'audit_events', AUDIT_COLUMNS, audits);
  await client.query('COMMIT');
}

type Tell = (at: Date, event: string, kind: string, id: string, details: Record<string, unknown>) => void;

async function writePeople(client: pg.Client, people: readonly Person[], tell: Tell): Promise<void> {
  const types = {
    id: 'text',
    email: 'text',
    name: 'text',
    roles: 'role[]',
    source: 'source',
    created_at: 'timestamptz',
    disabled_at: 'timestamptz',
  };
  await insertRows(
    client,
    'users',
    types,
    people.map(({ id, email, name, roles, createdAt, disabledAt }) => ({
      id,
      email,
      name,
      roles,
      source: SOURCE,
      created_at: createdAt,
      disabled_at: disabledAt,
    })),
  );
  for (const { id, email, name, roles, createdAt, disabledAt } of people) {
    tell(createdAt, 'user.created', 'user', id, { email, name, roles });
    if (disabledAt !== null) tell(disabledAt, 'user.disabled', 'user', id, {});
  }
}

async function writeSystems(client: pg.Client, systems: readonly System[], tell: Tell): Promise<void> {
  const types = {
    id: 'text',
    name: 'text',
    kind: 'system_kind',
    zone: 'zone',
    environment: 'environment',
    sensitivity: 'sensitivity',
    owner_id: 'text',
    source: 'source',
    created_at: 'timestamptz',
  };
  await insertRows(
    client,
    'systems',
    types,
    systems.map(({ id, name, product, environment, ownerId, createdAt }) => ({
      id,
      name,
      kind: product.kind,
      zone: product.zone,
      environment,
      sensitivity: product.sensitivity,
      owner_id: ownerId,
      source: SOURCE,
      created_at: createdAt,
    })),
  );
  for (const { id, name, createdAt } of systems) tell(createdAt, 'system.created', 'system', id, { name });
}

async function writeTools(client: pg.Client, tools: readonly Tool[], tell: Tell): Promise<void> {
  const types = {
    id: 'text',
    system_id: 'text',
    name: 'text',
    description: 'text',
    action_class: 'action_class',
    sensitivity: 'sensitivity',
    returns_untrusted: 'boolean',
    reversible: 'boolean',
    input_schema: 'jsonb',
    sensitive_arguments: 'text[]',
    triggers: 'text[]',
    digest: 'text',
    reviewed_digest: 'text',
    state: 'tool_state',
    reviewed_by_id: 'text',
    reviewed_at: 'timestamptz',
    created_at: 'timestamptz',
  };
  await insertRows(
    client,
    'tools',
    types,
    tools.map((tool) => ({
      id: tool.id,
      system_id: tool.systemId,
      name: tool.name,
      description: tool.description,
      action_class: tool.actionClass,
      sensitivity: tool.sensitivity,
      returns_untrusted: tool.returnsUntrusted,
      reversible: tool.reversible,
      input_schema: tool.inputSchema,
      sensitive_arguments: tool.sensitiveArguments,
      triggers: tool.triggers,
      digest: tool.digest,
      reviewed_digest: tool.reviewedDigest,
      state: tool.state,
      reviewed_by_id: tool.reviewedById,
      reviewed_at: tool.reviewedById === null ? null : tool.createdAt,
      created_at: tool.createdAt,
    })),
  );
  for (const { id, systemId, actionClass, sensitivity, reviewedDigest, createdAt } of tools) {
    tell(createdAt, 'tool.created', 'tool', id, { system: systemId, actionClass, sensitivity });
    if (reviewedDigest !== null) tell(createdAt, 'tool.reviewed', 'tool', id, { digest: reviewedDigest });
  }
}

async function writeAgents(client: pg.Client, agents: readonly Agent[], tell: Tell): Promise<void> {
  const types = {
    id: 'text',
    name: 'text',
    purpose: 'text',
    owner_id: 'text',
    backup_owner_id: 'text',
    risk_tier: 'risk_tier',
    autonomy: 'autonomy',
    environment: 'environment',
    state: 'agent_state',
    source: 'source',
    created_at: 'timestamptz',
    review_due_at: 'timestamptz',
  };
  await insertRows(
    client,
    'agents',
    types,
    agents.map((agent) => ({
      id: agent.id,
      name: agent.name,
      purpose: agent.purpose,
      owner_id: agent.ownerId,
      backup_owner_id: agent.backupOwnerId,
      risk_tier: agent.riskTier,
      autonomy: agent.autonomy,
      environment: agent.environment,
      state: agent.state,
      source: SOURCE,
      created_at: agent.createdAt,
      review_due_at: agent.reviewDueAt,
    })),
  );
  for (const { id, name, ownerId, riskTier, state, createdAt, movedAt } of agents) {
    tell(createdAt, 'agent.created', 'agent', id, { name, ownerId, riskTier });
    if (state !== 'draft') tell(createdAt, 'agent.activated', 'agent', id, { from: 'draft', to: 'active' });
    if (movedAt !== null) {
      const reason = state === 'retired' ? 'No longer needed' : 'It did what nobody had asked for';
      tell(movedAt, `agent.${state}`, 'agent', id, { from: 'active', to: state, reason });
    }
  }
}

async function writeEntitlements(client: pg.Client, agents: readonly Agent[], tell: Tell): Promise<void> {
  const types = {
    id: 'text',
    agent_id: 'text',
    system_id: 'text',
    tools: 'text[]',
    action_classes: 'action_class[]',
    resources: 'text[]',
    max_sensitivity: 'sensitivity',
    arguments: 'jsonb',
    activation: 'activation',
    max_ttl_seconds: 'int',
    starts_at: 'timestamptz',
    ends_at: 'timestamptz',
    reason: 'text',
    created_by_id: 'text',
    created_at: 'timestamptz',
    revoked_at: 'timestamptz',
    revoke_reason: 'text',
  };
  const all = agents.flatMap(({ entitlements }) => entitlements);
  await insertRows(
    client,
    'entitlements',
    types,
    all.map((one) => ({
      id: one.id,
      agent_id: one.agentId,
      system_id: one.scope.system,
      tools: one.scope.tools,
      action_classes: one.scope.actionClasses,
      resources: one.scope.resources,
      max_sensitivity: one.scope.maxSensitivity,
      arguments: one.scope.arguments,
      activation: one.activation,
      max_ttl_seconds: one.maxTtlSeconds,
      starts_at: one.startsAt,
      ends_at: one.endsAt,
      reason: one.reason,
      created_by_id: one.createdById,
      created_at: one.startsAt,
      revoked_at: one.revokedAt,
      revoke_reason: one.revokedAt === null ? null : 'No longer needed',
    })),
  );
  for (const { id, agentId, scope, activation, endsAt, reason, startsAt, revokedAt } of all) {
    tell(startsAt, 'entitlement.created', 'entitlement', id, {
      agent: agentId,
      scope,
      activation,
      endsAt,
      reason,
    });
    if (revokedAt !== null) {
      tell(revokedAt, 'entitlement.revoked', 'entitlement', id, {
        agent: agentId,
        reason: 'No longer needed',
      });
    }
  }
}

async function writeContexts(
  client: pg.Client,
  dice: Dice,
  { systems, agents, admins }: Inventory,
  count: number,
  now: Date,
): Promise<void> {
  const types = {
    id: 'text',
    name: 'text',
    sensitivity: 'sensitivity',
    untrusted: 'boolean',
    systems: 'text[]',
    agents: 'text[]',
    created_by: 'text',
    created_at: 'timestamptz',
  };
  const rows = Array.from({ length: count }, (_, i) => {
    const createdAt = dice.before(now, 1, 90);
    const { job } = dice.pick(agents);
    return {
      id: dice.id('ctx', createdAt),
      name: `Notes on ${job} ${i + 1}`,
      sensitivity: dice.pick(['public', 'internal', 'confidential', 'restricted']),
      untrusted: dice.chance(0.3),
      systems: [dice.pick(systems).id],
      agents: [dice.pick(agents).id],
      created_by: dice.pick(admins).id,
      created_at: createdAt,
    };
  });
  await insertRows(client, 'contexts', types, rows);
}
