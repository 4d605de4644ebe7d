import { spawn } from 'node:child_process';
import http, { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
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
  // Whatever ends this process ends the server with it.
  process.once('exit', () => child.kill('SIGKILL'));
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

/** A door in front of a server for clients that cannot send headers of their own: it adds these. */
export async function addHeaders(to: URL, headers: Record<string, string>): Promise<Peer> {
  const server = createServer((request, response) => {
    const { host: _, ...sent } = request.headers;
    const onward = http.request(
      to,
      { method: request.method, headers: { ...sent, ...headers } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${to.pathname}`,
    kill: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
