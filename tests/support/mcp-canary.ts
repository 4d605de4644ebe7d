import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Seen = { method: string; headers: IncomingMessage['headers']; text: string };

/** A server that answers every call, and keeps every byte that reaches it. */
export class McpCanary {
  readonly seen: Seen[] = [];
  /** Whether it answers calls as a stream, with these messages before the answer. */
  streams: readonly object[] | null = null;
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** `answer` makes the result of a call from its parameters; by default there is none to speak of. */
  static async open(
    answer: (params: Record<string, unknown>) => object = () => ({ content: [] }),
  ): Promise<McpCanary> {
    const server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      canary.seen.push({ method: request.method ?? '', headers: request.headers, text });
      const message = text === '' ? {} : JSON.parse(text);
      if (message.id === undefined) {
        response.writeHead(202).end();
        return;
      }
      const known = message.method !== 'server/discover';
      const result =
        message.method === 'initialize'
          ? {
              protocolVersion: '2025-11-25',
              capabilities: { tools: {} },
              serverInfo: { name: 'canary', version: '1' },
            }
          : answer(message.params ?? {});
      const streams = known && message.method === 'tools/call' ? canary.streams : null;
      if (streams !== null) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const one of [...streams, { jsonrpc: '2.0', id: message.id, result }]) {
          response.write(`data: ${JSON.stringify(one)}\n\n`);
        }
        response.end();
        return;
      }
      response.writeHead(known ? 200 : 400, {
        'content-type': 'application/json',
        'mcp-session-id': 'canary-session',
      });
      response.end(
        JSON.stringify({
          jsonrpc: '2.0',
          id: message.id,
          ...(known ? { result } : { error: { code: -32600, message: 'what is this?' } }),
        }),
      );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const canary = new McpCanary(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
    return canary;
  }

  /** What reached it of calls, apart from the beginning of sessions. */
  calls(): Seen[] {
    return this.seen.filter(({ text }) =>
      /"method":"(?!initialize|server\/discover|notifications\/initialized)/.test(text),
    );
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
