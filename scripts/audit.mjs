#!/usr/bin/env node
// `npm run audit:known`: asks the registry for known weaknesses of what is installed in production. Ends with 1 where
// there is one of weight, and says that nothing was asked where the registry does not answer.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { stdout } = spawnSync(
  'npm',
  ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=15000'],
  {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  },
);
let report = null;
try {
  report = JSON.parse(stdout);
} catch {
  // What is no JSON is no report.
}
const counts = report?.metadata?.vulnerabilities;
if (counts === undefined) {
  console.log('NOT RUN: the registry does not answer questions about known weaknesses.');
} else {
  const [high, critical] = [counts.high ?? 0, counts.critical ?? 0];
  console.log(`Known weaknesses in what is installed: ${JSON.stringify(counts)}`);
  for (const { name, severity } of Object.values(report.vulnerabilities))
    console.log(`  ${severity}: ${name}`);
  process.exitCode = high + critical > 0 ? 1 : 0;
}
