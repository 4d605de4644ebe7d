// `npm run screenshots`: every page of the console, from the demo, into public/docs.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './step.mjs';

const { status } = spawnSync(process.execPath, [path.join(root, 'bench/measure.mjs'), 'screenshots'], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
