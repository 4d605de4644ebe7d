import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import type { Prisma } from '@/lib/db/client';
import type { TokenKind } from '@/lib/domain/token';
import { NotBelieved } from '@/lib/identity/refused';
import { SYSTEM_TOKEN_TYPE, TASK_TOKEN_TYPE, verifyOwn } from '@/lib/identity/task-token';
import { databaseNow } from '../transaction';
import { loadTokenKeys } from './own-token';

export type OwnToken = { kind: TokenKind; claims: JWTPayload & { kid: string } };

/** A token of either kind, as it was signed here and has not ended; null for anything else. */
export async function readOwnToken(
  prisma: Prisma,
  publicUrl: string,
  text: string,
): Promise<OwnToken | null> {
  try {
    const { typ } = decodeProtectedHeader(text);
    const { aud } = decodeJwt(text);
    if ((typ !== TASK_TOKEN_TYPE && typ !== SYSTEM_TOKEN_TYPE) || typeof aud !== 'string') return null;
    const keys = await loadTokenKeys(prisma);
    const now = await databaseNow(prisma);
    // Whom it is for is what its signature covers; whether the caller may know it is asked afterwards.
    const claims = await verifyOwn(text, { keys, publicUrl, audience: aud, typ, now });
    return { kind: typ === TASK_TOKEN_TYPE ? 'task' : 'system', claims };
  } catch (error) {
    if (
      error instanceof NotBelieved ||
      error instanceof TypeError ||
      (error as Error).name?.startsWith('J')
    ) {
      return null;
    }
    throw error;
  }
}
