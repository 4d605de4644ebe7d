import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '@/lib/embedded/free-port';

const READY_WITHIN_MS = 180_000;

/** The built Cordon, running on the data that the environment names. */
export type Served = { url: string; key: string; pid: number; stop(): Promise<void> };

/** Starts it on a free port, and asks for a key of an admin. */
export async function serve({ demo = false }: { demo?: boolean } = {}): Promise<Served> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    NODE_ENV: 'production' as const,
    PORT: String(port),
    HOST: '127.0.0.1',
    CORDON_URL: url,
    CORDON_DEMO: demo ? '1' : '0',
  };
  const server = spawn(process.execPath, ['dist/supervise.mjs'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (text) => (said = `${said}${text}`.slice(-4000)));
  const stop = async () => {
    if (server.exitCode !== null) return;
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
  };
  process.once('exit', () => server.kill('SIGTERM'));
  try {
    await isReady(url, () => server.exitCode === null);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['dist/cordon.mjs', 'api-key', 'create', '--name', 'measure', '--role', 'admin'],
      { env },
    );
    return { url, key: stdout.trim(), pid: server.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${said}`);
  }
}

async function isReady(url: string, isRunning: () => boolean): Promise<void> {
  for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until && isRunning(); ) {
    const status = await fetch(`${url}/readyz`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error('the server did not become ready');
}
