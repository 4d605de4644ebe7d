import type { CreateUserInput, PasswordLinkView, UserView } from '@/lib/contract/user';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { createUser } from './create';
import { resetPassword } from './reset-password';

/** Creates a person and makes the link with which they set a password: both, or neither. */
export async function inviteUser(
  ctx: Ctx,
  input: CreateUserInput,
): Promise<{ user: UserView; link: PasswordLinkView }> {
  permit(ctx, 'user.create');
  return inTransaction(ctx, async (tx) => {
    const inner = { ...ctx, tx };
    const user = await createUser(inner, input);
    return { user, link: await resetPassword(inner, { id: user.id }) };
  });
}
