import { z } from 'zod';
import { rotateSecretKey } from '@/lib/services/system/rotate-secret-key';
import { verbCommand } from './verb-command';

/** Puts the secrets of systems under a new key, while the server goes on serving. */
export const command = verbCommand({
  name: 'secrets',
  verb: 'rotate-key',
  usage: [
    'secrets rotate-key [--forget]   (--forget drops the keys before, and with them what older backups hold)',
  ],
  options: { forget: { type: 'boolean' } },
  input: z.object({ forget: z.boolean() }),
  toInput: ({ forget = false }) => ({ forget }),
  run: async (ctx, input) => {
    const { key, moved, kept, forgotten } = await rotateSecretKey(ctx, input);
    return [
      `${key} seals now; secrets moved under it: ${moved}`,
      ...(kept.length > 0 ? [`kept for older backups: ${kept.join(', ')}`] : []),
      ...(forgotten.length > 0 ? [`gone for good: ${forgotten.join(', ')}`] : []),
    ].join('\n');
  },
});
