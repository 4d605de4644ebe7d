import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { operations } from '@/lib/contract/operations';

const root = fileURLToPath(new URL('..', import.meta.url));
const text = readFileSync(join(root, 'docs/features.md'), 'utf8');
const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, inside = '']) => inside);
const rows = text.split('\n').filter((line) => /^\| [SR]\d+ \|/.test(line));

test('every test that the document names is there', () => {
  const named = quoted.filter((one) => /^(lib|tests|e2e|cli|components)\//.test(one));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((one) => !existsSync(join(root, one)))).toEqual([]);
  expect(named.filter((one) => !/\.(test|spec)\.ts$/.test(one))).toEqual([]);
});

test('every page and operation that it names is there', () => {
  const pages = quoted.map((one) => one.replace(/\?.*$/, '')).filter((one) => /^\/[a-z]/.test(one));
  const folders = readdirSync(join(root, 'app/(console)'), { recursive: true }).map((one) => `/${one}`);
  const isPage = (page: string) =>
    folders.includes(`${page.replace('/tools/[id]', '/tools/[...id]')}/page.tsx`);
  expect(pages.filter((page) => !isPage(page))).toEqual([]);
  const asked = quoted.filter((one) => / \/api\//.test(one));
  const known = operations.map(({ method, path }) => `${method} ${path}`);
  expect(asked.filter((one) => !known.includes(one))).toEqual([]);
});

test('it has a row for each of the eighteen promises and nine requirements, and each says its state', () => {
  const names = [...rows].map((row) => row.split('|')[1]?.trim());
  const wanted = (letter: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
  expect(names).toEqual([...wanted('S', 18), ...wanted('R', 9)]);
  for (const row of rows) {
    const cells = row.split(' | ');
    const state = cells.at(-1) ?? '';
    expect(state).toMatch(/^(works|in part: |not yet: )/);
    if (!state.startsWith('not yet')) expect(row).toMatch(/\.(test|spec)\.ts`/);
  }
});
