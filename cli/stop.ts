import { CreateStopInput, ListStopsInput } from '@/lib/contract/stop';
import { createStop } from '@/lib/services/stop/create';
import { listStops } from '@/lib/services/stop/list';
import type { Command } from './command';
import { command as release } from './release';
import { verbCommand } from './verb-command';

/** `agent:invoice-bot`, or the two words apart. */
function targetOf([first, second]: readonly string[]): { kind: string | undefined; id: string | undefined } {
  const colon = first?.indexOf(':') ?? -1;
  return colon < 0 || first === undefined
    ? { kind: first, id: second }
    : { kind: first.slice(0, colon), id: first.slice(colon + 1) };
}

/** Stops a target at once, and prints the stop's id: `stop release` needs it. */
const create = verbCommand({
  name: 'stop',
  usage: [
    'stop agent:ID|system:ID|tool:SYSTEM/NAME|owner:E-MAIL|tier:NAME --reason R',
    'stop everything --reason R',
  ],
  options: { reason: { type: 'string' } },
  input: CreateStopInput,
  toInput: ({ reason }, words) => ({ target: targetOf(words), reason }),
  run: async (ctx, input) => (await createStop(ctx, input)).id,
});

const MOST = 200;

/** The stops in force, one a line: its id, what it covers, since when, who and why. */
const list = verbCommand({
  name: 'stop',
  verb: 'list',
  usage: ['stop list'],
  options: {},
  input: ListStopsInput,
  toInput: () => ({ open: 'true', limit: MOST }),
  run: async (ctx, input) => {
    const { items } = await listStops(ctx, input);
    return items
      .map(({ id, target: { kind, id: of }, state, createdAt, createdBy, reason }) =>
        [id, of === null ? kind : `${kind}:${of}`, state, createdAt.toISOString(), createdBy, reason].join(
          '\t',
        ),
      )
      .join('\n');
  },
});

const VERBS: Record<string, Command> = { list, release };

/** `stop`, `stop list` and `stop release`. */
export const command: Command = {
  name: 'stop',
  usage: [...create.usage, ...list.usage, ...release.usage.map((form) => `stop ${form}`)],
  run: (args, session) => {
    const verb = VERBS[args[0] ?? ''];
    if (verb === undefined) return create.run(args, session);
    return verb.run(verb === list ? args : args.slice(1), session);
  },
};
