import { ReleaseStopInput } from '@/lib/contract/stop';
import { releaseStop } from '@/lib/services/stop/release';
import { verbCommand } from './verb-command';

/** Releases a stop, and prints its id. */
export const command = verbCommand({
  name: 'release',
  usage: ['release STOP-ID --reason R'],
  options: { reason: { type: 'string' } },
  input: ReleaseStopInput,
  toInput: ({ reason }, [id]) => ({ id, reason }),
  run: async (ctx, input) => (await releaseStop(ctx, input)).id,
});
