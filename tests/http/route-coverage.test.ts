import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openApiDocument } from '@/lib/contract/openapi';
import { operations } from '@/lib/contract/operations';
import type { Database } from '@/lib/db/client';
import { provideDatabase } from '@/lib/db/runtime';
import { apiRoutes, filesBelow, isApiRoute, isRouteFile, paramsFor, ROOT, type Route } from './route-files';

// INVARIANT (every-change-audited): every route is guarded, and none is added without this test knowing.

/** Routes that are no operation of the API, each with how else it knows who asks. Should only shrink. */
const OTHER_ROUTES: Record<string, string> = {
  'app/.well-known/jwks.json/route.ts': 'public: the keys with which receipts are verified',
  'app/.well-known/oauth-authorization-server/route.ts': 'public: where agents get their tokens',
  'app/.well-known/oauth-protected-resource/route.ts': 'public: who gives the tokens that are taken here',
  'app/.well-known/authzen-configuration/route.ts': 'public: where the decision point is',
  'app/access/v1/evaluation/route.ts': 'identified by the live path (lib/pdp)',
  'app/access/v1/evaluations/route.ts': 'identified by the live path (lib/pdp)',
  'app/access/v1/requests/[id]/cancel/route.ts': 'asked with a key or a task token (lib/http/access-request)',
  'app/access/v1/requests/[id]/route.ts': 'asked with a key or a task token (lib/http/access-request)',
  'app/access/v1/requests/route.ts': 'asked with a key or a task token (lib/http/access-request)',
  'app/access/v1/search/action/route.ts': 'identified by the live path (lib/pdp)',
  'app/access/v1/search/resource/route.ts': 'identified by the live path (lib/pdp)',
  'app/access/v1/search/subject/route.ts': 'identified by the live path (lib/pdp)',
  'app/api/auth/[...nextauth]/route.ts': 'signing in, limited by account and address',
  'app/api/auth/set-password/route.ts': 'permitted by the one-time token in the body',
  'app/api/openapi.json/route.ts': 'public: what the API offers',
  'app/mcp/[system]/route.ts': 'identified by the gateway (lib/mcp), as the live path does',
  'app/healthz/route.ts': 'public: whether the process lives',
  'app/metrics/route.ts': 'public: counts and times for a monitor, no names',
  'app/oauth/introspect/route.ts': 'asked with a key',
  'app/oauth/revoke/route.ts': 'asked with a key, a task token, or an assertion in the form',
  'app/oauth/token/route.ts': 'permitted by the assertion or token in the form',
  'app/pep-files/[file]/route.ts': 'public: what runs beside agents, a handful of files by name, no secrets',
  'app/readyz/route.ts': 'public: whether the process can serve',
};

/** Pages for people who are not signed in. Should only shrink. */
const OPEN_PAGES: Record<string, string> = {
  'app/(sign-in)/set-password/page.tsx': 'permitted by the one-time token in the link',
  'app/(sign-in)/sign-in/page.tsx': 'where people sign in',
  'app/(sign-in)/sign-out/page.tsx': 'only clears the cookie',
};

const files = filesBelow('app');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
let routes: Route[];
beforeAll(async () => {
  routes = await apiRoutes();
});

test('every handler below /api/v1 serves an operation, at its own method and path', () => {
  for (const { file, method, path: served, handler } of routes) {
    const told = `${method} ${served} in ${file}`;
    expect(handler.operation, `${told} serves no operation`).toBeDefined();
    expect(`${handler.operation?.method} ${handler.operation?.path}`, told).toBe(`${method} ${served}`);
  }
});

test('every operation is listed, described, and served exactly once', () => {
  const served = routes.map(({ handler }) => handler.operation?.id).sort();
  expect(served).toEqual(operations.map(({ id }) => id).sort());
  for (const { handler } of routes) expect(operations).toContain(handler.operation);
  const paths = openApiDocument(operations).paths as Record<string, object>;
  for (const { path: at, method } of routes) expect(paths[at]).toHaveProperty(method.toLowerCase());
});

test('every other route is known, with how it knows who asks', () => {
  expect(files.filter((file) => isRouteFile(file) && !isApiRoute(file))).toEqual(
    Object.keys(OTHER_ROUTES).sort(),
  );
});

test('every page is for people who are signed in, or known to be open', () => {
  const pages = files.filter((file) => /(^|\/)page\.tsx$/.test(file));
  const isGuarded = (file: string) => file.startsWith('app/(console)/');
  expect(pages.filter((file) => !isGuarded(file))).toEqual(Object.keys(OPEN_PAGES).sort());
  const layout = read('app/(console)/layout.tsx');
  expect(layout).toMatch(/await requireViewer\(/);
  const nested = files.filter((file) => file.startsWith('app/(console)/') && file.endsWith('/layout.tsx'));
  expect(nested).toEqual(['app/(console)/layout.tsx']);
  // A page can be fetched without its layout being rendered: one that reads anything asks who wants it.
  for (const text of pages.filter(isGuarded).map(read)) {
    if (/from '@\/lib\/(services|db|pdp)\//.test(text)) expect(text).toMatch(/await requireViewer\(/);
  }
});

test('there are no server actions: every change is an operation', () => {
  const sources = [...files, ...filesBelow('lib'), ...filesBelow('components')];
  const actions = sources.filter(
    (file) => /\.tsx?$/.test(file) && /^\s*['"]use server['"]/m.test(read(file)),
  );
  expect(actions).toEqual([]);
});

test('no operation answers a stranger', async () => {
  provideDatabase({ prisma: {} } as Database);
  for (const route of routes) {
    const { method } = route;
    const request = new Request(`http://127.0.0.1:3000${route.path}`, {
      method,
      ...(method !== 'GET' && { body: '{}', headers: { 'content-type': 'application/json' } }),
    });
    const response = await route.handler(request, paramsFor(route, { id: 'nobody' }));
    expect(response.status, `${method} ${route.path}`).toBe(401);
  }
});
