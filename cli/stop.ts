import { CreateStopInput } from '@/lib/contract/stop';
import { createStop } from '@/lib/services/stop/create';
import { verbCommand } from './verb-command';

/** Stops a target at once, and prints the stop's id: `release` needs it. */
export const command = verbCommand({
  name: 'stop',
  usage: ['stop agent|system|tool|owner|tier ID --reason R', 'stop everything --reason R'],
  options: { reason: { type: 'string' } },
  input: CreateStopInput,
  toInput: ({ reason }, [kind, id]) => ({ target: { kind, id }, reason }),
  run: async (ctx, input) => (await createStop(ctx, input)).id,
});
