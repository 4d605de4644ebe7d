import { AgentCallDetail, TOKEN_TYPES, type TokenAnswer, type TokenRequest } from '@/lib/contract/oauth';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { ACTION_CLASSES, type ActionClass } from '@/lib/domain/action-class';
import type { Scope } from '@/lib/domain/scope';
import { type Cut, exampleResource, type RightTool, toolsOfGrant } from '@/lib/domain/system-token';
import { tokenEnd } from '@/lib/domain/token';
import { SYSTEM_TOKEN_TYPE, sign, type TaskToken } from '@/lib/identity/task-token';
import { writeAudit } from '../audit';
import { scopeOf } from '../grant/scope';
import { databaseNow, inTransaction } from '../transaction';
import { actingChain } from './acting-chain';
import { readDetail } from './details';
import { OAuthError } from './oauth-error';
import type { Around } from './open-task-token';
import { tokenCtx } from './renew-task-token';
import { tokenSigner } from './signer';
import { lockStanding, standingRefusal } from './standing';

const MAX_TOOLS = 200;

/** Which of these tools the task might call now without a person being asked, by the rules of the live path. */
export type Foresee = (
  token: TaskToken,
  tools: readonly { id: string; resource: string | null }[],
) => Promise<ReadonlySet<string>>;

/**
 * Gives a token for one system, taken from one live grant: it names exactly the tools that the grant covers and
 * that the task might call now. It ends with the first of the grant, its entitlement, the task and the token that
 * was shown for it.
 */
export async function giveSystemToken(
  around: Around,
  token: TaskToken,
  request: TokenRequest,
  foresee: Foresee,
): Promise<TokenAnswer> {
  const ctx = tokenCtx(around, token);
  const cut = cutOf(request);
  const system = await systemOf(around, request);
  const grant = await grantOf(around, token, system.id, cut);
  const inventory = await around.prisma.tool.findMany({
    where: { systemId: system.id, state: 'reviewed' },
    orderBy: { id: 'asc' },
  });
  const covered = toolsOfGrant(grant.scope, inventory, cut);
  if (covered.length > MAX_TOOLS) {
    throw new OAuthError(
      'invalid_scope',
      `the token would name more than ${MAX_TOOLS} tools: name those needed`,
    );
  }
  const resource = exampleResource(grant.scope);
  const usable = await foresee(
    token,
    covered.map(({ id }) => ({ id, resource })),
  ).catch((error: unknown) => {
    // By shape: what speaks against the token itself is told as that.
    if ((error as { status?: unknown }).status === 401) {
      throw new OAuthError('invalid_grant', 'the token has been revoked');
    }
    console.error('what a task might call could not be told:', error);
    throw new OAuthError('temporarily_unavailable', 'what the task might do now cannot be told');
  });
  const tools = covered.filter(({ id }) => usable.has(id));
  if (tools.length === 0) {
    throw new OAuthError(
      'access_denied',
      'the grant covers nothing of this that the task might do now by itself',
    );
  }
  const details = detailsOf(grant, tools);

  const made = await inTransaction(ctx, async (tx, now) => {
    const standing = await lockStanding(tx, token.credentialId);
    const refusal = standingRefusal(standing, now);
    if (standing === null || refusal !== null) throw new OAuthError('invalid_grant', refusal ?? 'unknown');
    if (standing.systemIds.length > 0 && !standing.systemIds.includes(system.id)) {
      throw new OAuthError('access_denied', 'the key behind the token is not bound to this system');
    }
    const ends = await holdGrant(tx, grant.id, now);
    const expiresAt = tokenEnd(now, standing.taskEndsAt, new Date(token.expiresAtMs), ...ends);
    if (expiresAt === null)
      throw new OAuthError('invalid_grant', 'what it would rest on ends at this moment');
    const id = freshId('tok', now);
    const { credentialId } = token;
    await tx.issuedToken.create({
      data: {
        id,
        credentialId,
        kind: 'system',
        grantId: grant.id,
        systemId: system.id,
        details: JSON.parse(JSON.stringify(details)),
        issuedAt: now,
        expiresAt,
      },
    });
    await writeAudit(tx, ctx, now, {
      event: 'token.issued',
      subject: { kind: 'task', id: token.taskId },
      details: {
        token: id,
        kind: 'system',
        credential: credentialId,
        system: system.id,
        grant: grant.id,
        tools: tools.map(({ name }) => name),
        expiresAt,
      },
    });
    return { id, now, expiresAt, act: await actingChain(tx, token.taskId) };
  });
  const issuedAt = Math.floor(made.now.getTime() / 1000);
  const expires = made.expiresAt.getTime() / 1000;
  const scope = classesOf(tools).join(' ');
  const text = await sign(await tokenSigner(around.prisma), SYSTEM_TOKEN_TYPE, {
    iss: around.publicUrl,
    aud: system.audience,
    sub: token.agentId,
    client_id: token.agentId,
    jti: made.id,
    iat: issuedAt,
    exp: expires,
    task: token.taskId,
    credential: token.credentialId,
    grant: grant.id,
    scope,
    authorization_details: details,
    ...(made.act !== null && { act: made.act }),
    ...(token.jkt !== null && { cnf: { jkt: token.jkt } }),
  });
  return {
    access_token: text,
    issued_token_type: TOKEN_TYPES.accessToken,
    token_type: token.jkt === null ? 'Bearer' : 'DPoP',
    expires_in: expires - issuedAt,
    scope,
    authorization_details: details,
  };
}

