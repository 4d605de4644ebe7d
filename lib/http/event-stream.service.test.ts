import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { GET } from '@/app/api/v1/stream/route';
import { provideDatabase } from '@/lib/db/runtime';
import { apiKeyHash, newApiKey } from '@/lib/services/api-key/secret';
import { World } from '@/lib/services/task/world.fixture';

let world: World;
const key = newApiKey();
beforeAll(async () => {
  world = await World.create();
  provideDatabase(world.database);
  const row = { id: 'key_1', name: 'console', keyHash: apiKeyHash(key), hint: 'x' };
  await world.prisma.apiKey.create({ data: { ...row, roles: ['auditor'] } });
});
afterAll(() => world.drop());
afterEach(() => {
  vi.useRealTimers();
});

const connect = (more: { key?: string; query?: string; lastEventId?: string; signal?: AbortSignal } = {}) =>
  GET(
    new Request(`http://127.0.0.1:3000/api/v1/stream${more.query ?? ''}`, {
      headers: {
        authorization: `Bearer ${more.key ?? key}`,
        ...(more.lastEventId !== undefined && { 'last-event-id': more.lastEventId }),
      },
      ...(more.signal !== undefined && { signal: more.signal }),
    }),
  );

type Told = { id: string | undefined; event: string | undefined; data: unknown };

/** Reads a stream event by event. */
function reading(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async function next(event?: string): Promise<Told | null> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const read = await reader?.read();
        if (read === undefined || read.done) return null;
        text += read.value;
        continue;
      }
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const told = { id: field('id'), event: field('event'), data: JSON.parse(field('data') ?? 'null') };
      if (told.event !== undefined && (event === undefined || told.event === event)) return told;
    }
  };
}

test('a stream says hello, then tells decisions, and nothing on the way may hold it back', async () => {
  const response = await connect({ query: '?outcome=deny' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('cache-control')).toContain('no-transform');
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  const next = reading(response);
  expect(await next()).toMatchObject({ event: 'hello' });
  await world.decision({ outcome: 'allow' });
  const id = await world.decision({ outcome: 'deny' });
  const told = await next('decision');
  expect(told).toMatchObject({ data: { id, agent: 'bot', outcome: 'deny' } });
  await response.body?.cancel().catch(() => {});

  const missed = await world.decision({ outcome: 'deny' });
  const again = reading(await connect({ lastEventId: told?.id ?? '' }));
  expect(await again('decision')).toMatchObject({ data: { id: missed } });
});

test('without a key, with a wrong one or a wrong filter there is no stream', async () => {
  expect((await connect({ key: newApiKey() })).status).toBe(401);
  expect((await connect({ query: '?outcome=maybe' })).status).toBe(400);
});

test('who loses the right to read is cut off within a minute', async () => {
  const own = newApiKey();
  const row = { id: 'key_2', name: 'leaver', keyHash: apiKeyHash(own), hint: 'x' };
  await world.prisma.apiKey.create({ data: { ...row, roles: ['auditor'] } });
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const next = reading(await connect({ key: own }));
  await next('hello');
  vi.advanceTimersByTime(15_000);
  expect(await next()).toMatchObject({ event: 'heartbeat' });
  await world.prisma.apiKey.update({ where: { id: 'key_2' }, data: { revokedAt: new Date() } });
  vi.advanceTimersByTime(30_000);
  expect(await next('end')).toMatchObject({ event: 'end' });
  expect(await next()).toBeNull();
});

test('whoever goes away gives the place back', async () => {
  const own = newApiKey();
  const row = { id: 'key_3', name: 'many', keyHash: apiKeyHash(own), hint: 'x' };
  await world.prisma.apiKey.create({ data: { ...row, roles: ['auditor'] } });
  const abort = new AbortController();
  const open = await Promise.all(
    Array.from({ length: 20 }, () => connect({ key: own, signal: abort.signal })),
  );
  expect(open.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect((await connect({ key: own })).status).toBe(429);
  abort.abort();
  expect((await connect({ key: own })).status).toBe(200);
});
