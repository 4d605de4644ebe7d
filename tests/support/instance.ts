import { type ChildProcess, fork } from 'node:child_process';
import { freePort } from '@/lib/embedded/free-port';
import { bundle, type Planted } from './bundle';
import { ask, type Question, type Reply } from './client';

export type Instance = {
  origin: string;
  pid: number;
  ask(question: Question): Promise<Reply>;
  /** What it wrote on its standard error. */
  complaints(): string;
  /** Ends it, by default at once and without a word; resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
};

/** Starts the decision service as a process of its own, on a free port, and waits until it listens. */
export async function startInstance(options: {
  databaseUrl: string;
  planted?: readonly Planted[];
  env?: Record<string, string>;
}): Promise<Instance> {
  const file = await bundle('tests/support/serve.ts', options.planted);
  const port = await freePort();
  const child = fork(file, [], {
    env: {
      ...process.env,
      ...options.env,
      DATABASE_URL: options.databaseUrl,
      PORT: String(port),
      NODE_OPTIONS: '',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-20_000);
  });
  await listening(child, () => complaints);
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    pid: child.pid ?? 0,
    ask: (question) => ask(origin, question),
    complaints: () => complaints,
    kill: (signal = 'SIGKILL') => end(child, signal),
  };
}

function listening(child: ChildProcess, complaints: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the instance ended (${code}): ${complaints()}`)));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
