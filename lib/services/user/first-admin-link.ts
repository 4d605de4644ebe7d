import { openDatabase, type Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { writeAudit } from '../audit';
import { type Ctx, systemActor } from '../context';
import { inTransaction } from '../transaction';
import { issueLink } from './password-link';

const PLACEHOLDER = { email: 'admin@cordon.local', name: 'Administrator' };

/**
 * A one-time link with which the first admin sets a password; null when an enabled admin can sign in
 * already. Every call makes a new link and voids the one before, so only the last one printed works.
 */
export async function firstAdminLink(databaseUrl: string, origin: string): Promise<string | null> {
  const database = await openDatabase(databaseUrl, { max: 2 });
  try {
    const ctx: Ctx = {
      actor: systemActor('start'),
      prisma: database.prisma,
      requestId: 'start',
      ifMatch: null,
      publicUrl: origin,
    };
    return await inTransaction(ctx, async (tx, now) => {
      // Several instances may start at once: one of them makes the admin, all agree on who it is.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('cordon.first-admin', 0))`;
      const admins = await tx.user.findMany({
        where: { roles: { has: 'admin' }, disabledAt: null },
        orderBy: { createdAt: 'asc' },
      });
      if (admins.some((admin) => admin.passwordHash !== null || admin.oidcSubject !== null)) return null;
      const admin = admins[0] ?? (await createPlaceholder(tx, ctx, now));
      const { url, expiresAt } = await issueLink(tx, now, admin.id, origin);
      await writeAudit(tx, ctx, now, {
        event: 'user.password-reset',
        subject: { kind: 'user', id: admin.id },
        details: { email: admin.email, linkExpiresAt: expiresAt, firstAdmin: true },
      });
      return url;
    });
  } finally {
    await database.close();
  }
}

/** Where nobody administers any more, somebody with the placeholder's address becomes an enabled admin again. */
async function createPlaceholder(tx: Tx, ctx: Ctx, now: Date): Promise<{ id: string; email: string }> {
  const admin = await tx.user.upsert({
    where: { email: PLACEHOLDER.email },
    create: { ...PLACEHOLDER, id: freshId('usr', now), roles: ['admin'], createdAt: now },
    update: { roles: ['admin'], disabledAt: null, revision: { increment: 1 } },
  });
  await writeAudit(tx, ctx, now, {
    event: 'user.created',
    subject: { kind: 'user', id: admin.id },
    details: { ...PLACEHOLDER, roles: ['admin'], firstAdmin: true },
  });
  return admin;
}
