import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET } from '@/app/api/v1/audit-events/export/route';
import { AuditEventView } from '@/lib/contract/audit-event';
import { provideDatabase } from '@/lib/db/runtime';
import { ROLES, type Role } from '@/lib/domain/role';
import { apiKeyHash, newApiKey } from '@/lib/services/api-key/secret';
import { writeAudits } from '@/lib/services/audit';
import { World } from '@/lib/services/task/world.fixture';

let world: World;
const keys = new Map<Role, string>(ROLES.map((role) => [role, newApiKey()]));
const EVENTS = 2500;

beforeAll(async () => {
  world = await World.create();
  provideDatabase(world.database);
  for (const [role, key] of keys) {
    await world.prisma.apiKey.create({
      data: {
        id: `key_${role}`,
        name: `=${role}`,
        keyHash: apiKeyHash(key),
        hint: 'x',
        roles: [role],
        agentIds: role === 'pep' ? ['bot'] : [],
      },
    });
  }
  const now = new Date((await world.now()).getTime() - 1000);
  // More than one page of the reading, and the first with a formula.
  await world.prisma.$transaction((tx) =>
    writeAudits(
      tx,
      world.admin,
      now,
      Array.from({ length: EVENTS }, (_, i) => ({
        event: 'thing.changed' as const,
        subject: { kind: 'thing', id: `thing-${i}` },
        details: { reason: i === 0 ? '@SUM(1+1)*cmd|"/c calc"!A0' : 'plain' },
      })),
    ),
  );
});
afterAll(() => world.drop());

const ask = (role: Role | null, query = '') =>
  GET(
    new Request(`http://127.0.0.1:3000/api/v1/audit-events/export${query}`, {
      headers: role === null ? {} : { authorization: `Bearer ${keys.get(role)}` },
    }),
  );

test('who may read the audit log may take it, nobody else', async () => {
  for (const role of ROLES) {
    const response = await ask(role);
    expect(response.status, role).toBe(role === 'admin' || role === 'auditor' ? 200 : 403);
    await response.body?.cancel();
  }
  expect((await ask(null)).status).toBe(401);
});

test('a file comes page by page, whole, by its name and type, and kept by nobody', async () => {
  const response = await ask('auditor', '?event=thing.&format=ndjson');
  expect(response.headers.get('content-type')).toContain('application/x-ndjson');
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="cordon-audit-[\dT-]+Z\.ndjson"$/,
  );
  expect(response.headers.get('cache-control')).toBe('private, no-store, no-transform');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const events = (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => AuditEventView.parse(JSON.parse(line)));
  expect(new Set(events.map(({ id }) => id)).size).toBe(EVENTS);
  expect(events.map(({ id }) => id)).toEqual(
    events
      .map(({ id }) => id)
      .toSorted()
      .reverse(),
  );
});

test('no cell of the table begins like a formula', async () => {
  const response = await ask('auditor');
  expect(response.headers.get('content-type')).toContain('text/csv');
  const text = await response.text();
  expect(text).toContain(`"'@SUM(1+1)*cmd|""/c calc""!A0"`);
  // The name of who exported before is a formula too.
  expect(text).toContain(`"'=auditor"`);
  expect(text).not.toMatch(/(^|,)"?[=+@]/m);
});

test('what cannot be read is refused before the first byte', async () => {
  const response = await ask('auditor', '?format=xlsx');
  expect(response.status).toBe(400);
  expect(response.headers.get('content-disposition')).toBeNull();
});
