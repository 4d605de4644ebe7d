import { timingSafeEqual } from 'node:crypto';
import type { Prisma } from '@/lib/db/client';
import type { Role } from '@/lib/domain/role';
import { API_KEY_PATTERN, apiKeyHash } from '@/lib/services/api-key/secret';
import type { Actor } from '@/lib/services/context';

type Row = {
  id: string;
  name: string;
  key_hash: string;
  roles: string[];
  system_ids: string[];
  agent_ids: string[];
  user_id: string | null;
  given_to: string | null;
  user_roles: string[] | null;
  is_due: boolean;
};

/** The key of an `Authorization` header; null for any other scheme or shape. */
export function bearerKeyOf(header: string): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(header);
  const key = match?.[1] ?? '';
  return API_KEY_PATTERN.test(key) ? key : null;
}

/**
 * Whom a live key speaks for: not revoked, not expired by the database's clock, its person enabled. A key
 * that was made for a person never has a role which that person has lost.
 */
export async function findKeyActor(prisma: Prisma, key: string): Promise<Actor | null> {
  const hash = apiKeyHash(key);
  const rows = await prisma.$queryRaw<Row[]>`
    SELECT k.id, k.name, k.key_hash, k.roles::text[] AS roles, k.user_id, k.given_to,
           coalesce(k.system_ids, '{}') AS system_ids, coalesce(k.agent_ids, '{}') AS agent_ids,
           u.roles::text[] AS user_roles,
           n.last_used_at IS NULL OR n.last_used_at < clock_timestamp() - interval '1 minute' AS is_due
      FROM api_keys k
      LEFT JOIN users u ON u.id = k.user_id
      LEFT JOIN api_key_uses n ON n.key_id = k.id
     WHERE k.key_hash = ${hash} AND k.revoked_at IS NULL AND u.disabled_at IS NULL
       AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())`;
  const [row] = rows;
  if (row === undefined || !timingSafeEqual(Buffer.from(row.key_hash), Buffer.from(hash))) return null;
  if (row.is_due) noteUseSoon(prisma, row.id);
  return {
    kind: 'api_key',
    id: row.id,
    name: row.name,
    roles: effectiveRoles(row.roles as Role[], row.user_roles as Role[] | null),
    userId: row.user_id,
    keyGivenTo: row.given_to,
    systemIds: row.system_ids,
    agentIds: row.agent_ids,
  };
}

/** `pep` is no role of people, so nobody can lose it. */
export const effectiveRoles = (roles: readonly Role[], personRoles: readonly Role[] | null): Role[] =>
  roles.filter((role) => role === 'pep' || personRoles === null || personRoles.includes(role));

const beingNoted = new Set<string>();

/** Apart from the request. What fails is told in the log and tried again with the key's next request. */
function noteUseSoon(prisma: Prisma, id: string): void {
  if (beingNoted.has(id)) return;
  beingNoted.add(id);
  noteUse(prisma, id)
    .catch((error: unknown) => console.error(`the use of key ${id} could not be noted:`, error))
    .finally(() => beingNoted.delete(id));
}

export async function noteUse(prisma: Prisma, id: string): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO api_key_uses AS n (key_id, last_used_at) VALUES (${id}, clock_timestamp())
        ON CONFLICT (key_id) DO UPDATE SET last_used_at = excluded.last_used_at
     WHERE n.last_used_at < excluded.last_used_at - interval '1 minute'`;
}
