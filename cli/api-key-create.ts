import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { createApiKey } from '@/lib/services/api-key/create';
import { verbCommand } from './verb-command';

/** Creates a key and prints it. */
export const command = verbCommand({
  name: 'api-key',
  verb: 'create',
  usage: ['api-key create --name N --role R [--role R]… [--system S]… [--agent A]… [--user E-MAIL]'],
  options: {
    name: { type: 'string' },
    role: { type: 'string', multiple: true },
    system: { type: 'string', multiple: true },
    agent: { type: 'string', multiple: true },
    user: { type: 'string' },
  },
  input: CreateApiKeyInput,
  toInput: ({ name, role = [], system = [], agent = [], user }) => ({
    name,
    roles: role,
    systems: system,
    agents: agent,
    user,
  }),
  run: async (ctx, input) => (await createApiKey(ctx, input)).key,
});
