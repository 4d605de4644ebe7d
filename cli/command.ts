import type { Environment } from '@/lib/environment';

/** What a command may use. Its result goes to `out` and nothing else does; talk goes to `say`. */
export type CliSession = {
  environment: Environment;
  /** The database, connected to as its owner. An embedded one is started for the command if need be. */
  databaseUrl(): Promise<string>;
  out(text: string): void;
  say(text: string): void;
};

export type Command = {
  name: string;
  /** One line a form, without the program's name: `backup <file>`. */
  usage: readonly string[];
  /** Returns the exit code. Throws `UsageError` for arguments that it does not understand. */
  run(args: string[], session: CliSession): Promise<number>;
};

/** The arguments do not fit the command; answered with its usage and exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
