// Starts the embedded PostgreSQL from a process of its own and leaves it running, for tests of what
// happens when that process is killed, or belongs to another user.
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [dataDir] = process.argv.slice(2);
const { outputFiles } = await build({
  entryPoints: [path.join(root, 'lib/embedded/start.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  alias: { '@': root },
});
// A data: module cannot resolve packages by name; give it the addresses of the two that it imports.
const code = outputFiles[0].text
  .replaceAll('from "pg"', `from ${JSON.stringify(import.meta.resolve('pg'))}`)
  .replaceAll('import.meta.url', JSON.stringify(import.meta.url));
const { startEmbedded } = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
const { url, pid } = await startEmbedded({ dataDir, settings: { shared_buffers: '16MB' } });
console.log(
  JSON.stringify({ url, pid, uid: process.platform === 'linux' ? statSync(`/proc/${pid}`).uid : null }),
);
process.exit(0);
