import { afterAll, beforeAll, expect, test } from 'vitest';
import { AboutView, SignInSettings, StorageView } from '@/lib/contract/settings';
import { readMigrations } from '@/lib/db/migrate';
import { rolesWithout, World } from '../task/world.fixture';
import { readAbout } from './about';
import { readSignInSettings } from './sign-in';
import { readStorage } from './storage';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.drop());

test('storage tells of every kind of record its size and its oldest, and that all of it stays', async () => {
  const at = new Date(Date.now() - 1000);
  await world.decision({ outcome: 'allow', at });
  await world.prisma.auditEvent.create({
    data: {
      id: 'evt_1',
      at,
      event: 'x.y',
      actorKind: 'user',
      actorId: 'a',
      subjectKind: 's',
      subjectId: 's',
      record: '{}',
    },
  });
  const view = StorageView.parse(await readStorage(world.as(['auditor'])));
  expect(view.retention).toBe('everything');
  expect(view.databaseBytes).toBeGreaterThan(1_000_000);
  const of = (table: string) => view.records.find((one) => one.table === table);
  expect(of('decisions')).toMatchObject({ oldest: at, partitions: expect.any(Number) });
  expect(of('decisions')?.partitions).toBeGreaterThan(0);
  expect(of('audit_events')).toMatchObject({ oldest: at, partitions: null });
  expect(of('checkpoints')).toMatchObject({ oldest: null });
  for (const { bytes } of view.records) expect(bytes).toBeGreaterThan(0);
  expect(view.tidied.find(({ what }) => what.startsWith('sessions'))?.afterDays).toBe(30);
});

test('what runs here is told with every migration that was applied', async () => {
  const view = AboutView.parse(await readAbout(world.as(['auditor'])));
  expect(view.database.migrations).toEqual(readMigrations().map(({ name }) => name));
  expect(view.instance.process).toBe(process.pid);
  expect(view.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(view.installation).toBeNull();
});

test('single sign-on is told as it is configured, without its secret', async () => {
  const oidc = { name: 'Example', issuer: 'https://id.example', clientId: 'cordon' };
  const view = SignInSettings.parse(await readSignInSettings(world.admin, oidc));
  expect(view.oidc).toEqual({ ...oidc, redirectUri: 'http://test/api/auth/callback/oidc', people: 0 });
  expect((await readSignInSettings(world.admin, null)).oidc).toBeNull();
});

test('they are for admins and auditors', async () => {
  for (const role of rolesWithout('admin', 'auditor')) {
    const ctx = world.as([role], { agents: ['bot'] });
    for (const verb of [readStorage, readAbout, (one: typeof ctx) => readSignInSettings(one, null)]) {
      await expect(verb(ctx)).rejects.toMatchObject({ code: 'forbidden' });
    }
  }
});
