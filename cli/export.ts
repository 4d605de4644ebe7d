import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeExport } from '@/lib/ledger/write-export';
import { type Command, UsageError } from './command';

/** Writes records, links, checkpoints and public keys into one file that verifies without the database. */
export const command: Command = {
  name: 'export',
  usage: ['export --out <file> [--from <time>] [--to <time>]'],
  run: async (args, session) => {
    const { out, from, to } = parse(args);
    if (out === undefined) throw new UsageError('export needs --out <file>.');
    const file = path.resolve(out);
    if (existsSync(file)) throw new Error(`${file} exists already; nothing was written.`);
    const span = { ...instant('from', from), ...instant('to', to) };
    const exported = await writeExport(await session.databaseUrl(), file, span);
    const start = exported.from === null ? 'the beginning' : `checkpoint ${exported.from}`;
    const end = exported.upTo === null ? 'the end' : `checkpoint ${exported.upTo}`;
    session.out(`${file}: ${exported.rows} rows, from ${start} to ${end}`);
    return 0;
  },
};

function parse(args: string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args, options: { out: text, from: text, to: text } }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function instant<Name extends 'from' | 'to'>(name: Name, value: string | undefined): { [N in Name]?: Date } {
  if (value === undefined) return {};
  const at = new Date(value);
  if (Number.isNaN(at.getTime()))
    throw new UsageError(`--${name} must be a time such as 2026-11-23T10:00:00Z.`);
  return { [name]: at } as { [N in Name]: Date };
}
