import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OutgoingError } from './error';
import { type OutgoingPolicy, outgoingPolicy, parseAllowance } from './policy';
import { type OutgoingRequest, openOutgoing, sendOutgoing } from './request';

let server: Server;
let port: number;
/** What reached the server since the test began to look. */
let heard: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
let closed = 0;

const ANSWERS: Record<string, RequestListener> = {
  '/plain': (_request, response) => response.setHeader('x-kind', 'plain').end('hello'),
  '/missing': (_request, response) => response.writeHead(404).end('no'),
  '/redirect': (_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${port}/plain` }).end(),
  '/zipped': (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))),
  '/silent': () => {},
  '/halting': (_request, response) => response.writeHead(200, { 'content-length': '10' }).write('12345'),
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('12345', () => response.destroy());
  },
  '/endless': (_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    response.on('close', () => {
      closed += 1;
    });
    more();
  },
  '/slowly': (_request, response) => {
    const timer = setInterval(() => response.write('.'), 20);
    response.on('close', () => {
      closed += 1;
      clearInterval(timer);
    });
  },
  '/stream': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    response.on('close', () => {
      closed += 1;
    });
  },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      heard.push({ url: request.url, headers: request.headers, body });
      (ANSWERS[request.url?.split('?')[0] ?? ''] ?? ANSWERS['/plain'])?.(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A policy whose names have the addresses of `names`, one list for each time that they are asked. */
function policy(allow: string, names: Record<string, string[][]> = {}): OutgoingPolicy & { asked: string[] } {
  const asked: string[] = [];
  return {
    allow: parseAllowance(allow) ?? [],
    asked,
    resolve: async (host) => {
      asked.push(host);
      const lists = names[host] ?? [];
      return lists[Math.min(asked.filter((one) => one === host).length, lists.length) - 1] ?? [];
    },
  };
}
const loopback = () => policy(`127.0.0.1:${port}`);
const at = (path: string): OutgoingRequest => ({ url: `http://127.0.0.1:${port}${path}` });

async function failure(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutgoingError)) throw error ?? new Error('it was answered');
  return error.code;
}

test('an allowed address is asked, and its answer read', async () => {
  heard = [];
  const answer = await sendOutgoing(loopback(), {
    ...at('/plain?q=1#part'),
    method: 'POST',
    headers: { authorization: 'Bearer s', 'content-type': 'text/plain' },
    body: 'naïve',
  });
  expect(answer).toMatchObject({ status: 200, headers: { 'x-kind': 'plain' } });
  expect(answer.body.toString()).toBe('hello');
  expect(heard).toMatchObject([
    {
      url: '/plain?q=1',
      body: 'naïve',
      headers: { authorization: 'Bearer s', 'accept-encoding': 'identity', 'content-length': '6' },
    },
  ]);
});

test('an answer that is an error is an answer', async () => {
  expect(await sendOutgoing(loopback(), at('/missing'))).toMatchObject({ status: 404 });
});

test.each([
  'localhost',
  'localhost.',
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '%31%32%37.0.0.1',
  '127。0。0。1',
  '0.0.0.0',
  '10.0.0.1',
  '169.254.169.254',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fd00::1]',
])('no way leads to http://%s/ where nothing was allowed', async (host) => {
  heard = [];
  for (const where of [host, `${host}:${port}`]) {
    expect(
      await failure(sendOutgoing(outgoingPolicy({ NODE_ENV: 'test' }), { url: `http://${where}/` })),
    ).toBe('address_refused');
  }
  expect(heard).toEqual([]);
});

test.each([
  'ftp://example.com/',
  'file:///etc/passwd',
  'unix:/var/run/docker.sock',
  'javascript:1',
  'http:',
  '//example.com/',
  'http://user@example.com/',
  'http://user:word@example.com/',
  'http://:word@example.com/',
  'http://1.1.1.1%00.example/',
  'http://[fe80::1%25eth0]/',
])('%s is refused as a URL', async (url) => {
  expect(await failure(sendOutgoing(policy('example.com'), { url }))).toBe('url_refused');
});

