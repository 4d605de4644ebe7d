// `npm test`: everything, from a fresh clone; `node scripts/test.mjs unit http` runs those parts alone.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { browserProblem, findBrowser } from './browser.mjs';
import { bin, capture, main, root, say } from './step.mjs';

const E2E_CONFIG = 'e2e/playwright.config.ts';
const reports = mkdtempSync(path.join(os.tmpdir(), 'cordon-reports-'));

/** By itself vitest leaves one core alone, which of two is half; these two are all work. */
const BUSY_WORKERS = `--maxWorkers=${Math.max(2, os.availableParallelism() - 1)}`;

const PARTS = {
  types: () => checked('types', [bin('typescript/bin/tsc'), '--noEmit']),
  lint: () =>
    checked('lint', [bin('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--max-diagnostics=50']),
  unit: () => vitest('unit', [BUSY_WORKERS]),
  service: () => vitest('service', [BUSY_WORKERS]),
  proof: () => vitest('proof'),
  http: () => vitest('http'),
  e2e: () => playwright(),
};

/** These run a server, or need the types of its routes. The console is built once, when the first of them comes. */
const OF_CONSOLE = ['types', 'http', 'e2e'];

/**
 * The lanes run beside each other. Proofs wait much of their time, for deadlines and for what they have killed: what
 * is mostly work goes beside them, the build of the console too, and browsers take their place when they are over.
 */
const LANES = [
  ['lint', 'unit', 'service', 'types', 'http'],
  ['proof', 'e2e'],
];

await main(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    say(`There is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`);
    process.exit(2);
  }
  const parts = wanted.length > 0 ? wanted : Object.keys(PARTS);
  const { setup } = await import('./setup.mjs');
  await setup({ forTests: true, console: false });
  const { buildConsole } = await import('./build.mjs');
  let building;

  const total = { passed: 0, failed: 0 };
  try {
    const run = async (name) => {
      if (OF_CONSOLE.includes(name)) {
        building ??= buildConsole().then(
          () => true,
          // The other lane goes on to its end; this is a failure of each that needs the console.
          (error) => {
            say(error.message);
            return false;
          },
        );
        if (!(await building)) {
          say(`FAILED ${name}: it needs the console, which could not be built`);
          total.failed += 1;
          return;
        }
      }
      const begun = Date.now();
      say(`\n${name} …`);
      const { passed, failed, note } = await PARTS[name]();
      total.passed += passed;
      total.failed += failed;
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      say(`${name}: ${note ?? `${passed} passed, ${failed} failed`} (${seconds} s)`);
    };
    await Promise.all(
      LANES.map(async (lane) => {
        for (const name of lane) if (parts.includes(name)) await run(name);
      }),
    );
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
});

/** A check that passes or fails as a whole. */
async function checked(name, args) {
  const [program, ...rest] = args;
  const { code, output } = await capture(process.execPath, [program, ...rest], { env: { NO_COLOR: '1' } });
  if (code === 0) return { passed: 1, failed: 0 };
  say(`${output.trimEnd()}\nFAILED ${name}`);
  return { passed: 0, failed: 1 };
}

async function vitest(project, more = []) {
  const file = path.join(reports, `${project}.json`);
  const { code, output } = await capture(
    process.execPath,
    [bin('vitest/vitest.mjs'), 'run', '--project', project, '--passWithNoTests'].concat([
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...more,
    ]),
    { env: { NO_COLOR: '1', CI: '1' } },
  );
  const report = readReport(file);
  if (report === null)
    return code === 0 ? { passed: 0, failed: 0, note: 'no tests' } : broken(project, output);
  const { numPassedTests: passed, numFailedTests: failed } = report;
  // A file that cannot be loaded has no tests to count, and is a failure all the same.
  const silent = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  for (const file of report.testResults) {
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      const what = `${path.relative(root, file.name)} > ${fullName}\n${failureMessages.join('\n')}`;
      if (status === 'failed') say(`FAILED ${what}`);
      // What passed and has something to complain about did so at the second try only.
      else if (status === 'passed' && failureMessages.length > 0) say(`PASSED AT THE SECOND TRY ${what}`);
    }
  }
  for (const file of silent) say(`FAILED ${path.relative(root, file.name)}\n${file.message}`);
  if (code !== 0 && failed + silent.length === 0) return { ...broken(project, output), passed };
  return { passed, failed: failed + silent.length };
}

async function playwright() {
  if (!existsSync(path.join(root, E2E_CONFIG))) return { passed: 0, failed: 0, note: 'no tests yet' };
  const browser = await findBrowser();
  // Not a failure of what is tested; whoever can install one is told how.
  if (browser === null) return { passed: 0, failed: 0, note: `NOT RUN. ${browserProblem()}` };
  const file = path.join(reports, 'e2e.json');
  const { code, output } = await capture(
    process.execPath,
    [bin('@playwright/test/cli.js'), 'test', '--config', E2E_CONFIG, '--reporter=line,json'],
    {
      env: {
        NO_COLOR: '1',
        CI: '1',
        PLAYWRIGHT_JSON_OUTPUT_FILE: file,
        PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
      },
    },
  );
  const report = readReport(file);
  if (report === null) return broken('e2e', output);
  const { expected, flaky, unexpected } = report.stats;
  if (code !== 0 || unexpected + flaky > 0) say(output.trimEnd());
  // A browser on a busy machine is allowed a second try; that it needed one is told, with what went wrong.
  if (flaky > 0) say(`e2e: ${flaky} passed at the second try only`);
  return { passed: expected + flaky, failed: unexpected === 0 && code !== 0 ? 1 : unexpected };
}

function broken(name, output) {
  say(`${output.trimEnd()}\nFAILED ${name}`);
  return { passed: 0, failed: 1 };
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
