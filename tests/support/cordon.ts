import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@/lib/embedded/free-port';
import { freshDatabase } from '@/tests/setup/database';

/** The whole of Cordon, as it is started in earnest, on a database of its own. */
export type Cordon = {
  origin: string;
  databaseUrl: string;
  dataDir: string;
  env: NodeJS.ProcessEnv;
  /** A key with the role admin. */
  admin: string;
  /** What it has written on both of its outputs. */
  said(): string;
  /** One command of the operator's; its standard output. */
  run(...args: string[]): Promise<string>;
  /** Asks the API as an admin, and wants a success. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came.
  api(method: string, where: string, body?: unknown): Promise<any>;
  stop(): Promise<void>;
};

const PATIENCE_MS = 120_000;

/** Whether the server at an address can decide. */
export const isReady = (origin: string): Promise<boolean> =>
  fetch(`${origin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Starts the built Cordon (`npm run build`) and waits until it can decide. `root` is where it lies. */
export async function startCordon(
  more: Record<string, string> = {},
  { root = process.cwd(), uid }: { root?: string; uid?: number } = {},
): Promise<Cordon> {
  if (!existsSync(path.join(root, 'dist/supervise.mjs')) || !existsSync(path.join(root, '.next/BUILD_ID')))
    throw new Error('run `npm run build` first');
  const { url: databaseUrl, drop } = await freshDatabase();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cordon-whole-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { CORDON_URL: _, ...outer } = process.env;
  const env: NodeJS.ProcessEnv = {
    ...outer,
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    CORDON_DATA_DIR: path.join(dataDir, 'data'),
    CORDON_DEMO: '0',
    ...more,
  };
  if (uid !== undefined) await promisify(execFile)('chown', [String(uid), dataDir]);
  const who = uid === undefined ? {} : { uid, gid: uid };
  const options = { cwd: root, env, ...who };
  const child = spawn(process.execPath, ['dist/supervise.mjs'], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const stop = async () => {
    await ended(child);
    rmSync(dataDir, { recursive: true, force: true });
    await drop();
  };
  const run = async (...args: string[]) => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['dist/cordon.mjs', ...args],
      options,
    );
    said += stderr;
    return stdout.trim();
  };
  try {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await isReady(origin))) {
      if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
      if (Date.now() > deadline) throw new Error('it did not start in time');
      await sleep(100);
    }
    const admin = await run('api-key', 'create', '--name', 'tests', '--role', 'admin');
    return {
      origin,
      databaseUrl,
      dataDir,
      env,
      admin,
      said: () => said,
      run,
      api: async (method, where, body) => {
        const response = await fetch(origin + where, {
          method,
          headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${where}: ${response.status} ${text}`);
        return JSON.parse(text);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${said}`);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await gone;
  clearTimeout(late);
}
