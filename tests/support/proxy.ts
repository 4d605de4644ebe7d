import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What happens to bytes: all pass; all wait; none pass; connections are reset; only what the server says is
 * dropped, so that it does what it was told and nobody hears of it; or the server is cut off after so many
 * of its bytes.
 */
export type Mode =
  | { kind: 'pass' }
  | { kind: 'delay'; ms: number }
  | { kind: 'blackhole' }
  | { kind: 'reset' }
  | { kind: 'drop-replies' }
  | { kind: 'cut-after'; bytes: number };

export type TcpProxy = {
  /** The URL of the server, by way of the proxy. */
  url: string;
  set(mode: Mode): void;
  close(): Promise<void>;
};

/** A proxy in front of the PostgreSQL that a URL names. The mode holds for open connections and new ones. */
export async function startProxy(target: string): Promise<TcpProxy> {
  const to = new URL(target);
  const pairs = new Set<[Socket, Socket]>();
  let mode: Mode = { kind: 'pass' };
  let replied = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname);
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    for (const [socket, other] of [pair, [upstream, client]] as const) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        // A connection through a black hole hears nothing of the other side's end either.
        if (mode.kind !== 'blackhole') other.destroy();
      });
    }
    if (mode.kind === 'reset') client.resetAndDestroy();
    client.on('data', (chunk) => forward(upstream, chunk, mode.kind === 'blackhole'));
    upstream.on('data', (chunk) => {
      if (mode.kind !== 'cut-after') {
        forward(client, chunk, mode.kind === 'blackhole' || mode.kind === 'drop-replies');
        return;
      }
      const left = Math.max(0, mode.bytes - replied);
      replied += chunk.length;
      client.write(chunk.subarray(0, left));
      if (replied >= mode.bytes) client.resetAndDestroy();
    });
  });
  const forward = (socket: Socket, chunk: Buffer, isDropped: boolean) => {
    if (isDropped || socket.destroyed) return;
    if (mode.kind === 'delay') setTimeout(() => socket.destroyed || socket.write(chunk), mode.ms);
    else socket.write(chunk);
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    set: (next) => {
      mode = next;
      replied = 0;
      if (mode.kind === 'reset') for (const [client] of pairs) client.resetAndDestroy();
    },
    close: () => {
      for (const [client, upstream] of pairs) {
        client.destroy();
        upstream.destroy();
      }
      return new Promise((done) => server.close(() => done()));
    },
  };
}
