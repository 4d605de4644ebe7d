import type { CreateApiKeyInput, NewApiKeyView } from '@/lib/contract/api-key';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { inTransaction } from '../transaction';
import { loadPersonByEmail } from '../user/person';
import { givenTo } from './given-to';
import { apiKeyHash, apiKeyHint, newApiKey } from './secret';
import { apiKeySelect, toApiKeyView } from './view';

/**
 * Creates a key and answers it once. A PEP key is bound to systems or agents that exist; a key that is
 * made for a person has no role which they lack.
 */
export async function createApiKey(ctx: Ctx, input: CreateApiKeyInput): Promise<NewApiKeyView> {
  permit(ctx, 'api-key.create');
  const { name, roles, systems, agents, expiresAt } = input;
  const isPep = roles.includes('pep');
  if (isPep && systems.length + agents.length === 0) {
    throw invalidInput('systems', 'a key with the role pep must be bound to a system or an agent');
  }
  if (!isPep && systems.length > 0) throw invalidInput('systems', 'only a key with the role pep is bound');
  if (!isPep && agents.length > 0) throw invalidInput('agents', 'only a key with the role pep is bound');

  const key = newApiKey();
  return inTransaction(ctx, async (tx, now) => {
    if (expiresAt !== undefined && expiresAt <= now) throw invalidInput('expiresAt', 'must be in the future');
    await requireAll(tx, 'systems', systems);
    await requireAll(tx, 'agents', agents);
    const user = input.user === undefined ? null : await loadHolder(tx, input.user, roles);
    const row = await tx.apiKey.create({
      data: {
        id: freshId('key', now),
        name,
        keyHash: apiKeyHash(key),
        hint: apiKeyHint(key),
        roles,
        systemIds: systems,
        agentIds: agents,
        userId: user?.id ?? null,
        givenTo: givenTo(ctx),
        createdAt: now,
        expiresAt: expiresAt ?? null,
      },
      select: apiKeySelect,
    });
    await writeAudit(tx, ctx, now, {
      event: 'api-key.created',
      subject: { kind: 'api-key', id: row.id },
      details: { name, roles, systems, agents, user: user?.id ?? null, expiresAt: expiresAt ?? null },
    });
    return { ...toApiKeyView(row, now), key };
  });
}

async function requireAll(tx: Tx, field: 'systems' | 'agents', ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const query = { where: { id: { in: [...ids] } }, select: { id: true } };
  const rows = field === 'systems' ? await tx.system.findMany(query) : await tx.agent.findMany(query);
  const missing = ids.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) throw invalidInput(field, `there is no ${field.slice(0, -1)} \`${missing}\``);
}

async function loadHolder(tx: Tx, email: string, roles: CreateApiKeyInput['roles']): Promise<{ id: string }> {
  const { id } = await loadPersonByEmail(tx, 'user', email);
  const { roles: theirs, disabledAt } = await tx.user.findUniqueOrThrow({ where: { id } });
  if (disabledAt !== null) throw invalidInput('user', `\`${email}\` is disabled`);
  const lacking = roles.find((role) => role !== 'pep' && !theirs.includes(role));
  if (lacking !== undefined) throw invalidInput('roles', `\`${email}\` is no ${lacking}`);
  return { id };
}
