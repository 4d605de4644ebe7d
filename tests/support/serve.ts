import { createServer } from 'node:http';
import { database } from '@/lib/db/runtime';
import { openRuntime } from '@/lib/pdp/runtime';
import { breakerContext, tripBreakers } from '@/lib/services/agent/trip-breaker';

/**
 * The live path of one process and nothing else: what server.ts puts in front of Next, without Next. It
 * tells its parent the moment it listens, and ends with it.
 */
const { DATABASE_URL: databaseUrl = '', PORT = '0' } = process.env;
const publicUrl = `http://127.0.0.1:${PORT}`;
const runtime = await openRuntime({
  databaseUrl,
  publicUrl,
  trip: async (agentIds) => tripBreakers(breakerContext((await database()).prisma, publicUrl), agentIds),
});
const server = createServer((request, response) => {
  if (runtime.answer(request, response)) return;
  response.writeHead(runtime.isReady() ? 200 : 503).end();
});
server.keepAliveTimeout = 75_000;
server.listen(Number(PORT), '127.0.0.1', () => process.send?.('listening'));
process.on('disconnect', () => process.exit(0));
