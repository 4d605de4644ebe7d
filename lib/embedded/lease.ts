import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDataFolder } from './data-folder';
import { birthOf, isRunning } from './processes';
import { type Embedded, type EmbeddedOptions, startEmbedded } from './start';

/** A supervisor serves from the data folder, and there is at most one; commands come and go. */
export type LeaseKind = 'supervisor' | 'command';

export type Lease = {
  /** Starts PostgreSQL, on that port if it is free. */
  start(port?: number): Promise<Embedded>;
  /** Stops PostgreSQL when nobody else uses it: the last one out turns off the light. */
  leave(): Promise<void>;
};

/**
 * Notes that this process uses the embedded database of the data folder. Throws when it would be the
 * second supervisor. A note whose process has died counts for nothing.
 */
export function leaseEmbedded(kind: LeaseKind, options: EmbeddedOptions): Lease {
  const folder = path.join(openDataFolder(options.dataDir), 'users');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const note = path.join(folder, String(process.pid));
  writeFileSync(note, JSON.stringify({ kind, birth: birthOf(process.pid) }), { mode: 0o600 });

  const other = others(folder).find((user) => kind === 'supervisor' && user.kind === 'supervisor');
  if (other !== undefined) {
    rmSync(note, { force: true });
    throw new Error(`another Cordon (process ${other.pid}) is running on the data folder ${options.dataDir}`);
  }

  let running: Embedded | null = null;
  return {
    start: async (port) => {
      running = await startEmbedded({ ...options, port: port ?? options.port });
      return running;
    },
    leave: async () => {
      rmSync(note, { force: true });
      if (others(folder).length === 0) await running?.stop();
    },
  };
}

function others(folder: string): { pid: number; kind: LeaseKind }[] {
  const found: { pid: number; kind: LeaseKind }[] = [];
  for (const name of readdirSync(folder)) {
    const pid = Number(name);
    if (pid === process.pid) continue;
    const note = readNote(path.join(folder, name));
    if (note !== null && isRunning(pid) && birthOf(pid) === note.birth) found.push({ pid, kind: note.kind });
    else rmSync(path.join(folder, name), { force: true });
  }
  return found;
}

function readNote(file: string): { kind: LeaseKind; birth: string } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
