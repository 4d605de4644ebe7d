import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { z } from 'zod';
import { openDatabase } from '@/lib/db/client';
import { type Ctx, systemActor } from '@/lib/services/context';
import { type Command, UsageError } from './command';

type Values = { [option: string]: string | boolean | (string | boolean)[] | undefined };

type Spec<I extends z.ZodType> = {
  name: string;
  /** The word after the name; absent where the name says it all. */
  verb?: string;
  usage: readonly string[];
  options: NonNullable<ParseArgsConfig['options']>;
  input: I;
  /** The words and options as the contract's input has them. */
  toInput: (values: Values, words: readonly string[]) => unknown;
  /** Runs the verb; answers what is printed, and nothing else is. */
  run: (ctx: Ctx, input: z.output<I>) => Promise<string>;
};

/** Makes a command that runs one verb, its input checked by the same contract as the API's. */
export const verbCommand = <I extends z.ZodType>(spec: Spec<I>): Command => ({
  name: spec.name,
  usage: spec.usage,
  run: async (args, session) => {
    if (spec.verb !== undefined && args[0] !== spec.verb) {
      throw new UsageError(`The command is \`${spec.name} ${spec.verb}\`.`);
    }
    const input = checked(spec, spec.verb === undefined ? args : args.slice(1));
    const database = await openDatabase(await session.databaseUrl(), { max: 2 });
    try {
      const ctx: Ctx = {
        actor: systemActor('cli'),
        prisma: database.prisma,
        requestId: 'cli',
        ifMatch: null,
        publicUrl: session.environment.publicUrl,
      };
      session.out(await spec.run(ctx, input));
      return 0;
    } finally {
      await database.close();
    }
  },
});

function checked<I extends z.ZodType>(spec: Spec<I>, args: string[]): z.output<I> {
  const { options, input, toInput, verb } = spec;
  let values: Values;
  let words: string[];
  try {
    const allowPositionals = verb === undefined;
    ({ values, positionals: words } = parseArgs({ args, options, strict: true, allowPositionals }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const parsed = input.safeParse(toInput(values, words));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
  );
}
