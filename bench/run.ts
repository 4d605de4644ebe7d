import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { clusterFolder } from '@/lib/embedded/initialize';
import { holders } from '@/lib/embedded/processes';
import { startEmbedded } from '@/lib/embedded/start';
import { SERVER_FLAGS } from '@/lib/environment';
import { type Approvers, openApprovers } from './approvals';
import { type Peer, startCerbos } from './cerbos';
import { cpuTimeUs } from './cpu';
import { measureFixedRates } from './fixed-rate';
import { growTo } from './grow';
import type { Load, Measured } from './load';
import { makeWorld, type World } from './world';

const USAGE = `npm run bench -- [options]
  --seconds N       length of each run (8)
  --rounds N        how often everything is measured; medians are told (3)
  --connections L   1,16,64,256
  --doors L         fast,next,batch
  --grow L          recorded decisions at which the fast door is measured again: 1000000,5000000
  --statements      tells at last what each statement cost PostgreSQL, the nested ones too
  --approvals N     measures the fast door in turn with so many approvals of people a second beside it
  --rates L         with --approvals: also at these fixed rates of questions a second, as 1000,2000
  --peer cerbos     measures Cerbos' AuthZEN endpoint in turn with the fast door
A run whose answers and durable records differ in number is void, and says so.`;

const BATCH = 50;
const STATEMENTS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  'pg_stat_statements.track_planning': 'on',
};

type Row = {
  what: string;
  connections: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  records: number;
  answers: number;
  /** Processor time a decision, in microseconds. */
  serverUs: number;
  databaseUs: number;
};

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Runs a load in a process of its own. */
function measure(load: Load): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./load-child.mjs', import.meta.url), { stdio: 'inherit' });
    child.on('message', (message: { measured?: Measured; error?: string }) => {
      if (message.measured !== undefined) resolve(message.measured);
      else reject(new Error(message.error));
    });
    child.on('error', reject);
    child.send(load);
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

const evaluation = ({ agent, task, tool }: World['calls'][number]): string =>
  `{"subject":{"type":"agent","id":"${agent}"},"action":{"name":"tools/call"},"resource":{"type":"tool","id":"${tool}"},` +
  `"context":{"task":"${task}","call_id":"@","arguments":{"q":"acme","limit":20}}}`;

/** Fifty calls of one task each, as a planner would ask; several tasks in one request. */
function batches({ calls }: World): string[] {
  return Array.from({ length: 200 }, (_, n) => {
    const items = Array.from({ length: BATCH }, (_unused, i) => {
      const one = calls[(n * 7 + i) % calls.length];
      return one === undefined ? '' : evaluation(one).replace('"@"', `"@-${i}"`);
    });
    return `{"evaluations":[${items.join(',')}]}`;
  });
}

