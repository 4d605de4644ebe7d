import { type ChildProcess, fork } from 'node:child_process';
import { bundle, type Planted } from './bundle';

export type TellerProcess = { kill(): Promise<void> };

/** Starts what tells people in a process of its own. Killing it is killing it: nothing is said or finished. */
export async function startTellerProcess(
  env: Record<string, string>,
  planted: readonly Planted[] = [],
): Promise<TellerProcess> {
  const file = await bundle('tests/support/teller.ts', planted);
  const child = fork(file, [], {
    env: { ...process.env, ...env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the teller ended (${code})`)));
  });
  return { kill: () => gone(child) };
}

function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
