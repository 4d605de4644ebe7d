import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export type SmallVolume = {
  folder: string;
  /** Leaves no byte free. */
  fill(): void;
  free(): void;
  close(): void;
};

/** A volume in memory that can be filled; a text says why there is none. */
export function mountSmallVolume(megabytes: number): SmallVolume | string {
  if (process.platform !== 'linux') return 'a volume in memory needs Linux';
  const folder = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'cordon-volume-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return `mounting needs root: ${mounted.stderr?.toString().trim() ?? mounted.error?.message}`;
  }
  chmodSync(folder, 0o755);
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill: () => {
      const file = openSync(filler, 'a');
      for (let size = 1024 * 1024; size >= 1; ) {
        try {
          writeSync(file, Buffer.alloc(size));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          size = Math.floor(size / 2);
        }
      }
      closeSync(file);
      if (statSync(filler).size === 0) throw new Error('the volume was full already');
    },
    free: () => rmSync(filler, { force: true }),
    close: () => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
