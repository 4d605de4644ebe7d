import { CreateUserInput } from '@/lib/contract/user';
import { inviteUser } from '@/lib/services/user/invite';
import { verbCommand } from './verb-command';

/** Creates a person and prints the one-time link with which they set a password. */
export const command = verbCommand({
  name: 'user',
  verb: 'create',
  usage: ['user create --email E --name N [--role R]…'],
  options: {
    email: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string', multiple: true },
  },
  input: CreateUserInput,
  toInput: ({ email, name, role = [] }) => ({ email, name, roles: role }),
  run: async (ctx, input) => (await inviteUser(ctx, input)).link.url,
});
