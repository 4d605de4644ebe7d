import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Run in the browser, where `fetch` asks Cordon itself. */
const BROWSER = /^(lib\/query|components|app\/\((console|sign-in)\))\//;

/** Every way in which a server opens a connection by a URL, ours excepted. */
const OPENERS = [
  /(?<![.\w])fetch\(/,
  /\b(globalThis|global|self|undici)\.fetch\b/,
  /import (?!type )[^;]*from '(node:)?(https?|http2|tls|undici|axios|got)'/,
  /(import|require)\('(node:)?(https?|http2|tls|net|undici)'\)/,
  /import (?!type )[^;]*\b(connect|createConnection|Socket)\b[^;]*from '(node:)?net'/,
  /\bnew (EventSource|WebSocket)\(/,
  // Their own clients ask names and follow redirects as they like.
  /\bcreateRemoteJWKSet\b/,
];

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'generated') yield* sources(path);
    } else if (/\.tsx?$/.test(entry.name) && !/\.(test|fixture)\.tsx?$/.test(entry.name)) {
      yield path;
    }
  }
}

const opens = (text: string): boolean => {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return OPENERS.some((opener) => opener.test(code));
};

test('only lib/outgoing opens connections to configured URLs', () => {
  const wrong = ['lib', 'app', 'cli']
    .flatMap((folder) => [...sources(folder)])
    .filter((path) => !path.startsWith('lib/outgoing/') && !BROWSER.test(path))
    .filter((path) => opens(readFileSync(join(root, path), 'utf8')));
  expect(wrong).toEqual([]);
});

test.each([
  "const answer = await fetch(url, { method: 'POST' });",
  'return globalThis.fetch(url);',
  "import http from 'node:http';",
  "import { request } from 'https';",
  "import {\n  request,\n  type IncomingMessage,\n} from 'node:https';",
  "const { request } = await import('node:http');",
  "import { connect } from 'node:net';",
  "import { fetch } from 'undici';",
  "import { createRemoteJWKSet } from 'jose';",
])('%j would be found', (text) => {
  expect(opens(text)).toBe(true);
});

test.each([
  "import type { IncomingMessage } from 'node:http';",
  "import { isIP } from 'node:net';",
  'await query.refetch();',
  '// Nothing calls fetch( here.',
])('%j would not', (text) => {
  expect(opens(text)).toBe(false);
});
