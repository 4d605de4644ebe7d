import type { IntrospectionAnswer } from '@/lib/contract/oauth';
import type { Tx } from '@/lib/db/client';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { isStopped } from '@/lib/domain/stop';
import { type Ctx, permit } from '../context';
import { effectiveTier, loadTierRules } from '../task/effective-tier';
import { boundSystems } from '../task/permit-task';
import { databaseNow } from '../transaction';
import { type OwnToken, readOwnToken } from './any-own-token';
import { findStanding, type Standing, standingRefusal } from './standing';

const INACTIVE: IntrospectionAnswer = { active: false };

/**
 * What a token is worth at this moment (RFC 7662): all that it rests on is looked up. Whatever is invalid, has
 * ended, was taken away or is not the caller's affair is told in the same three words.
 * INVARIANT (task-bound): a token of a task that has ended, or is paused, is not active.
 */
export async function introspectToken(ctx: Ctx, text: string): Promise<IntrospectionAnswer> {
  permit(ctx, 'token.introspect');
  const { prisma, publicUrl } = ctx;
  const token = await readOwnToken(prisma, publicUrl, text);
  if (token === null) return INACTIVE;
  const row = await prisma.issuedToken.findUnique({ where: { id: String(token.claims.jti) } });
  if (row === null || row.revokedAt !== null) return INACTIVE;
  const standing = await findStanding(prisma, row.credentialId);
  const now = await databaseNow(prisma);
  if (standing === null || standingRefusal(standing, now) !== null) return INACTIVE;
  if (!isTheirs(ctx, standing, row.systemId)) return INACTIVE;
  if (row.grantId !== null && !(await isGrantLive(ctx, row.grantId, now))) return INACTIVE;
  if (await isAnyStopped(ctx, standing, row.systemId, now)) return INACTIVE;
  if (row.grantId !== null && !(await isAuthorityEnough(ctx, standing, token, now))) return INACTIVE;
  return answerOf(token, row.details);
}

/** A key learns of tokens for what it is bound to. */
function isTheirs(ctx: Ctx, { agentId, taskId }: Standing, systemId: string | null): boolean {
  const { actor } = ctx;
  if (actor.taskId !== undefined && actor.taskId !== taskId) return false;
  const systems = boundSystems(ctx);
  const isBoundElsewhere = actor.agentIds.length > 0 && !actor.agentIds.includes(agentId);
  if (isBoundElsewhere && !actor.roles.includes('admin')) return false;
  return systems === null || systemId === null || systems.includes(systemId);
}

async function isGrantLive({ prisma }: Ctx, id: string, now: Date): Promise<boolean> {
  const row = await prisma.grant.findFirst({
    where: {
      id,
      revokedAt: null,
      endsAt: { gt: now },
      entitlement: { revokedAt: null, endsAt: { gt: now } },
    },
    select: { id: true },
  });
  return row !== null;
}

/**
 * A token for a system acts by itself: what it could still do must be within what is left to an agent for which
 * nobody has accepted to answer. INVARIANT (accepted-ownership)
 */
async function isAuthorityEnough(
  { prisma }: Ctx,
  standing: Standing,
  { claims }: OwnToken,
  now: Date,
): Promise<boolean> {
  if (standing.isAccepted) return true;
  const rules = await loadTierRules(prisma, await tierOf(prisma, standing, now));
  const classes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  return (
    rules.onOwnerProposed === 'unchanged' ||
    (rules.onOwnerProposed === 'reads_only' && classes.length > 0 && classes.every((one) => one === 'read'))
  );
}

async function tierOf(prisma: Tx, { agentId, riskTier }: Standing, now: Date): Promise<RiskTier> {
  const entitlements = await prisma.entitlement.findMany({
    where: { agentId, revokedAt: null, endsAt: { gt: now } },
  });
  return effectiveTier(prisma, { riskTier }, entitlements, now);
}

async function isAnyStopped(
  { prisma }: Ctx,
  standing: Standing,
  systemId: string | null,
  now: Date,
): Promise<boolean> {
  const stops = await prisma.stop.findMany({ where: { releasedAt: null } });
  if (stops.length === 0) return false;
  const tier = await tierOf(prisma, standing, now);
  const { agentId, ownerId } = standing;
  const targets = { agentId, ownerId, tier, toolId: '', systemId };
  return stops.some((stop) => isStopped(stop, targets));
}

function answerOf({ kind, claims }: OwnToken, details: unknown): IntrospectionAnswer {
  const { iss, sub, aud, exp, iat, jti, cnf, client_id, task, grant, scope, act, identity } = claims;
  return {
    active: true,
    token_type: cnf === undefined ? 'Bearer' : 'DPoP',
    kind,
    iss,
    sub,
    aud,
    exp,
    iat,
    jti,
    client_id,
    task,
    ...(grant !== undefined && { grant }),
    ...(scope !== undefined && { scope }),
    ...(cnf !== undefined && { cnf }),
    ...(act !== undefined && { act }),
    ...(identity !== undefined && { identity }),
    authorization_details: kind === 'task' ? [{ type: 'agent_task', identifier: task }] : details,
  };
}
