import type { CreateUserInput, UserView } from '@/lib/contract/user';
import { freshId } from '@/lib/db/new-id';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { toUserView } from './view';

/** Creates a person. They cannot sign in before they have set a password by a link, or come by OIDC. */
export async function createUser(ctx: Ctx, { email, name, roles }: CreateUserInput): Promise<UserView> {
  permit(ctx, 'user.create');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const row = await tx.user.create({
        data: { id: freshId('usr', now), email, name, roles, createdAt: now },
      });
      await writeAudit(tx, ctx, now, {
        event: 'user.created',
        subject: { kind: 'user', id: row.id },
        details: { email, name, roles },
      });
      return toUserView(row);
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw conflict('email_taken', `somebody has the address \`${email}\` already`);
    throw error;
  }
}
