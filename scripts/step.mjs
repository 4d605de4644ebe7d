import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** A program of the installed packages, run by this Node rather than through a shell. */
export const bin = (...parts) => path.join(root, 'node_modules', ...parts);

/** Progress goes to stderr: the standard output of a command belongs to its result. */
export const say = (line) => process.stderr.write(`${line}\n`);

export class StepFailed extends Error {}

/**
 * One visible step: a line when it begins and the seconds when it is done. What the program prints is
 * shown only when it fails, with the whole of it.
 */
export async function step(title, file, args, { env = {} } = {}) {
  const begun = Date.now();
  say(`  ${title} …`);
  const { code, output } = await capture(file, args, { env });
  if (code !== 0) {
    say(output.trimEnd());
    throw new StepFailed(`${title} failed (exit code ${code})`);
  }
  say(`  ${title}: done in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

/** Runs a program to its end and keeps what it prints; a signal to us ends it too. */
export function capture(file, args, { env = {}, onOutput = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        onOutput(chunk);
      });
    }
    const pass = (signal) => child.kill(signal);
    process.on('SIGTERM', pass).on('SIGINT', pass);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGTERM', pass).off('SIGINT', pass);
      if (signal === 'SIGTERM' || signal === 'SIGINT') process.exit(130);
      resolve({ code: code ?? 1, output: stripVTControlCharacters(output) });
    });
  });
}

/** Runs a script's body; a step that failed has said why already. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    say(error instanceof StepFailed ? error.message : (error?.stack ?? String(error)));
    process.exit(1);
  }
}

export const isMain = (url) =>
  process.argv[1] !== undefined && fileURLToPath(url) === path.resolve(process.argv[1]);
