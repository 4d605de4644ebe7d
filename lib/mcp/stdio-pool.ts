import { mcpCommands } from '@/lib/environment';
import { RpcFailure } from './rpc-failure';
import { StdioUpstream } from './stdio-upstream';

const SCHEME = 'stdio:';
const MOST = 32;
const IDLE_MS = 5 * 60_000;

type Kept = { upstream: StdioUpstream; usedAtMs: number };
/** Processes that run, by server and task: what one task makes a server remember, no other task hears. */
const running = new Map<string, Kept>();
let isSwept = false;

export const isStdio = (url: string): boolean => url.startsWith(SCHEME);

/** Starts the server that a URL names, for nobody in particular. */
export function startStdio(url: string): StdioUpstream {
  const name = url.slice(SCHEME.length);
  const commands = mcpCommands();
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new RpcFailure(
      'upstream',
      `the operator allows no command by the name \`${name}\` (CORDON_MCP_STDIO)`,
    );
  }
  return new StdioUpstream(command);
}

/** The process that serves a task; started where none runs. */
export function stdioOf(url: string, taskId: string): StdioUpstream {
  const name = JSON.stringify([url, taskId]);
  const known = running.get(name);
  if (known !== undefined && !known.upstream.isOver) {
    known.usedAtMs = performance.now();
    return known.upstream;
  }
  if (running.size >= MOST) sweep(0);
  if (running.size >= MOST) throw new RpcFailure('upstream', 'too many servers are running');
  const upstream = startStdio(url);
  running.set(name, { upstream, usedAtMs: performance.now() });
  if (!isSwept) setInterval(() => sweep(IDLE_MS), 30_000).unref();
  isSwept = true;
  return upstream;
}

/** Ends what nobody has used for so long, and forgets what has ended. */
function sweep(idleMs: number): void {
  const now = performance.now();
  for (const [name, { upstream, usedAtMs }] of running) {
    if (upstream.isOver || (!upstream.isBusy && now - usedAtMs >= idleMs)) {
      upstream.kill();
      running.delete(name);
    }
  }
}

/** Ends all of them. Their inputs close with this process anyway; some do not look. */
export function endStdio(): void {
  for (const { upstream } of running.values()) upstream.kill();
  running.clear();
}
process.once('exit', endStdio);
