import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './step.mjs';

const IGNORED = /(^|\/)(node_modules|generated|\.next|dist)(\/|$)|\.test\.tsx?$/;

/** A digest of the content of files and folders; times do not matter, a fresh clone has its own. */
export function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) add(hash, input);
  return hash.digest('hex');
}

function add(hash, name) {
  const file = path.join(root, name);
  if (IGNORED.test(name) || !existsSync(file)) return;
  if (statSync(file).isDirectory()) {
    for (const entry of readdirSync(file).sort()) add(hash, `${name}/${entry}`);
    return;
  }
  const content = readFileSync(file);
  hash.update(`${name}\0${content.length}\0`).update(content);
}

const stampFile = (name) => path.join(root, 'dist', '.stamps', name);

/**
 * Runs `make` unless its inputs are what they were when it last succeeded and its outputs exist.
 * The stamp goes first and comes back last, so an interrupted step is always repeated.
 */
export async function onlyWhenNeeded(name, inputs, outputs, make) {
  const stamp = stampFile(name);
  const now = fingerprint(inputs);
  const done = existsSync(stamp) && readFileSync(stamp, 'utf8') === now;
  if (done && outputs.every((output) => existsSync(path.join(root, output)))) return false;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
  return true;
}
