import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { path: string; headers: IncomingHttpHeaders; body: string; at: number };

export type WebhookReceiver = {
  url: string;
  received: Received[];
  /** Those that were answered with success, each id once: what a receiver that honours ids has done. */
  honoured(): string[];
  /** How the next requests are answered; afterwards with 200. `null`: the connection is cut. */
  answer(...statuses: (number | null)[]): void;
  /** Holds every answer back until it is called. */
  hold(): () => void;
  close(): Promise<void>;
};

/** Something that webhooks and chats are sent to, on a free port of this machine. */
export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const taken = new Set<string>();
  const statuses: (number | null)[] = [];
  let gate = Promise.resolve();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', async () => {
      received.push({ path: request.url ?? '', headers: request.headers, body, at: Date.now() });
      const status = statuses.length > 0 ? statuses.shift() : 200;
      await gate;
      if (status === null || status === undefined) return void request.socket.destroy();
      if (status < 300) taken.add(String(request.headers['webhook-id'] ?? body));
      response.writeHead(status, { 'content-type': 'text/plain' }).end(status < 300 ? 'ok' : 'no, thanks');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    honoured: () => [...taken],
    answer: (...next) => statuses.push(...next),
    hold: () => {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => {
        gate = Promise.resolve();
        open();
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
