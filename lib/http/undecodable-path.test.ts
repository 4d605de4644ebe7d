import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseUndecodablePath } from './undecodable-path';

let server: Server;
beforeAll(async () => {
  server = createServer((incoming, response) => {
    if (!refuseUndecodablePath(incoming, response)) response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

type Reply = { status: number; type: string | undefined; requestId: string | undefined; body: string };

const ask = (path: string, method = 'GET') =>
  new Promise<Reply>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const headers = { 'x-request-id': 'r-1' };
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          requestId: String(response.headers['x-request-id']),
          body,
        }),
      );
    })
      .on('error', reject)
      .end(method === 'POST' ? '{}' : undefined);
  });

const undecodable = [
  '/api/v1/tools/%zz',
  '/api/v1/tools/crm%2',
  '/agents/%c3%28',
  '/%',
  '/api/v1/tools/%zz?q=1',
];
for (const path of undecodable) {
  test(`\`${path}\` is refused with a problem that names the path`, async () => {
    const { status, type, requestId, body } = await ask(path);
    expect({ status, type, requestId }).toEqual({
      status: 400,
      type: 'application/problem+json',
      requestId: 'r-1',
    });
    expect(JSON.parse(body)).toMatchObject({
      code: 'invalid_input',
      status: 400,
      errors: [{ field: 'path', message: 'is not percent-encoded text' }],
      requestId: 'r-1',
    });
    expect((await ask(path, 'POST')).status).toBe(400);
  });
}

for (const path of ['/', '/api/v1/tools/crm%2Fcontacts.search', '/agents?q=%zz', '/agents/%c3%a4']) {
  test(`\`${path}\` goes on`, async () => expect((await ask(path)).status).toBe(204));
}
