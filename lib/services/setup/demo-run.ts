import type { DemoRunView } from '@/lib/contract/setup';
import type { Tx } from '@/lib/db/client';
import { refuse } from '@/lib/domain/refusal';
import { activateAgent } from '../agent/activate';
import { createAgent } from '../agent/create';
import { createApiKey } from '../api-key/create';
import { type Ctx, permit } from '../context';
import { createEntitlement } from '../entitlement/create';
import { refused } from '../errors';
import { createSystem } from '../system/create';
import { openTask } from '../task/open';
import { createTool } from '../tool/create';
import { reviewTool } from '../tool/review';
import { inTransaction } from '../transaction';

const SYSTEM = 'demo-desk';
const AGENT = 'demo-agent';
const PURPOSE = 'Read my notes and tell me what is due';
const KEY_MINUTES = 15;
const TASK_SECONDS = 600;

const TOOLS = [
  {
    name: 'notes.read',
    description: 'Reads a note',
    actionClass: 'read',
    properties: { note: { type: 'string' } },
  },
  {
    name: 'notes.write',
    description: 'Writes a note',
    actionClass: 'write',
    properties: { note: { type: 'string' }, text: { type: 'string' } },
  },
] as const;

/**
 * Opens a task for the demo agent, making what it needs where that is missing, and a key which may ask for this
 * agent at this system for some minutes. The calls themselves come from whoever holds the key, through the live
 * path like everybody's.
 */
export async function startDemoRun(ctx: Ctx): Promise<DemoRunView> {
  permit(ctx, 'setup.change');
  return inTransaction(ctx, async (tx, now) => {
    const inner: Ctx = { ...ctx, tx, ifMatch: null };
    const owner = await findOwner(tx, ctx);
    await makeSystem(inner, tx, owner);
    const agent = await makeAgent(inner, tx, owner);
    await makeEntitlement(inner, tx, agent, now);
    const expiresAt = new Date(now.getTime() + KEY_MINUTES * 60_000);
    const key = await createApiKey(inner, {
      name: `Demo run of ${agent}`,
      roles: ['pep'],
      systems: [SYSTEM],
      agents: [agent],
      expiresAt,
    });
    await tx.apiKey.update({ where: { id: key.id }, data: { source: 'demo' } });
    const task = await openTask(inner, {
      agent,
      purpose: PURPOSE,
      ttlSeconds: TASK_SECONDS,
      actionClasses: ['read'],
      onBehalfOf: ctx.actor.name,
    });
    await tx.task.update({ where: { id: task.id }, data: { source: 'demo' } });
    return {
      agent,
      system: SYSTEM,
      task: task.id,
      purpose: PURPOSE,
      grants: task.grants.length,
      key: key.key,
      keyId: key.id,
      keyExpiresAt: expiresAt,
    };
  });
}

/** Whoever runs the demo answers for its agent; where that is nobody who can, the first admin does. */
async function findOwner(tx: Tx, { actor }: Ctx): Promise<string> {
  const own = actor.userId === null ? null : await tx.user.findUnique({ where: { id: actor.userId } });
  if (own !== null && own.disabledAt === null) return own.email;
  const admin = await tx.user.findFirst({
    where: { roles: { has: 'admin' }, disabledAt: null },
    orderBy: { createdAt: 'asc' },
  });
  if (admin === null) {
    throw refused(refuse('no_owner', 'there is no enabled admin who could answer for the demo agent'));
  }
  return admin.email;
}

async function makeSystem(inner: Ctx, tx: Tx, owner: string): Promise<void> {
  if ((await tx.system.findUnique({ where: { id: SYSTEM } })) !== null) return;
  await createSystem(inner, {
    id: SYSTEM,
    name: 'Demo desk',
    kind: 'http',
    zone: 'internal',
    environment: 'development',
    sensitivity: 'internal',
    owner,
  });
  await tx.system.update({ where: { id: SYSTEM }, data: { source: 'demo' } });
  for (const { name, description, actionClass, properties } of TOOLS) {
    const { id } = await createTool(inner, {
      system: SYSTEM,
      name,
      description,
      actionClass,
      sensitivity: 'internal',
      returnsUntrusted: false,
      reversible: true,
      triggers: [],
      sensitiveArguments: [],
      incidentalArguments: [],
      inputSchema: {
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      },
    });
    await reviewTool(inner, { id });
  }
}

/** The demo agent that works; an id is never used twice, so after a retired one comes the next number. */
async function makeAgent(inner: Ctx, tx: Tx, owner: string): Promise<string> {
  const known = await tx.agent.findMany({
    where: { source: 'demo', id: { startsWith: AGENT } },
    select: { id: true, state: true },
    orderBy: { createdAt: 'desc' },
  });
  const working = known.find(({ state }) => state !== 'retired');
  if (working !== undefined) return working.id;
  const id = known.length === 0 ? AGENT : `${AGENT}-${known.length + 1}`;
  await createAgent(inner, {
    id,
    name: 'Demo agent',
    purpose: 'Reads notes for whoever sets Cordon up',
    owner,
    riskTier: 'moderate',
    autonomy: 'supervised',
    environment: 'development',
  });
  await activateAgent(inner, { id });
  await tx.agent.update({ where: { id }, data: { source: 'demo' } });
  return id;
}

async function makeEntitlement(inner: Ctx, tx: Tx, agent: string, now: Date): Promise<void> {
  const isThere = await tx.entitlement.count({
    where: {
      agentId: agent,
      systemId: SYSTEM,
      revokedAt: null,
      endsAt: { gt: new Date(now.getTime() + TASK_SECONDS * 1000) },
    },
  });
  if (isThere > 0) return;
  await createEntitlement(inner, {
    agent,
    scope: {
      system: SYSTEM,
      tools: ['*'],
      actionClasses: ['read', 'write'],
      resources: [],
      maxSensitivity: 'internal',
      arguments: {},
    },
    activation: 'automatic',
    maxTtlSeconds: TASK_SECONDS,
    endsAt: new Date(now.getTime() + 24 * 3600_000),
    reason: 'The demo agent works at its own desk',
  });
}