test('a name is refused when one of its addresses is not public', async () => {
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254', 'fe80::1%eth0']) {
    const names = { 'two.example': [['1.1.1.1', address]] };
    expect(await failure(sendOutgoing(policy('', names), { url: 'http://two.example/' }))).toBe(
      'address_refused',
    );
  }
});

test('a name that the operator allows may be private, but leads to no special address', async () => {
  const names = { 'in.example': [['127.0.0.1']], 'meta.example': [['169.254.169.254']] };
  const named = policy(`in.example:${port},meta.example`, names);
  expect(await sendOutgoing(named, { url: `http://in.example:${port}/` })).toMatchObject({ status: 200 });
  expect(await sendOutgoing(named, { url: `http://IN.example.:${port}/` })).toMatchObject({ status: 200 });
  expect(await failure(sendOutgoing(named, { url: 'http://meta.example/' }))).toBe('address_refused');
  expect(await failure(sendOutgoing(named, { url: `http://in.example:${port + 1}/` }))).toBe(
    'address_refused',
  );
});

test('a range allows the addresses in it, also in their IPv6 forms', async () => {
  const ranged = policy('127.0.0.0/8', {
    'in.example': [['::ffff:127.0.0.1']],
    'out.example': [['10.0.0.1']],
  });
  expect(await sendOutgoing(ranged, at('/plain'))).toMatchObject({ status: 200 });
  expect(await sendOutgoing(ranged, { url: `http://in.example:${port}/` })).toMatchObject({ status: 200 });
  expect(await failure(sendOutgoing(ranged, { url: 'http://out.example/' }))).toBe('address_refused');
});

test('of public addresses only the usual ports are asked', async () => {
  const names = { 'web.example': [['1.1.1.1']] };
  for (const odd of [22, 5432, 8080]) {
    expect(await failure(sendOutgoing(policy('', names), { url: `http://web.example:${odd}/` }))).toBe(
      'port_refused',
    );
  }
});

test('a name is asked once, and what it answers later changes nothing', async () => {
  heard = [];
  const rebinding = policy(`127.0.0.1/32`, { 'turn.example': [['127.0.0.1'], ['10.0.0.1']] });
  expect(await sendOutgoing(rebinding, { url: `http://turn.example:${port}/` })).toMatchObject({
    status: 200,
  });
  expect(rebinding.asked).toEqual(['turn.example']);
  expect(heard[0]?.headers.host).toBe(`turn.example:${port}`);
  expect(await failure(sendOutgoing(rebinding, { url: `http://turn.example:${port}/` }))).toBe(
    'address_refused',
  );
});

test('a name without addresses, and one that cannot be found', async () => {
  expect(await failure(sendOutgoing(policy(''), { url: 'http://nobody.example/' }))).toBe('name_unknown');
  const broken = { ...policy(''), resolve: () => Promise.reject(new Error('ENOTFOUND')) };
  expect(await failure(sendOutgoing(broken, { url: 'http://nobody.example/' }))).toBe('name_unknown');
});

test('redirects are not followed', async () => {
  heard = [];
  expect(await failure(sendOutgoing(loopback(), at('/redirect')))).toBe('redirect_refused');
  expect(await failure(openOutgoing(loopback(), at('/redirect')))).toBe('redirect_refused');
  expect(heard.map(({ url }) => url)).toEqual(['/redirect', '/redirect']);
});

test('an encoded answer is refused before it can grow', async () => {
  expect(await failure(sendOutgoing(loopback(), at('/zipped')))).toBe('encoding_refused');
});

test('an answer without an end is cut at its limit, and the connection closed', async () => {
  closed = 0;
  expect(await failure(sendOutgoing(loopback(), { ...at('/endless'), maxBytes: 200_000 }))).toBe('too_large');
  await expect.poll(() => closed).toBe(1);
});

test('exactly the limit is not too large', async () => {
  expect(await sendOutgoing(loopback(), { ...at('/plain'), maxBytes: 5 })).toMatchObject({ status: 200 });
  expect(await failure(sendOutgoing(loopback(), { ...at('/plain'), maxBytes: 4 }))).toBe('too_large');
});

test.each(['/silent', '/halting', '/slowly'])('%s is given up when its time is over', async (path) => {
  expect(await failure(sendOutgoing(loopback(), { ...at(path), timeoutMs: 150 }))).toBe('timed_out');
});