async function startServer(
  databaseUrl: string,
  dataDir: string,
): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort();
  const secret = randomBytes(32).toString('hex');
  const child = fork(join(process.cwd(), 'dist/server.mjs'), {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      CORDON_DATA_DIR: dataDir,
      CORDON_SCHEDULER: 'off',
      CORDON_SECRET: secret,
      NEXTAUTH_SECRET: secret,
      PORT: String(port),
      HOST: '127.0.0.1',
    },
    execArgv: [...SERVER_FLAGS],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { ready?: boolean }) => message.ready === true && resolve());
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { port, child };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '1,16,64,256' },
      doors: { type: 'string', default: 'fast,next,batch' },
      grow: { type: 'string', default: '' },
      peer: { type: 'string' },
      approvals: { type: 'string' },
      rates: { type: 'string', default: '' },
      statements: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const seconds = Number(values.seconds);
  const rounds = Number(values.rounds);
  const connections = values.connections === '' ? [] : values.connections.split(',').map(Number);
  const doors = values.doors.split(',');
  const rates = values.rates === '' ? [] : values.rates.split(',').map(Number);

  const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
  const database = await startEmbedded({
    dataDir: join(folder, 'data'),
    settings: values.statements ? STATEMENTS : {},
  });
  let server: ChildProcess | null = null;
  let peer: Peer | null = null;
  let people: Approvers | null = null;
  try {
    await migrate(database.url);
    const world = await makeWorld(database.url, { agents: 200, tasksPerAgent: 5 });
    const started = await startServer(database.url, join(folder, 'data'));
    server = started.child;
    if (values.peer === 'cerbos') peer = await startCerbos(folder, await freePort(), await freePort());
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => {});
    await client.connect();
    const countRecords = async () =>
      Number((await client.query('SELECT sum(calls)::bigint AS n FROM task_live')).rows[0]?.n ?? 0);

    const headers = { authorization: `Bearer ${world.key}` };
    const fast = {
      port: started.port,
      path: '/access/v1/evaluation',
      headers,
      bodies: world.calls.map(evaluation),
      expect: '"decision":true',
    };
    const loads: Record<string, Omit<Load, 'connections' | 'seconds'>> = {
      fast,
      // A query string is enough to pass the fast door by: Next's route handler answers.
      next: { ...fast, path: '/access/v1/evaluation?' },
      batch: { ...fast, path: '/access/v1/evaluations', bodies: batches(world) },
    };

    /** One measured run; every answer of ours must have its record. */
    const run = async (
      what: string,
      load: Omit<Load, 'connections' | 'seconds'>,
      count: number,
      isOurs = true,
    ): Promise<Row> => {
      const before = isOurs ? await countRecords() : 0;
      const cpuOf = () => ({
        server: cpuTimeUs([started.child.pid ?? 0]),
        database: cpuTimeUs(holders(clusterFolder(join(folder, 'data')))),
      });
      const cpuBefore = cpuOf();
      const measured = await measure({ ...load, connections: count, seconds });
      const cpu = cpuOf();
      const records = isOurs ? (await countRecords()) - before : 0;
      if (measured.good < measured.answers)
        console.log(`  ${measured.answers - measured.good} answers were not good: ${measured.firstBad}`);
      if (isOurs && records !== measured.hits)
        console.log(`  VOID: ${measured.hits} decisions answered, ${records} recorded`);
      const { p50Ms, p99Ms } = measured;
      return {
        what,
        connections: count,
        perSecond: measured.hits / measured.seconds,
        p50Ms,
        p99Ms,
        records,
        answers: measured.hits,
        serverUs: isOurs ? (cpu.server - cpuBefore.server) / measured.hits : 0,
        databaseUs: isOurs ? (cpu.database - cpuBefore.database) / measured.hits : 0,
      };
    };

    console.log(
      `${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}, ${rounds} rounds of ${seconds} s, medians\n`,
    );
    await run('warm-up', fast, 64);
    if (values.statements)
      await client.query(
        'CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()',
      );
    if (values.approvals !== undefined) {
      const all = Number(values.approvals) * (seconds + 2) * rounds * (connections.length + rates.length);
      people = await openApprovers(database.url, all);
    }
    const rows: Row[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const count of connections) {
        for (const door of doors) {
          const load = loads[door];
          // A batch asks for fifty at a time; a few connections are load enough.
          if (load !== undefined)
            rows.push(await run(door, load, door === 'batch' ? Math.min(count, 16) : count));
        }
        if (people !== null) {
          const approving = people.start(Number(values.approvals));
          rows.push(await run('asked', fast, count));
          const { approved, cpuMs } = await approving.stop();
          console.log(
            `  ${Math.round(approved / seconds)} approvals a second beside it, ${cpuMs.toFixed(1)} ms of CPU each`,
          );
        }
        if (peer !== null) rows.push(await run('cerbos', { ...peer, port: peer.port }, count, false));
      }
    }
    print(rows);
    if (people !== null && rates.length > 0) {
      const wanted = { rates, approvals: Number(values.approvals), rounds, seconds };
      await measureFixedRates(people, wanted, (rate) => run('rate', { ...fast, perSecond: rate }, 64));
    }
    if (values.grow !== '')
      await measureGrowth(client, values.grow.split(',').map(Number), () => run('fast', fast, 64), rounds);
    if (values.statements) await printStatements(client);
    await client.end();
  } finally {
    server?.kill('SIGTERM');
    await peer?.stop();
    await people?.close();
    if (server !== null) await new Promise((done) => server?.on('exit', done));
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureGrowth(
  client: pg.Client,
  sizes: number[],
  run: () => Promise<Row>,
  rounds: number,
): Promise<void> {
  console.log('\nThe fast door, c=64, with so many decisions recorded before:');
  for (const size of [0, ...sizes]) {
    await growTo(client, size);
    await run();
    const rows: Row[] = [];
    for (let i = 0; i < rounds; i += 1) rows.push(await run());
    console.log(
      `  ${String(size).padStart(9)}: ${Math.round(median(rows.map((row) => row.perSecond)))}/s, p99 ${median(rows.map((row) => row.p99Ms)).toFixed(1)} ms`,
    );
  }
}

async function printStatements(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ calls: string; ms: number; mean: number; query: string }>(
    `SELECT calls, total_exec_time + total_plan_time AS ms, (total_exec_time + total_plan_time) / calls AS mean,
            left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query
       FROM pg_stat_statements WHERE calls > 0 ORDER BY 2 DESC LIMIT 20`,
  );
  console.log('\n   calls  total ms   mean ms  statement');
  for (const { calls, ms, mean, query } of rows)
    console.log(`${calls.padStart(8)} ${ms.toFixed(0).padStart(9)} ${mean.toFixed(3).padStart(9)}  ${query}`);
}

function print(rows: readonly Row[]): void {
  console.log('what      c  decisions/s   p50 ms   p99 ms      records  µs server  µs database');
  for (const key of new Set(rows.map((row) => `${row.what}/${row.connections}`))) {
    const same = rows.filter((row) => `${row.what}/${row.connections}` === key);
    const [first] = same;
    if (first === undefined) continue;
    const cells = [
      first.what.padEnd(6),
      String(first.connections).padStart(4),
      String(Math.round(median(same.map((row) => row.perSecond)))).padStart(12),
      median(same.map((row) => row.p50Ms))
        .toFixed(2)
        .padStart(8),
      median(same.map((row) => row.p99Ms))
        .toFixed(2)
        .padStart(8),
      first.records === 0 ? 'none'.padStart(12) : String(median(same.map((row) => row.records))).padStart(12),
      ...(first.records === 0
        ? []
        : [
            median(same.map((row) => row.serverUs))
              .toFixed(1)
              .padStart(10),
            median(same.map((row) => row.databaseUs))
              .toFixed(1)
              .padStart(12),
          ]),
    ];
    console.log(cells.join(' '));
  }
}

main().catch((error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
