import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Database, openDatabase } from '@/lib/db/client';
import { provideDatabase } from '@/lib/db/runtime';
import { PERMISSIONS, ROLES, type Role } from '@/lib/domain/role';
import { apiRoutes, paramsFor, type Route } from '@/tests/http/route-files';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import type { Ctx } from './context';

// Who may do what, tried out: every operation with every role, through its real handler, on a real
// database. The table is committed, so that a change of policy shows in review as a changed line.
// UPDATE_GOLDEN=1 writes it anew.

const GOLDEN = new URL('role-matrix.golden.txt', import.meta.url);
const NOBODY = 'nobody';
const COLUMNS: readonly (Role | null)[] = [...ROLES, null];

const caller = vi.hoisted(() => ({ ctx: null as unknown }));
vi.mock('@/lib/auth/context', () => ({ contextFor: async () => caller.ctx }));

let fresh: FreshDatabase;
let db: Database;
let routes: Route[];
beforeAll(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
  provideDatabase(db);
  routes = (await apiRoutes()).sort((a, b) => (a.path + a.method < b.path + b.method ? -1 : 1));
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const contextOf = (role: Role | null): Omit<Ctx, 'ifMatch'> => ({
  actor: {
    kind: 'user',
    id: 'usr_00000000000000000000000000',
    name: 'somebody',
    roles: role === null ? [] : [role],
    userId: null,
    // A PEP key is always bound; here to what the calls name.
    systemIds: role === 'pep' ? [NOBODY] : [],
    agentIds: role === 'pep' ? [NOBODY] : [],
  },
  prisma: db.prisma,
  requestId: 'req_test',
  publicUrl: 'http://127.0.0.1:3000',
});

const SAMPLES: readonly unknown[] = [
  NOBODY,
  'usr_00000000000000000000000000',
  `${NOBODY}/nothing`,
  `agent:${NOBODY}`,
  'nobody@example.com',
  'https://nobody.example.com/',
  'a'.repeat(64),
  { low: 1, moderate: 1, high: 1, critical: 1 },
  new Date(Date.now() + 3_600_000).toISOString(),
  60,
  1,
  true,
  [],
  {},
];

/** Something that the shape takes and that names nothing there is. */
function sampleOf(shape: z.ZodType, name: string): unknown {
  if (shape.safeParse(undefined).success) return undefined;
  if (shape instanceof z.ZodEnum) return shape.options[0];
  const fits = SAMPLES.find((sample) => shape.safeParse(sample).success);
  if (fits !== undefined) return fits;
  if (shape instanceof z.ZodLiteral) return shape.value;
  if (shape instanceof z.ZodUnion) return sampleOf(shape.options[0] as z.ZodType, name);
  if (shape instanceof z.ZodPipe) return sampleOf(shape.in as z.ZodType, name);
  if (shape instanceof z.ZodArray) return [sampleOf(shape.element as z.ZodType, name)];
  if (shape instanceof z.ZodObject) return sampleObject(shape);
  throw new Error(`no sample fits \`${name}\`: add one`);
}

const sampleObject = (shape: z.ZodObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shape.shape)
      .map(([name, member]) => [name, sampleOf(member as z.ZodType, name)])
      .filter(([, value]) => value !== undefined),
  );

async function answerTo(route: Route, role: Role | null): Promise<'yes' | '-'> {
  const { operation } = route.handler;
  if (operation === undefined) throw new Error(`${route.file} serves no operation`);
  const input = sampleObject(operation.input as z.ZodObject);
  // Some need one of several members, which only they know.
  if (operation.id === 'narrowEntitlement') input.maxTtlSeconds = 60;
  if (operation.id === 'addIdentity') input.spiffeId = 'spiffe://nobody/x';
  expect(operation.input.safeParse(input).error, operation.id).toBeUndefined();
  caller.ctx = contextOf(role);
  const isRead = route.method === 'GET';
  const query = isRead ? `?${new URLSearchParams(input as Record<string, string>)}` : '';
  const response = await route.handler(
    new Request(`http://127.0.0.1:3000/api/v1/x${query}`, {
      method: route.method,
      ...(!isRead && { body: JSON.stringify(input), headers: { 'content-type': 'application/json' } }),
    }),
    paramsFor(route, input),
  );
  const told = `${operation.id} as ${role ?? NOBODY}`;
  expect([401, 500], `${told}: ${response.status}`).not.toContain(response.status);
  await response.body?.cancel();
  return response.status === 403 ? '-' : 'yes';
}

test('who may do what is what the golden table says, and what the document tells', {
  timeout: 120_000,
}, async () => {
  const lines: string[] = [];
  for (const route of routes) {
    const cells: string[] = [];
    for (const role of COLUMNS) cells.push(await answerTo(route, role));
    lines.push(line(`${route.method.padEnd(5)} ${route.path}`, cells));
    const permission = route.handler.operation?.permission ?? null;
    const permitted: readonly Role[] = permission === null ? ROLES : PERMISSIONS[permission];
    const expected = COLUMNS.map((role) =>
      permission === null || (role !== null && permitted.includes(role)) ? 'yes' : '-',
    );
    expect(cells, `${route.handler.operation?.id} declares ${permission}`).toEqual(expected);
  }
  const table = `${[line('', [...ROLES, 'none']), ...lines].join('\n')}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(GOLDEN, table);
  expect(table).toBe(readFileSync(GOLDEN, 'utf8'));
});

const line = (what: string, cells: readonly string[]): string =>
  `${what.padEnd(50)}${cells.map((cell) => cell.padStart(9)).join('')}`;
