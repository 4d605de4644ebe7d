import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { tokenEnd } from '@/lib/domain/token';
import { type NewTaskToken, type ShownIdentity, signTaskToken } from '@/lib/identity/task-token';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { refused } from '../errors';
import { actingChain } from './acting-chain';
import { tokenSigner } from './signer';

/** For what a token was asked: an identity that was shown, or a key that asked in its agent's place. */
export type GivenTo = { identity: ShownIdentity | null; apiKeyId: string | null; jkt: string | null };

type Task = { id: string; agentId: string; endsAt: Date };

/** A token that stands in the database and has not been signed yet. */
export type TokenInMaking = NewTaskToken;

/** Opens a credential of a task, in the caller's transaction, with its first token. */
export async function openCredential(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  task: Task,
  { identity, apiKeyId, jkt }: GivenTo,
): Promise<TokenInMaking> {
  const credentialId = freshId('crd', now);
  await tx.taskCredential.create({
    data: {
      id: credentialId,
      taskId: task.id,
      agentId: task.agentId,
      identityId: identity?.id ?? null,
      apiKeyId,
      subject: identity?.subject ?? apiKeyId ?? '',
      jkt,
      createdAt: now,
    },
  });
  return addTaskToken(tx, ctx, now, task, { credentialId, identity, apiKeyId, jkt });
}

/**
 * Adds a token to a credential, in the caller's transaction. INVARIANT (task-bound): it ends with the task at
 * the latest, and after five minutes whatever the task.
 */
export async function addTaskToken(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  task: Task,
  given: GivenTo & { credentialId: string },
): Promise<TokenInMaking> {
  const expiresAt = tokenEnd(now, task.endsAt);
  if (expiresAt === null)
    throw refused({ code: 'task_ends', message: `task ${task.id} ends at this moment` });
  const id = freshId('tok', now);
  const { credentialId, identity, apiKeyId, jkt } = given;
  await tx.issuedToken.create({ data: { id, credentialId, kind: 'task', issuedAt: now, expiresAt } });
  await writeAudit(tx, ctx, now, {
    event: 'token.issued',
    subject: { kind: 'task', id: task.id },
    details: {
      token: id,
      kind: 'task',
      credential: credentialId,
      agent: task.agentId,
      identity,
      apiKeyId,
      expiresAt,
    },
  });
  return {
    id,
    credentialId,
    agentId: task.agentId,
    taskId: task.id,
    identity,
    apiKeyId,
    jkt,
    issuedAt: now,
    expiresAt,
    act: await actingChain(tx, task.id),
  };
}

/** Signs what has been committed. */
export async function signed(ctx: Ctx, token: TokenInMaking): Promise<string> {
  return signTaskToken(await tokenSigner(ctx.prisma), ctx.publicUrl, token);
}
