import { randomBytes } from 'node:crypto';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { sha256Hex } from '@/lib/ledger/canonical';

const LINK_HOURS = 24;
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** Under which a link's token is kept; null for what cannot be one. */
export const linkHashOf = (token: string): string | null =>
  TOKEN_PATTERN.test(token) ? sha256Hex(token) : null;

export type PasswordLink = { url: string; expiresAt: Date };

/** Makes a one-time link with which a person sets a password. Their older unused links are void. */
export async function issueLink(tx: Tx, now: Date, userId: string, origin: string): Promise<PasswordLink> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + LINK_HOURS * 3_600_000);
  await voidLinks(tx, now, userId);
  await tx.passwordLink.create({
    data: { id: freshId('pwl', now), userId, tokenHash: sha256Hex(token), createdAt: now, expiresAt },
  });
  return { url: `${origin}/set-password?token=${token}`, expiresAt };
}

/** Lets a person's unused links end now. */
export async function voidLinks(tx: Tx, now: Date, userId: string): Promise<void> {
  await tx.passwordLink.updateMany({
    where: { userId, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
}
