import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Who may import whom. A room may also import itself; what is not listed is forbidden. */
const ALLOWED: Record<string, readonly string[]> = {
  'lib/domain': [],
  'lib/json-schema': ['lib/domain'],
  'lib/csv': [],
  'lib/cedar': ['lib/domain'],
  'lib/contract': ['lib/domain'],
  'lib/environment': ['lib/embedded', 'lib/outgoing'],
  'lib/paths': [],
  'lib/embedded': [],
  'lib/outgoing': [],
  'lib/vault': ['lib/environment'],
  // Opens what the vault has sealed. Only the gateway, which sends it, may import this.
  'lib/secret': ['lib/vault', 'lib/db'],
  'lib/db': ['lib/domain'],
  // Tells the world: mail, webhooks, chats. Opens the secrets of channels, and of nothing else.
  'lib/notify': ['lib/domain', 'lib/environment', 'lib/outgoing', 'lib/vault'],
  'lib/ledger': ['lib/domain', 'lib/db', 'lib/environment'],
  'lib/identity': ['lib/domain', 'lib/ledger', 'lib/environment'],
  'lib/services': [
    'lib/csv',
    'lib/cedar',
    'lib/json-schema',
    'lib/domain',
    'lib/contract',
    'lib/db',
    'lib/ledger',
    'lib/vault',
    'lib/identity',
    'lib/outgoing',
    'lib/notify',
    'lib/environment',
    'lib/paths',
  ],
  'lib/pdp': [
    'lib/cedar',
    'lib/json-schema',
    'lib/domain',
    'lib/contract',
    'lib/db',
    'lib/ledger',
    'lib/identity',
  ],
  'lib/auth': [
    'lib/db',
    'lib/domain',
    'lib/contract',
    'lib/services',
    'lib/environment',
    'lib/identity',
    'lib/paths',
  ],
  'lib/http': [
    'lib/domain',
    'lib/contract',
    'lib/identity',
    'lib/auth',
    'lib/services',
    'lib/ledger',
    'lib/environment',
    'lib/db',
  ],
  'lib/mcp': [
    'lib/secret',
    'lib/environment',
    'lib/domain',
    'lib/contract',
    'lib/db',
    'lib/services',
    'lib/pdp',
    'lib/outgoing',
    'lib/auth',
    'lib/http',
    'lib/paths',
  ],
  'lib/scheduler': ['lib/domain', 'lib/services', 'lib/db', 'lib/ledger', 'lib/environment'],
  'lib/query': ['lib/domain', 'lib/contract', 'lib/paths'],
  components: ['lib/domain', 'lib/contract', 'lib/query', 'lib/paths'],
  'app/api': [
    'lib/contract',
    'lib/http',
    'lib/services',
    'lib/pdp',
    'lib/mcp',
    'lib/auth',
    'lib/ledger',
    'lib/db',
    'lib/domain',
  ],
  'app/access': ['lib/contract', 'lib/http', 'lib/pdp', 'lib/services'],
  'app/mcp': ['lib/mcp'],
  'app/probe': [
    'lib/identity',
    'lib/auth',
    'lib/pdp',
    'lib/http',
    'lib/ledger',
    'lib/db',
    'lib/services',
    'lib/contract',
  ],
  'app/screen': [
    'components',
    'lib/query',
    'lib/auth',
    'lib/paths',
    'lib/services',
    'lib/contract',
    'lib/db',
    'lib/domain',
  ],
  'server.ts': [
    'lib/pdp',
    'lib/http',
    'lib/scheduler',
    'lib/auth',
    'lib/db',
    'lib/environment',
    'lib/ledger',
    'lib/services',
  ],
  'supervise.ts': [
    'lib/embedded',
    'lib/environment',
    'lib/db',
    'lib/services',
    'lib/scheduler',
    'lib/ledger',
    'prisma',
  ],
  'proxy.ts': ['lib/http', 'lib/auth', 'lib/environment'],
  prisma: [
    'lib/services',
    'lib/db',
    'lib/domain',
    'lib/contract',
    'lib/pdp',
    'lib/ledger',
    'lib/environment',
  ],
  cli: [
    'lib/services',
    'lib/db',
    'lib/domain',
    'lib/contract',
    'lib/ledger',
    'lib/embedded',
    'lib/environment',
    'lib/auth',
    'lib/scheduler',
    'lib/vault',
  ],
};
/** Looked at by nothing: they may look at everything. */
const FREE = ['tests', 'e2e', 'bench', 'scripts'];

/** The room a file lives in. */
function roomOf(path: string): string | null {
  const [first = '', second = ''] = path.split('/');
  if (FREE.includes(first)) return null;
  if (first === 'lib') return `lib/${second.replace(/\.tsx?$/, '')}`;
  if (first !== 'app') return first;
  if (['api', 'access', 'mcp'].includes(second)) return `app/${second}`;
  return path.endsWith('/route.ts') ? 'app/probe' : 'app/screen';
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = posix.join(folder, entry.name);
    if (entry.name.startsWith('.') && entry.name !== '.well-known') continue;
    if (['node_modules', 'generated', 'dist', 'public'].includes(entry.name)) continue;
    if (entry.isDirectory()) yield* sources(path);
    else if (
      /\.tsx?$/.test(entry.name) &&
      !/\.(test|fixture|config)\.tsx?$/.test(entry.name) &&
      !entry.name.endsWith('.d.ts')
    ) {
      yield path;
    }
  }
}

/** What a file imports of ours, as paths from the root. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const names = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  return names.flatMap((name) => {
    if (name.startsWith('@/')) return [name.slice(2)];
    if (name.startsWith('.')) return [relative(root, join(root, dirname(path), name))];
    return [];
  });
}

test('nobody imports whom they may not', () => {
  const wrong: string[] = [];
  for (const path of sources('.')) {
    const room = roomOf(path);
    if (room === null) continue;
    const allowed = ALLOWED[room];
    if (allowed === undefined) {
      wrong.push(`${path}: the room ${room} is not on the map`);
      continue;
    }
    for (const imported of importsOf(path)) {
      const target = roomOf(imported);
      if (target === room || (target !== null && allowed.includes(target))) continue;
      // Styles and pictures are nobody's room.
      if (/\.(css|svg|json)$/.test(imported)) continue;
      wrong.push(`${path} imports ${imported}`);
    }
  }
  expect(wrong).toEqual([]);
});

// INVARIANT (sealed-secrets)
test('only the gateway can open a secret', () => {
  const wrong = [...sources('.')].filter((path) => {
    const room = roomOf(path);
    if (['lib/secret', 'lib/vault', 'lib/mcp'].includes(room ?? '')) return false;
    // A channel's secret signs what is sent over it, and is no system's.
    if (path === 'lib/notify/channel-secret.ts') return false;
    const text = readFileSync(join(root, path), 'utf8');
    return (
      /\bopenSecret\b|\brevealSecret\b/.test(text) ||
      importsOf(path).some((one) => roomOf(one) === 'lib/secret')
    );
  });
  expect(wrong).toEqual([]);
});

test('the rules know no database, clock, randomness or HTTP', () => {
  const impure = /Date\.now\(|new Date\(\)|Math\.random|process\.|from 'node:|fetch\(|crypto\./;
  const wrong = [...sources('lib/domain')].filter((path) =>
    impure.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(wrong).toEqual([]);
});
