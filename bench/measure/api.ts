import { parseArgs } from 'node:util';
import { type Ask, allAsks, takeSamples } from './requests';
import { serve } from './served';
import { markdown, percentile } from './table';

const USAGE = `npm run measure:api -- [options]
  --rounds N    how often each question is asked (20)
  --only TEXT   only paths that hold this
  --limit MS    what the 95th percentile may be (300)
  --all         every question in the table, not the slowest of each path alone
Starts the built server on CORDON_DATA_DIR or DATABASE_URL (npm run seed:large fills it), asks every list, search and
count of the contract, one question at a time, and ends with 1 where one was slower than it may be.`;

const WARM_UP = 2;
/** A question that takes so long says enough in a few rounds. */
const SLOW_MS = 2000;

type Measured = Ask & { p50: number; p95: number; kilobytes: number; status: number };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      only: { type: 'string', default: '' },
      limit: { type: 'string', default: '300' },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [rounds, limit] = [Number(values.rounds), Number(values.limit)];
  const served = await serve();
  try {
    const ask = async (path: string) => {
      const begun = performance.now();
      const answer = await fetch(served.url + path, { headers: { authorization: `Bearer ${served.key}` } });
      const text = await answer.text();
      return { ms: performance.now() - begun, status: answer.status, text };
    };
    const get = async (path: string) => JSON.parse((await ask(path)).text) as unknown;
    const asks = (await allAsks(get, await takeSamples(get))).filter(({ path }) =>
      path.includes(values.only),
    );
    const measured: Measured[] = [];
    for (const one of asks) {
      const times: number[] = [];
      let last = await ask(one.path);
      for (let i = 1; i < WARM_UP; i += 1) last = await ask(one.path);
      for (let i = 0; i < (last.ms > SLOW_MS ? 3 : rounds); i += 1) {
        last = await ask(one.path);
        times.push(last.ms);
      }
      const kilobytes = Buffer.byteLength(last.text) / 1024;
      const row = {
        ...one,
        p50: percentile(times, 50),
        p95: percentile(times, 95),
        kilobytes,
        status: last.status,
      };
      measured.push(row);
      if (row.p95 > limit || row.status !== 200) {
        process.stderr.write(`${row.p95.toFixed(0)} ms, ${row.status}: ${row.path}\n`);
      }
    }
    print(values.all ? measured : slowest(measured));
    const bad = measured.filter(({ p95, status }) => p95 > limit || status !== 200);
    console.log(
      `\n${measured.length} questions, ${bad.length} over ${limit} ms at the 95th percentile or not answered.`,
    );
    return bad.length === 0 ? 0 : 1;
  } finally {
    await served.stop();
  }
}

/** The slowest question of each path. */
const slowest = (rows: readonly Measured[]): Measured[] =>
  [...new Set(rows.map(({ operation }) => operation))].flatMap((operation) =>
    rows
      .filter((row) => row.operation === operation)
      .sort((a, b) => b.p95 - a.p95)
      .slice(0, 1),
  );

function print(rows: readonly Measured[]): void {
  const cells = rows.map(({ operation, variant, p50, p95, kilobytes }) => [
    `\`${operation}\`${variant === '' ? '' : ` ${variant}`}`,
    p50.toFixed(0),
    p95.toFixed(0),
    kilobytes.toFixed(0),
  ]);
  console.log(markdown(['Question', 'p50 ms', 'p95 ms', 'KB'], cells));
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(`measure:api: ${error.message}`);
    process.exitCode = 1;
  },
);