test('a name that is never found is given up when its time is over', async () => {
  const hanging = { ...policy(''), resolve: () => new Promise<string[]>(() => {}) };
  expect(await failure(sendOutgoing(hanging, { url: 'http://a.example/', timeoutMs: 50 }))).toBe('timed_out');
});

test('a caller that gives up is told so, before, during and after the head', async () => {
  const signal = AbortSignal.abort();
  expect(await failure(sendOutgoing(loopback(), { ...at('/plain'), signal }))).toBe('cancelled');
  for (const path of ['/silent', '/slowly']) {
    const giving = new AbortController();
    const asked = failure(sendOutgoing(loopback(), { ...at(path), signal: giving.signal }));
    setTimeout(() => giving.abort(), 50);
    expect(await asked).toBe('cancelled');
  }
});

test('a broken connection is unreachable', async () => {
  expect(await failure(sendOutgoing(loopback(), at('/cut')))).toBe('unreachable');
  expect(await failure(sendOutgoing(policy('127.0.0.1'), { url: 'http://127.0.0.1:1/' }))).toBe(
    'unreachable',
  );
  expect(await failure(sendOutgoing(loopback(), { url: `https://127.0.0.1:${port}/` }))).toBe('unreachable');
});

test('what belongs to the connection is not the caller’s to say', async () => {
  for (const name of [
    'Host',
    'transfer-encoding',
    'Content-Length',
    'accept-encoding',
    'Proxy-Authorization',
  ]) {
    await expect(sendOutgoing(loopback(), { ...at('/'), headers: { [name]: '1' } })).rejects.toThrow(
      'caller',
    );
  }
  await expect(sendOutgoing(loopback(), { ...at('/'), headers: { a: 'b\r\nc: d' } })).rejects.toThrow();
});

test('a stream is read as it comes, longer than the time for its head', async () => {
  const { status, headers, body } = await openOutgoing(loopback(), { ...at('/slowly'), timeoutMs: 1000 });
  expect(status).toBe(200);
  expect(headers['content-encoding']).toBeUndefined();
  const began = performance.now();
  for await (const part of body) {
    expect(String(part)).toMatch(/^\.+$/);
    if (performance.now() - began > 1500) break;
  }
});

test('leaving a stream, or giving up, closes its connection', async () => {
  closed = 0;
  const left = await openOutgoing(loopback(), at('/stream'));
  for await (const part of left.body) {
    expect(String(part)).toBe('data: 1\n\n');
    break;
  }
  await expect.poll(() => closed).toBe(1);
  const giving = new AbortController();
  const stopped = await openOutgoing(loopback(), { ...at('/stream'), signal: giving.signal });
  giving.abort();
  expect(await failure(readAll(stopped.body))).toBe('cancelled');
  await expect.poll(() => closed).toBe(2);
});

test('a stream ends when it is too long, silent for too long, or cut', async () => {
  const endless = await openOutgoing(loopback(), { ...at('/endless'), maxBytes: 100_000 });
  expect(await failure(readAll(endless.body))).toBe('too_large');
  const silent = await openOutgoing(loopback(), { ...at('/stream'), idleMs: 50 });
  expect(await failure(readAll(silent.body))).toBe('timed_out');
  const cut = await openOutgoing(loopback(), at('/cut'));
  expect(await failure(readAll(cut.body))).toBe('unreachable');
});

test('a stream that nobody reads harms nobody', async () => {
  closed = 0;
  await openOutgoing(loopback(), { ...at('/stream'), idleMs: 50 });
  await expect.poll(() => closed).toBe(1);
});

test('a failure names no path and no header', async () => {
  const secret = 'hunter2';
  for (const path of ['/redirect', '/zipped', '/cut']) {
    const error = await sendOutgoing(loopback(), {
      ...at(`${path}?${secret}`),
      headers: { authorization: secret },
    }).catch((reason: unknown) => reason);
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(secret);
  }
});

async function readAll(body: AsyncIterable<Buffer>): Promise<number> {
  let size = 0;
  for await (const part of body) size += part.length;
  return size;
}
