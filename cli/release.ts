import { z } from 'zod';
import { ReleaseStopInput } from '@/lib/contract/stop';
import { releaseStop, releaseStopAlone } from '@/lib/services/stop/release';
import { verbCommand } from './verb-command';

/**
 * Releases a stop, and prints its id. Everything needs two people, whom a command line does not know; with
 * `--break-glass` it goes without them, and the audit log says so under a name of its own.
 */
export const command = verbCommand({
  name: 'release',
  usage: ['release STOP-ID --reason R [--break-glass]'],
  options: { reason: { type: 'string' }, 'break-glass': { type: 'boolean' } },
  input: ReleaseStopInput.extend({ breakGlass: z.boolean() }),
  toInput: ({ reason, 'break-glass': breakGlass = false }, [id]) => ({ id, reason, breakGlass }),
  run: async (ctx, { breakGlass, ...input }) =>
    (await (breakGlass ? releaseStopAlone : releaseStop)(ctx, input)).id,
});
