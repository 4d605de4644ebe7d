import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './bundle';

export type Clock = {
  /** What a process must be started with to have this clock. */
  env: Record<string, string>;
  /** Sets the clock, also of processes that run already. */
  set(skewSeconds: number): void;
};
export type ClockMaker = { make(skewSeconds: number): Clock; close(): void };

/** Makes wall clocks that can be set apart from the machine's; a text says why there are none. */
export function clockMaker(): ClockMaker | string {
  if (process.platform !== 'linux') return 'setting a clock by LD_PRELOAD needs Linux';
  const folder = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'cordon-clock-'));
  chmodSync(folder, 0o755);
  const library = path.join(folder, 'clock-skew.so');
  const source = path.join(ROOT, 'tests/support/clock-skew.c');
  const compiled = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (compiled.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return `there is no C compiler: ${compiled.stderr?.trim() || compiled.error?.message}`;
  }
  let made = 0;
  return {
    make: (skewSeconds) => {
      made += 1;
      const file = path.join(folder, `skew-${made}`);
      const set = (seconds: number) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64LE(BigInt(seconds));
        // In place: the file is mapped by those who read it.
        writeFileSync(file, bytes, { flag: 'r+' });
      };
      writeFileSync(file, Buffer.alloc(8), { mode: 0o644 });
      set(skewSeconds);
      return { env: { LD_PRELOAD: library, CLOCK_SKEW_FILE: file }, set };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