type AskedCut = Cut & { grant?: string | undefined };

/** What is asked for: classes by `scope`, or a grant, classes and tools by one authorization detail. */
function cutOf({ scope, authorization_details: text }: TokenRequest): AskedCut {
  const detail = readDetail(text, AgentCallDetail);
  const words = scope?.split(' ').filter(Boolean);
  const unknown = words?.find((word) => !ACTION_CLASSES.some((known) => known === word));
  if (unknown !== undefined) throw new OAuthError('invalid_scope', `\`${unknown}\` is no action class`);
  const classes = words as ActionClass[] | undefined;
  const both = detail?.actions?.filter((one) => classes === undefined || classes.includes(one));
  return { grant: detail?.grant, tools: detail?.tools, actions: both ?? classes };
}

/** The system that is named as `audience`, or by its URL as `resource` (RFC 8707): exactly one of them. */
async function systemOf(
  { prisma }: Around,
  { audience, resource }: TokenRequest,
): Promise<{ id: string; audience: string }> {
  if ((audience === undefined) === (resource === undefined)) {
    throw new OAuthError('invalid_target', 'name one system: by `audience`, or by its URL as `resource`');
  }
  const rows = await prisma.system.findMany({
    where: audience === undefined ? { url: resource ?? '' } : { id: audience },
    select: { id: true },
    take: 2,
  });
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new OAuthError('invalid_target', 'there is no such system');
  return { id: row.id, audience: resource ?? row.id };
}

/** The one live grant that the token is taken from. With several, the caller says which. */
async function grantOf({ prisma }: Around, token: TaskToken, systemId: string, cut: AskedCut) {
  const live = await prisma.grant.findMany({
    where: {
      taskId: token.taskId,
      systemId,
      revokedAt: null,
      endsAt: { gt: await databaseNow(prisma) },
      ...(cut.grant !== undefined && { id: cut.grant }),
    },
    orderBy: { id: 'asc' },
  });
  const [row] = live;
  if (row === undefined)
    throw new OAuthError('invalid_target', 'the task holds no live grant for this system');
  if (live.length > 1) {
    throw new OAuthError(
      'invalid_authorization_details',
      'the task holds several grants for this system: name one',
    );
  }
  // A system counts no uses, so a token would have no end to them.
  if (row.uses !== null) throw new OAuthError('access_denied', 'a grant with counted uses gives no token');
  return { id: row.id, scope: scopeOf(row) as Scope };
}

/** Holds the grant as it is, and answers its ends. */
async function holdGrant(tx: Tx, id: string, now: Date): Promise<Date[]> {
  await tx.$queryRaw`SELECT id FROM grants WHERE id = ${id} FOR SHARE`;
  const row = await tx.grant.findUnique({
    where: { id },
    select: { revokedAt: true, endsAt: true, entitlement: { select: { revokedAt: true, endsAt: true } } },
  });
  const isLive = row !== null && row.revokedAt === null && row.entitlement.revokedAt === null;
  if (!isLive || row.endsAt <= now) throw new OAuthError('invalid_grant', 'the grant has ended meanwhile');
  return [row.endsAt, row.entitlement.endsAt];
}

const classesOf = (tools: readonly RightTool[]): ActionClass[] =>
  ACTION_CLASSES.filter((one) => tools.some(({ actionClass }) => actionClass === one));

/** One detail a class, with the tools of that class. */
const detailsOf = (grant: { id: string; scope: Scope }, tools: readonly RightTool[]) =>
  classesOf(tools).map((actionClass) => ({
    type: 'agent_call',
    locations: [grant.scope.system],
    grant: grant.id,
    actions: [actionClass],
    tools: tools.filter((tool) => tool.actionClass === actionClass).map(({ name }) => name),
    resources: grant.scope.resources,
    max_sensitivity: grant.scope.maxSensitivity,
    arguments: grant.scope.arguments,
  }));
