import { randomBytes } from 'node:crypto';
import { expect } from '@playwright/test';
import { z } from 'zod';
import { AgentView } from '@/lib/contract/agent';
import { NewApiKeyView } from '@/lib/contract/api-key';
import { EntitlementView } from '@/lib/contract/entitlement';
import { SystemView } from '@/lib/contract/system';
import { OpenedTask } from '@/lib/contract/task';
import { ToolView } from '@/lib/contract/tool';
import { UserView } from '@/lib/contract/user';
import type { ActionClass } from '@/lib/domain/action-class';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { type Api, apiWith, callHttp } from './api';

const DAY_MS = 86_400_000;
const PATIENCE_MS = 30_000;

const Evaluation = z.looseObject({
  decision: z.boolean(),
  context: z.looseObject({ evaluation_id: z.string(), outcome: z.string(), reason: z.string() }),
});
export type Evaluation = z.output<typeof Evaluation>;

export type AgentWish = {
  /** Its tools, by name, and what each does. */
  tools?: Record<string, ActionClass>;
  riskTier?: RiskTier;
  /** Whether a new task gets its grant by itself, or only by a person. */
  activation?: 'automatic' | 'approval';
};

type OpenWish = { purpose?: string; actionClasses?: readonly ActionClass[]; ttlSeconds?: number };
type CallWish = { task?: string | null; args?: Record<string, unknown>; reads?: readonly string[] };

/** An agent as the rest of the world sees it: it opens tasks and asks before it acts. */
export type Bot = {
  id: string;
  name: string;
  system: string;
  entitlement: string;
  owner: UserView;
  /** The key of its enforcement point, which may ask about its system alone. */
  key: string;
  keyName: string;
  open(wish?: OpenWish): Promise<OpenedTask>;
  /** Asks about one call. Without a task, in the first one it has opened, or opens. */
  asks(tool: string, wish?: CallWish): Promise<Evaluation>;
};

/** Registers an agent with a system, reviewed tools, an entitlement and a key that are nobody else's. */
export async function makeAgent(api: Api, url: string, wish: AgentWish = {}): Promise<Bot> {
  const {
    tools = { search: 'read', update: 'write' },
    riskTier = 'moderate',
    activation = 'automatic',
  } = wish;
  const mark = randomBytes(4).toString('hex');
  const [id, system] = [`bot-${mark}`, `crm-${mark}`];
  const owner = await api.post('/api/v1/users', UserView, {
    email: `owner-${mark}@example.org`,
    name: `Owner ${mark}`,
    roles: ['approver'],
  });
  await api.post('/api/v1/systems', SystemView, {
    id: system,
    name: `CRM ${mark}`,
    kind: 'http',
    zone: 'internal',
    environment: 'development',
    sensitivity: 'internal',
    owner: owner.email,
  });
  for (const [name, actionClass] of Object.entries(tools)) {
    const tool = await api.post('/api/v1/tools', ToolView, {
      system,
      name,
      actionClass,
      sensitivity: 'internal',
      returnsUntrusted: false,
      reversible: actionClass === 'read',
      inputSchema: { type: 'object' },
    });
    await api.post(`/api/v1/tools/${encodeURIComponent(tool.id)}/review`, ToolView);
  }
  const name = `Bot ${mark}`;
  await api.post('/api/v1/agents', AgentView, {
    id,
    name,
    purpose: `Keeps the contacts of ${mark} in order`,
    owner: owner.email,
    riskTier,
    autonomy: 'supervised',
    environment: 'development',
  });
  await api.post(`/api/v1/agents/${id}/activate`, AgentView);
  const entitlement = await api.post('/api/v1/entitlements', EntitlementView, {
    agent: id,
    scope: {
      system,
      tools: ['*'],
      actionClasses: [...new Set(Object.values(tools))],
      maxSensitivity: 'internal',
    },
    activation,
    maxTtlSeconds: 600,
    endsAt: new Date(Date.now() + DAY_MS).toISOString(),
    reason: 'It works on its own system',
  });
  const keyName = `Gateway ${mark}`;
  const { key } = await api.post('/api/v1/api-keys', NewApiKeyView, {
    name: keyName,
    roles: ['pep'],
    systems: [system],
    expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
  });

  const pep = apiWith(url, key);
  let first: string | null = null;
  const open: Bot['open'] = async ({ purpose = `Tidy up ${mark}`, actionClasses, ttlSeconds = 600 } = {}) => {
    const task = await pep.post('/api/v1/tasks', OpenedTask, {
      agent: id,
      purpose,
      ttlSeconds,
      actionClasses: actionClasses ?? [...new Set(Object.values(tools))],
    });
    first ??= task.id;
    return task;
  };
  return {
    id,
    name,
    system,
    entitlement: entitlement.id,
    owner,
    key,
    keyName,
    open,
    asks: async (tool, { task, args = {}, reads } = {}) => {
      const inTask = task === undefined ? (first ?? (await open()).id) : task;
      const question = {
        subject: { type: 'agent', id },
        action: { name: 'tools/call' },
        resource: { type: 'tool', id: `${system}/${tool}` },
        context: {
          call_id: `call-${randomBytes(8).toString('hex')}`,
          ...(inTask !== null && { task: inTask }),
          ...(reads !== undefined && { reads }),
          arguments: args,
        },
      };
      // On a machine that is too busy to record in time nothing is decided: as a real caller does, it asks again.
      let answer: unknown;
      await expect(async () => {
        answer = await callHttp(url, key, 'POST', '/access/v1/evaluation', question);
      }).toPass({ timeout: PATIENCE_MS });
      return Evaluation.parse(answer);
    },
  };
}
