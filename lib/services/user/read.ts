import type { UserIdInput, UserView } from '@/lib/contract/user';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadUser } from './load';
import { toUserView } from './view';

export async function readUser(ctx: Ctx, { id }: UserIdInput): Promise<UserView> {
  permit(ctx, 'user.list');
  return toUserView(await loadUser(reader(ctx), id));
}
