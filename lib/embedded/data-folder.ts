import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const MARK = 'cordon-data';

/**
 * Makes the data folder exist with mode 0700, and returns its real path. A folder that holds other
 * people's things is refused, never tightened: CORDON_DATA_DIR=/tmp must not lock everybody out of /tmp.
 */
export function openDataFolder(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const folder = realpathSync(dataDir);
  const mark = path.join(folder, MARK);
  if (!existsSync(mark)) {
    if (readdirSync(folder).length > 0) {
      throw new Error(`CORDON_DATA_DIR: ${folder} is neither empty nor a folder of Cordon's`);
    }
    chmodSync(folder, 0o700);
    writeFileSync(mark, 'The data of Cordon: its database, secrets and checkpoints.\n', { mode: 0o600 });
  }
  if ((statSync(folder).mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
  return folder;
}
