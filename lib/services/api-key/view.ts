import type { ApiKeyView } from '@/lib/contract/api-key';
import { ROLES } from '@/lib/domain/role';
import { personSelect, toPersonRef } from '../user/person';

/** What a view needs. Neither the key nor its hash. */
export const apiKeySelect = {
  id: true,
  name: true,
  hint: true,
  roles: true,
  systemIds: true,
  agentIds: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  source: true,
  revision: true,
  user: { select: personSelect },
  use: { select: { lastUsedAt: true } },
} as const;

type ApiKeyRow = {
  id: string;
  name: string;
  hint: string;
  roles: readonly string[];
  systemIds: string[];
  agentIds: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  source: ApiKeyView['source'];
  revision: number;
  user: Parameters<typeof toPersonRef>[0] | null;
  use: { lastUsedAt: Date } | null;
};

export const toApiKeyView = (row: ApiKeyRow, now: Date): ApiKeyView => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  state: stateOf(row, now),
  roles: ROLES.filter((role) => row.roles.includes(role)),
  systems: row.systemIds,
  agents: row.agentIds,
  user: row.user === null ? null : toPersonRef(row.user),
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
  source: row.source,
  lastUsedAt: row.use?.lastUsedAt ?? null,
  revision: row.revision,
});

function stateOf(row: Pick<ApiKeyRow, 'expiresAt' | 'revokedAt'>, now: Date): ApiKeyView['state'] {
  if (row.revokedAt !== null) return 'revoked';
  return row.expiresAt !== null && row.expiresAt <= now ? 'expired' : 'live';
}
