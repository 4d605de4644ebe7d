import { sha256Hex } from '@/lib/ledger/canonical';
import type { Caller } from '@/lib/pdp/call';
import { activateAgent } from '@/lib/services/agent/activate';
import { createAgent } from '@/lib/services/agent/create';
import { quarantineAgent } from '@/lib/services/agent/quarantine';
import { createApiKey } from '@/lib/services/api-key/create';
import type { Ctx } from '@/lib/services/context';
import { createEntitlement } from '@/lib/services/entitlement/create';
import { createSystem } from '@/lib/services/system/create';
import { createTool } from '@/lib/services/tool/create';
import { reviewTool } from '@/lib/services/tool/review';
import { createUser } from '@/lib/services/user/create';
import { AGENTS, PEOPLE, SYSTEMS } from './inventory';

const DAY_MS = 24 * 3600_000;

/** Creates people, inventory and entitlements with the verbs that people use. Answers the story's gateway. */
export async function setUpDemo(ctx: Ctx, now: Date): Promise<Caller> {
  for (const person of PEOPLE) await createUser(ctx, person);
  for (const { tools, ...system } of SYSTEMS) {
    await createSystem(ctx, { ...system, environment: 'production' });
    for (const { args, isUnreviewed, ...tool } of tools) {
      const names = args.map((name) => name.replace('!', ''));
      const { id } = await createTool(ctx, {
        ...tool,
        system: system.id,
        returnsUntrusted: tool.returnsUntrusted ?? false,
        triggers: [],
        reversible: tool.reversible ?? tool.actionClass === 'read',
        incidentalArguments: [],
        sensitiveArguments: args.filter((name) => name.endsWith('!')).map((name) => name.replace('!', '')),
        inputSchema: {
          type: 'object',
          properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
          required: names.slice(0, 1),
          additionalProperties: false,
        },
      });
      if (isUnreviewed !== true) await reviewTool(ctx, { id });
    }
  }
  for (const { may, state, ...agent } of AGENTS) {
    await createAgent(ctx, agent);
    if (state !== 'draft') await activateAgent(ctx, { id: agent.id });
    for (const [i, [system, tools, actionClasses, maxSensitivity, activation]] of may.entries()) {
      await createEntitlement(ctx, {
        agent: agent.id,
        scope: { system, tools, actionClasses, maxSensitivity, resources: [], arguments: {} },
        activation,
        maxTtlSeconds: 3600,
        endsAt: new Date(now.getTime() + (30 + 45 * i) * DAY_MS),
        reason: `${agent.name} needs this for its purpose: ${agent.purpose}`,
      });
    }
    if (state === 'quarantined') {
      await quarantineAgent(ctx, { id: agent.id, reason: 'Merged a pull request that nobody had asked for' });
    }
  }
  const systems = SYSTEMS.map(({ id }) => id);
  const { id, name, key } = await createApiKey(ctx, {
    name: 'Tool gateway (demo)',
    roles: ['pep'],
    systems,
    agents: [],
  });
  return { kind: 'api_key', id, name, keyHash: sha256Hex(key), systemIds: systems, agentIds: [] };
}
