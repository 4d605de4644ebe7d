import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { operation } from '@/lib/contract/operation';
import { invalidInput } from '@/lib/services/errors';
import { serveFile } from './download';

vi.mock('@/lib/auth/context', () => ({ contextFor: async () => ({ actor: { id: 'usr_1' } }) }));

const spec = operation({
  id: 'exportThings',
  method: 'GET',
  path: '/api/v1/things/export',
  summary: 'Export things',
  permission: null,
  input: z.object({ limit: z.coerce.number().int() }),
  output: z.string(),
  mediaType: 'application/gzip',
});
const ask = (query: string) => new Request(`http://test/api/v1/things/export${query}`);

test('a file is answered whole, by its name and type, and kept by nobody', async () => {
  const handler = serveFile(spec, async (_, { limit }) => ({
    name: 'things.gz',
    bytes: new Uint8Array([limit]),
  }));
  const response = await handler(ask('?limit=7'));
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/gzip',
    'content-disposition': 'attachment; filename="things.gz"',
    'content-length': '1',
    'cache-control': 'private, no-store, no-transform',
    'x-request-id': expect.stringMatching(/^req_/),
  });
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([7]);
});

test('a failure is a problem, not a file', async () => {
  const failing = serveFile(spec, async () => {
    throw invalidInput('from', 'is too wide');
  });
  for (const response of [await failing(ask('?limit=7')), await failing(ask('?limit=many'))]) {
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('content-disposition')).toBeNull();
  }
});
