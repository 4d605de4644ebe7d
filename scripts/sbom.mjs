#!/usr/bin/env node
// `npm run -s sbom`: what Cordon is made of, as CycloneDX 1.6 JSON on stdout, from the lockfile alone. The same
// lockfile gives the same text; `--dev` adds what only builds and tests.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

/** The name that a path of the lockfile stands for: the last one below a `node_modules`. */
const nameOf = (at) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);
const purlOf = (name, version) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

/** Whether a package only builds and tests. One that something may use, but only tests bring, is left out of an image too. */
export const isForBuilding = ({ dev = false, devOptional = false }) => dev || devOptional;

/** The bill of materials of a lockfile (version 3). */
export function billOf(lock, { name, version, license }, { dev = false } = {}) {
  const components = new Map();
  for (const [at, one] of Object.entries(lock.packages)) {
    if (at === '' || (isForBuilding(one) && !dev)) continue;
    const own = one.name ?? nameOf(at);
    const purl = purlOf(own, one.version);
    components.set(purl, {
      type: 'library',
      'bom-ref': purl,
      name: own,
      version: one.version,
      scope: isForBuilding(one) ? 'excluded' : one.optional === true ? 'optional' : 'required',
      ...(one.integrity && { hashes: hashesOf(one.integrity) }),
      licenses: [licenseOf(one.license)],
      purl,
    });
  }
  const sorted = [...components.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
  const root = purlOf(name, version);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(sorted))}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': root,
        name,
        version,
        purl: root,
        licenses: [licenseOf(license)],
      },
    },
    components: sorted,
    dependencies: dependenciesOf(lock, root, new Set(components.keys())),
  };
}

/** An identifier of the list of licences, an expression of several, or the words that the package has. */
function licenseOf(text) {
  if (typeof text !== 'string' || text === '') return { license: { name: 'unknown' } };
  if (/ (OR|AND|WITH) /.test(text)) return { expression: text };
  return /^[A-Za-z0-9.+-]+$/.test(text) ? { license: { id: text } } : { license: { name: text } };
}

const ALGORITHMS = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
const hashesOf = (integrity) =>
  integrity.split(/\s+/).map((one) => {
    const [kind, text] = [one.slice(0, one.indexOf('-')), one.slice(one.indexOf('-') + 1)];
    return { alg: ALGORITHMS[kind], content: Buffer.from(text, 'base64').toString('hex') };
  });

/** Who needs whom, found as Node finds it: in the nearest `node_modules` upwards. */
function dependenciesOf({ packages }, root, known) {
  const edges = new Map();
  for (const [at, one] of Object.entries(packages)) {
    const ref = at === '' ? root : purlOf(one.name ?? nameOf(at), one.version);
    if (at !== '' && !known.has(ref)) continue;
    const targets = edges.get(ref) ?? new Set();
    for (const name of Object.keys({ ...one.dependencies, ...one.optionalDependencies })) {
      const found = lookUp(packages, at, name);
      const target = found === null ? null : purlOf(packages[found].name ?? name, packages[found].version);
      if (target !== null && known.has(target)) targets.add(target);
    }
    edges.set(ref, targets);
  }
  return [...edges]
    .map(([ref, targets]) => ({ ref, dependsOn: [...targets].sort() }))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

function lookUp(packages, from, name) {
  for (let at = from; ; ) {
    const candidate = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (at === '') return null;
    const up = at.lastIndexOf('node_modules/');
    at = up <= 0 ? '' : at.slice(0, up - 1);
  }
}

function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bill = billOf(read('package-lock.json'), read('package.json'), {
    dev: process.argv.includes('--dev'),
  });
  process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
}
