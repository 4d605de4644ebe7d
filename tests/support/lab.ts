import { randomBytes } from 'node:crypto';
import type { Cordon } from './cordon';
import type { McpCanary } from './mcp-canary';

/** An agent with everything it needs to be asked for, made by the API as an operator makes it. */
export type Lab = { agent: string; system: string; task: string; key: string; approver: string };

const DAY_MS = 86_400_000;
const Q = { type: 'object', properties: { q: { type: 'string' }, limit: { type: 'integer' } } };

/**
 * Registers an agent of tier low, the system `server` stands for, its tools `search` (a read) and `delete`, and a
 * task that declares reading: a deletion in it is put before people.
 */
export async function makeLab(cordon: Cordon, server: McpCanary): Promise<Lab> {
  const mark = randomBytes(3).toString('hex');
  const [agent, system] = [`bot-${mark}`, `crm-${mark}`];
  const { api } = cordon;
  const [owner, approver] = [`owner-${mark}@example.org`, `approver-${mark}@example.org`];
  for (const email of [owner, approver]) {
    await api('POST', '/api/v1/users', { email, name: email, roles: ['approver'] });
  }
  await api('POST', '/api/v1/systems', {
    id: system,
    name: system,
    kind: 'mcp',
    url: server.url,
    zone: 'internal',
    environment: 'test',
    sensitivity: 'internal',
    owner,
  });
  for (const [name, actionClass] of [
    ['search', 'read'],
    ['delete', 'delete'],
  ] as const) {
    const { id } = await api('POST', '/api/v1/tools', {
      system,
      name,
      actionClass,
      sensitivity: 'internal',
      returnsUntrusted: false,
      reversible: true,
      inputSchema: Q,
    });
    await api('POST', `/api/v1/tools/${encodeURIComponent(id)}/review`, {});
  }
  await api('POST', '/api/v1/agents', {
    id: agent,
    name: agent,
    purpose: 'Keeps contacts',
    owner,
    riskTier: 'low',
    autonomy: 'supervised',
    environment: 'test',
  });
  await api('POST', `/api/v1/agents/${agent}/activate`, {});
  await api('POST', '/api/v1/entitlements', {
    agent,
    scope: { system, tools: ['*'], actionClasses: ['read', 'delete'], maxSensitivity: 'internal' },
    activation: 'automatic',
    maxTtlSeconds: 3600,
    endsAt: new Date(Date.now() + DAY_MS).toISOString(),
    reason: 'It works on its own system',
  });
  const { key } = await api('POST', '/api/v1/api-keys', {
    name: `asks for ${agent}`,
    roles: ['pep'],
    agents: [agent],
    systems: [system],
  });
  const { id: task } = await api('POST', '/api/v1/tasks', {
    agent,
    purpose: 'Look up acme',
    ttlSeconds: 1800,
    actionClasses: ['read'],
  });
  const { key: approverKey } = await api('POST', '/api/v1/api-keys', {
    name: `answers for ${mark}`,
    roles: ['approver'],
    user: approver,
  });
  return { agent, system, task, key, approver: approverKey };
}

/** Says yes or no to what waits, as its approver. */
export async function answerAll(
  { origin }: Cordon,
  { approver, agent }: Lab,
  verb: 'approve' | 'deny',
): Promise<number> {
  const headers = { authorization: `Bearer ${approver}`, 'content-type': 'application/json' };
  const list = await fetch(`${origin}/api/v1/escalations?state=pending&agent=${agent}`, { headers });
  const { items } = (await list.json()) as { items: { id: string }[] };
  for (const { id } of items) {
    const done = await fetch(`${origin}/api/v1/escalations/${id}/${verb}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ reason: `the test says ${verb}` }),
    });
    if (!done.ok) throw new Error(`${verb} ${id}: ${done.status} ${await done.text()}`);
  }
  return items.length;
}
