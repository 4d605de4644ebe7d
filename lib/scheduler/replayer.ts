import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Ctx } from '@/lib/services/context';
import { nextReplay } from '@/lib/services/replay/run';
import { type Repeated, repeat } from './repeat';

/** Beside this file once it is bundled. */
const PROGRAM = new URL('./replay.mjs', import.meta.url);
/** Below everything that answers. */
const NICE = 15;

/**
 * Runs what was asked for, one replay after the other, each in a process of its own and with the lowest claim to
 * the processor: a million records are judged while decisions go on. What a process that died has left behind,
 * whoever looks next begins anew.
 */
export function startReplayer(ctx: Ctx, databaseUrl: string): Repeated {
  const running: { child: ChildProcess | null; isStopping: boolean } = { child: null, isStopping: false };
  const rounds = repeat('replays', async () => {
    const id = await nextReplay(ctx);
    if (id === null || running.isStopping) return;
    const child = spawn(process.execPath, [fileURLToPath(PROGRAM), id], {
      env: { ...process.env, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    running.child = child;
    const { code, words } = await ended(child);
    running.child = null;
    if (code !== 0 && !running.isStopping) throw new Error(`replay ${id} broke off: ${words}`);
  });
  return {
    complain: rounds.complain,
    stop: async () => {
      running.isStopping = true;
      running.child?.kill('SIGTERM');
      await rounds.stop();
    },
  };
}

function ended(child: ChildProcess): Promise<{ code: number | null; words: string }> {
  if (child.pid !== undefined) {
    try {
      os.setPriority(child.pid, NICE);
    } catch {
      // It is gone already, or this system knows no such thing.
    }
  }
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-500);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, words: error.message }));
    child.on('close', (code) => resolve({ code, words: words.trim() }));
  });
}
