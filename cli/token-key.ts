import { z } from 'zod';
import { rotateTokenKey } from '@/lib/services/token/rotate-key';
import { verbCommand } from './verb-command';

/** Makes the key with which tokens are signed from now on, and prints its id. */
export const command = verbCommand({
  name: 'token-key',
  verb: 'rotate',
  usage: [
    'token-key rotate [--withdraw]',
    '  --withdraw: tokens that older keys have signed are worth nothing from the next decision on',
  ],
  options: { withdraw: { type: 'boolean' } },
  input: z.object({ withdraw: z.boolean() }),
  toInput: ({ withdraw = false }) => ({ withdraw }),
  run: async (ctx, input) => (await rotateTokenKey(ctx, input)).key,
});
