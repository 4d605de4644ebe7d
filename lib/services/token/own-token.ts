import type { Prisma } from '@/lib/db/client';
import { type TaskToken, type TokenKeys, verifyTaskToken } from '@/lib/identity/task-token';
import { tokenKeyFrom } from '@/lib/identity/token-key';
import { databaseNow } from '../transaction';

/** The keys with which our own tokens are verified: all that were not withdrawn. */
export async function loadTokenKeys(prisma: Prisma): Promise<TokenKeys> {
  const rows = await prisma.tokenKey.findMany({ where: { withdrawnAt: null } });
  return new Map(
    rows.flatMap(({ id, publicJwk }) => {
      const key = tokenKeyFrom(publicJwk);
      return key === null ? [] : [[id, key] as const];
    }),
  );
}

/** What a task token says, verified by the database's clock. Throws `NotBelieved`. */
export async function readTaskToken(prisma: Prisma, publicUrl: string, text: string): Promise<TaskToken> {
  const keys = await loadTokenKeys(prisma);
  return verifyTaskToken(text, { keys, publicUrl, now: await databaseNow(prisma) });
}
