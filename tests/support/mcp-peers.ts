import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@/lib/embedded/free-port';
import { until } from './until';

const LOOPBACK = fileURLToPath(new URL('./loopback-only.cjs', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where a package's program lies. */
export const programOf = (name: string, file = 'dist/index.js'): string =>
  path.join(path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);

export type Peer = { url: string; kill(): Promise<void> };

/** The reference server of the older revisions, over HTTP, on a free port of this machine alone. */
export async function startEverything(): Promise<Peer> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--require', LOOPBACK, programOf('@modelcontextprotocol/server-everything'), 'streamableHttp'],
    { cwd: root, env: { ...process.env, PORT: String(port), NODE_OPTIONS: '' }, stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}/mcp`;
  await until('server-everything listens', async () => (await fetch(url).catch(() => null)) !== null);
  return {
    url,
    kill: () =>
      new Promise((done) => {
        child.once('exit', () => done());
        child.kill('SIGKILL');
      }),
  };
}
