import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Above the well-known ports, and below 32768, where the kernel's ephemeral range begins: a connection
// to a closed port inside that range can meet itself.
const LOWEST = 20_000;
const HIGHEST = 32_767;

/** A port on the loopback address that nothing listens on at this moment; `wanted` if that is free. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted !== undefined && (await isFree(wanted))) return wanted;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
