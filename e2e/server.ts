import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { freePort } from '@/lib/embedded/free-port';
import { type MailCatcher, openMailCatcher } from '@/tests/support/mail-catcher';

const root = fileURLToPath(new URL('..', import.meta.url));
const START_PATIENCE_MS = 180_000;
const STOP_PATIENCE_MS = 60_000;

export type Server = {
  url: string;
  key: string;
  dataDir: string;
  /** Where its e-mail goes. */
  mail: MailCatcher;
  stop: () => Promise<void>;
};

/**
 * Starts the built Cordon on a free port, with a data folder, a database and the demo story of its own, and
 * answers how to find it and how to end it.
 */
export async function startServer(): Promise<Server> {
  for (const made of ['dist/supervise.mjs', '.next/BUILD_ID']) {
    if (!existsSync(path.join(root, made))) throw new Error('run `npm run build` first');
  }
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cordon-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const mail = await openMailCatcher();
  const env = environment({
    CORDON_SMTP_URL: mail.url,
    CORDON_MAIL_FROM: 'Cordon <cordon@example.org>',
    // Webhooks and chats of tests listen on this machine.
    CORDON_OUTGOING_ALLOW: '127.0.0.1',
    PORT: String(port),
    HOST: '127.0.0.1',
    CORDON_DATA_DIR: dataDir,
    CORDON_DEMO: '1',
  });

  const server = spawn(process.execPath, ['dist/supervise.mjs'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const stop = async () => {
    await end(server);
    await mail.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  // Whatever ends this process ends the server with it.
  process.on('exit', () => server.kill('SIGTERM'));

  try {
    await expect
      .poll(
        () => {
          if (server.exitCode !== null) throw new Error(`the server ended with exit code ${server.exitCode}`);
          return isReady(url);
        },
        { timeout: START_PATIENCE_MS, intervals: [200] },
      )
      .toBe(true);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['dist/cordon.mjs', 'api-key', 'create', '--name', 'e2e', '--role', 'admin'],
      { cwd: root, env },
    );
    return { url, key: stdout.trim(), dataDir, mail, stop };
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${said}`);
  }
}

/** This process's environment without what would point the server elsewhere. */
function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, CORDON_URL: _origin, ...rest } = process.env;
  return { ...rest, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...more };
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.kill('SIGTERM');
  const late = setTimeout(() => server.kill('SIGKILL'), STOP_PATIENCE_MS);
  await ended;
  clearTimeout(late);
}
