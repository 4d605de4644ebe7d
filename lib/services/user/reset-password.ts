import type { PasswordLinkView, UserIdInput } from '@/lib/contract/user';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadUser } from './load';
import { issueLink } from './password-link';

/**
 * Makes a one-time link with which a person sets a password; older unused ones are void. Their present
 * password and sessions hold until the link is used.
 */
export async function resetPassword(ctx: Ctx, { id }: UserIdInput): Promise<PasswordLinkView> {
  permit(ctx, 'user.reset-password');
  return inTransaction(ctx, async (tx, now) => {
    const user = await loadUser(tx, id);
    if (user.disabledAt !== null) throw refused(refuse('disabled', 'this person is disabled'));
    const link = await issueLink(tx, now, user.id, ctx.publicUrl);
    await writeAudit(tx, ctx, now, {
      event: 'user.password-reset',
      subject: { kind: 'user', id: user.id },
      details: { email: user.email, linkExpiresAt: link.expiresAt },
    });
    return link;
  });
}
