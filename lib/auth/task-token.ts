import type { Prisma } from '@/lib/db/client';
import { NotBelieved } from '@/lib/identity/refused';
import { JWT_SHAPE } from '@/lib/identity/task-token';
import type { Actor } from '@/lib/services/context';
import { tokenActor } from '@/lib/services/token/actor';
import { readTaskToken } from '@/lib/services/token/own-token';
import { provenKey } from '@/lib/services/token/shown-proof';
import { findStanding, standingRefusal } from '@/lib/services/token/standing';
import { databaseNow } from '@/lib/services/transaction';

/** The task token of an `Authorization` header; null for any other scheme or shape. */
export function taskTokenOf(header: string): { text: string; isProven: boolean } | null {
  const [, scheme = '', text = ''] = /^(Bearer|DPoP) +(\S+) *$/i.exec(header) ?? [];
  return JWT_SHAPE.test(text) ? { text, isProven: scheme.toLowerCase() === 'dpop' } : null;
}

/**
 * Whom a task token speaks for, while all that it rests on stands. INVARIANT (task-bound): a token of a task
 * that has ended or is paused speaks for nobody.
 */
export async function findTokenActor(
  { prisma, publicUrl }: { prisma: Prisma; publicUrl: string },
  { text, isProven }: { text: string; isProven: boolean },
  request: Request,
): Promise<Actor | null> {
  try {
    const token = await readTaskToken(prisma, publicUrl, text);
    const url = `${publicUrl}${new URL(request.url).pathname}`;
    const proof = { header: request.headers.get('dpop'), method: request.method, url };
    const proven = await provenKey(prisma, isProven ? proof : null, text);
    if (token.jkt !== proven) return null;
    const standing = await findStanding(prisma, token.credentialId);
    if (standing === null || standingRefusal(standing, await databaseNow(prisma)) !== null) return null;
    return tokenActor(token, standing.systemIds);
  } catch (error) {
    if (error instanceof NotBelieved) return null;
    throw error;
  }
}
