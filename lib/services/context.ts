import type { Prisma, Tx } from '@/lib/db/client';
import { isPermitted, PERMISSIONS, type Permission, type Role } from '@/lib/domain/role';
import { forbidden } from './errors';

/** Who acts. Roles are those of this moment, read from the database with the request. */
export type Actor = {
  kind: 'user' | 'api_key' | 'system' | 'workload' | 'task_token';
  id: string;
  name: string;
  roles: readonly Role[];
  /** The person behind a session, or the one a key was made for. */
  userId: string | null;
  /** Who was shown the secret of the key that acts; null: the command line. Absent for everybody else. */
  keyGivenTo?: string | null;
  /** What a PEP key is bound to; empty lists for everybody else. */
  systemIds: readonly string[];
  agentIds: readonly string[];
  /** The session that the request came with; absent where it came with none. */
  sessionId?: string;
  /** The one task that a task token speaks for; absent for everybody else. */
  taskId?: string;
};

/** What every verb takes first. */
export type Ctx = {
  actor: Actor;
  prisma: Prisma;
  /** An open transaction that verbs join; absent outside of one. */
  tx?: Tx;
  requestId: string;
  /** The revision that the caller's If-Match names; null when it sent none. */
  ifMatch: number | null;
  /** The console's address, for links. */
  publicUrl: string;
};

/** The first line of every verb. Throws `forbidden`, naming the roles that may. */
export function permit(ctx: Ctx, permission: Permission): void {
  if (isPermitted(permission, ctx.actor.roles)) return;
  throw forbidden(`${permission} needs the role ${PERMISSIONS[permission].join(' or ')}`);
}

/** The actor of what Cordon does by itself: the seed, the scheduler, the command line. */
export const systemActor = (name: string): Actor => ({
  kind: 'system',
  id: name,
  name,
  roles: ['admin'],
  userId: null,
  systemIds: [],
  agentIds: [],
});

/** Whether a key that is bound to agents may speak about this one. Everybody else may. */
export function permitAgent(ctx: Ctx, agentId: string): void {
  const { actor } = ctx;
  if (actor.roles.includes('admin') || !actor.roles.includes('pep')) return;
  if (actor.agentIds.length > 0 && !actor.agentIds.includes(agentId)) {
    throw forbidden(`this key may not speak for agent \`${agentId}\``);
  }
}
