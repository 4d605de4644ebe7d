import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Peer } from './mcp-peers';

/** A server that speaks the stateless revision alone, from the SDK of that revision. */
export async function startStateless(): Promise<Peer & { hasBegun(): boolean; wasCancelled(): boolean }> {
  let hasBegun = false;
  let wasCancelled = false;
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: 'stateless', version: '1' });
      server.registerTool(
        'greet',
        {
          description: 'Greets',
          inputSchema: z.object({ name: z.string() }),
          annotations: { readOnlyHint: true },
        },
        async ({ name }) => ({ content: [{ type: 'text', text: `Hello, ${name}` }] }),
      );
      server.registerTool(
        'place',
        {
          description: 'Says where',
          inputSchema: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }),
        },
        async ({ region }, ctx) => ({
          content: [
            { type: 'text', text: `${region}, mirrored ${ctx.http?.req?.headers.get('mcp-param-region')}` },
          ],
        }),
      );
      server.registerTool('wait', { description: 'Waits until it is cancelled' }, async (ctx) => {
        hasBegun = true;
        await new Promise<void>((done) => ctx.mcpReq.signal.addEventListener('abort', () => done()));
        wasCancelled = true;
        return { content: [] };
      });
      return server;
    },
    { legacy: 'reject' },
  );
  const server = createServer(toNodeHandler(handler));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    hasBegun: () => hasBegun,
    wasCancelled: () => wasCancelled,
    kill: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
