import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { database } from '@/lib/db/runtime';
import { environmentOrExit, loadSecrets } from '@/lib/environment';
import { refuseOversize } from '@/lib/http/oversize';
import { refuseUndecodablePath } from '@/lib/http/undecodable-path';
import { refuseUnknownMethod } from '@/lib/http/unknown-method';
import { openRuntime, provideRuntime, type Runtime } from '@/lib/pdp/runtime';
import { type Scheduler, startScheduler } from '@/lib/scheduler/start';
import { breakerContext, tripBreakers } from '@/lib/services/agent/trip-breaker';

const DRAIN_MS = 5000;
/** Stopping never takes longer than this, whatever hangs. */
const STOP_MS = 20_000;
/** Tells the supervisor that starting again would not help. */
const EXIT_UNUSABLE = 78;
const SCHEDULER_RETRY_MS = 10_000;
const PORT_PATIENCE_MS = 3000;

const environment = environmentOrExit();
const { dataDir, publicUrl, host, port } = environment;
const databaseUrl = environment.databaseUrl ?? '';
if (databaseUrl === '') {
  console.error('DATABASE_URL must be set: server.mjs serves only. `npm start` brings a database along.');
  process.exit(EXIT_UNUSABLE);
}
const isDevelopment = process.env.CORDON_DEV === '1';
const isSupervised = process.send !== undefined;

const secrets = loadSecrets(dataDir, environment.secret);
process.env.NEXTAUTH_SECRET = secrets.sessionSecret;
process.env.NEXTAUTH_URL = publicUrl;
process.env.CORDON_URL = publicUrl;
process.env.CORDON_DATA_DIR = dataDir;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.env.CORDON_ROOT = root;

// Who read what we say may be gone, with the supervisor or the terminal. Saying that would meet the same
// closed pipe again, for ever.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// The signals come before anything that takes time, so that a start can be interrupted.
const open = { runtime: null as Runtime | null, scheduler: null as Scheduler | null, isStopping: false };
process.on('SIGTERM', () => void stop());
// A Ctrl-C reaches the whole group; under a supervisor it decides when we stop.
process.on('SIGINT', () => {
  if (!isSupervised) void stop();
});
// INVARIANT (one server a supervisor): a server whose supervisor was killed does not stay behind.
process.on('disconnect', () => void stop());
// It may have been killed while this file was still being loaded.
if (isSupervised && !process.connected) process.exit(0);

const runtime = await openRuntime({
  databaseUrl,
  publicUrl,
  trip: async (agentIds) => tripBreakers(breakerContext((await database()).prisma, publicUrl), agentIds),
});
open.runtime = runtime;
provideRuntime(runtime);

if (environment.scheduler) void keepSchedule();

const streams = new Set<ServerResponse>();
const server = createServer(
  { maxHeaderSize: 16 * 1024, connectionsCheckingInterval: 5000 },
  (request, response) => {
    if (runtime.answer(request, response)) return;
    if (refuseUnknownMethod(request, response) || refuseUndecodablePath(request, response)) return;
    if (refuseOversize(request, response)) return;
    streams.add(response);
    response.on('close', () => streams.delete(response));
    void answerByConsole(request, response);
  },
);
server.headersTimeout = 10_000;
server.requestTimeout = 30_000;
// Longer than the idle time of the usual load balancers, which must be the ones to hang up first.
server.keepAliveTimeout = 75_000;

// Next is imported late: the live path does not need it, and it reads NODE_ENV when it is loaded.
const { default: next } = await import('next');
const console_ = next({ dev: isDevelopment, dir: root, hostname: host, port, httpServer: server });
await console_.prepare();
const handle = console_.getRequestHandler();

await listen();

/** A server whose supervisor was killed a moment ago lets go of the port within seconds. */
async function listen(): Promise<void> {
  const until = Date.now() + PORT_PATIENCE_MS;
  while (!open.isStopping) {
    const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve);
      server.listen(port, host, () => {
        server.off('error', resolve);
        resolve(null);
      });
    });
    if (failure === null) {
      process.send?.({ ready: true });
      if (!isSupervised) console.log(`Cordon serves on ${publicUrl}`);
      return;
    }
    const isTaken = failure.code === 'EADDRINUSE';
    if (!isTaken || Date.now() > until) {
      console.error(isTaken ? `Port ${port} is in use. Choose another one with PORT.` : String(failure));
      process.exit(EXIT_UNUSABLE);
    }
    await sleep(200);
  }
}

/** The schedule is a convenience of time: the server serves with it or without, and tries again. */
async function keepSchedule(): Promise<void> {
  while (!open.isStopping && open.scheduler === null) {
    try {
      open.scheduler = await startScheduler({ databaseUrl, dataDir, secret: environment.secret, publicUrl });
    } catch (error) {
      console.error(`The scheduler cannot start, and will try again: ${(error as Error).message}`);
      await sleep(SCHEDULER_RETRY_MS, undefined, { ref: false });
    }
  }
}

async function answerByConsole(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Next fills this in only where it is absent: whoever sends one would choose their own address.
  const forwarded = [request.headers['x-forwarded-for'], request.socket.remoteAddress].flat().filter(Boolean);
  request.headers['x-forwarded-for'] = forwarded.join(', ');
  try {
    await handle(request, response);
  } catch (error) {
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}

/** Takes no new requests, gives those under way five seconds, writes the last checkpoint, ends. */
async function stop(): Promise<void> {
  if (open.isStopping) return;
  open.isStopping = true;
  setTimeout(() => process.exit(1), STOP_MS).unref();
  if (open.runtime === null || !server.listening) {
    await close();
  }
  const drained = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // An event stream never ends by itself; the browser opens another one when we are back.
  for (const response of streams) {
    if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy();
  }
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await drained;
  clearTimeout(late);
  await close();
}

/** The live path first, so that the last checkpoint covers the last decision. */
async function close(): Promise<never> {
  const complain = (error: Error) => console.error(`While stopping: ${error.message}`);
  await open.runtime?.close().catch(complain);
  await open.scheduler?.stop().catch(complain);
  process.exit(0);
}
