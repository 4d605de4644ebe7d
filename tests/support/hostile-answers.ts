import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands in the place of Cordon: everything that is not a clear yes, each at an address of its own. */
export type HostileAnswers = { origins: Record<string, string>; close(): Promise<void> };

const allow = {
  decision: true,
  context: {
    evaluation_id: 'dec_1',
    evaluated_at: '2030-01-01T00:00:00Z',
    outcome: 'allow',
    reason: 'allowed',
    reasons: [],
  },
};
const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const context = (more: object) => ({ decision: true, context: { ...allow.context, ...more } });

/** The first one is the control: a yes, by which the others are known to be refused for what they are. */
const MODES: Record<string, (response: ServerResponse) => void> = {
  'a clear yes': json(allow),
  'status 500 with a yes': json(allow, 500),
  'status 503 with a yes': json(allow, 503),
  'status 403 with a yes': json(allow, 403),
  'a redirect to a yes': (response) => {
    response.writeHead(307, { location: ORIGINS['a clear yes'] ?? '' }).end();
  },
  'no JSON': json('{"decision": true'),
  'an empty body': json(''),
  'a list': json([allow]),
  'the text true': json({ ...allow, decision: 'true' }),
  'no context': json({ decision: true }),
  'no id': json(context({ evaluation_id: undefined })),
  'an outcome that nobody knows': json(context({ outcome: 'fine' })),
  'no outcome': json(context({ outcome: undefined })),
  'a yes with the outcome deny': json(context({ outcome: 'deny' })),
  'a yes with the outcome escalate': json(context({ outcome: 'escalate' })),
  'changed arguments that nobody accepts': json(context({ outcome: 'modify', arguments: { q: 'other' } })),
  'an answer without end': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '.repeat(256 * 1024)), 5);
    response.on('close', () => clearInterval(timer));
  },
  'a drop at a time': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(timer));
  },
  silence: () => {},
  'a closed connection': (response) => response.destroy(),
};
const ORIGINS: Record<string, string> = {};

export async function openHostileAnswers(): Promise<HostileAnswers> {
  const servers: Server[] = [];
  for (const [mode, answer] of Object.entries(MODES)) {
    const server = createServer((request, response) => {
      request.resume();
      response.on('error', () => {});
      request.on('end', () => answer(response));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ORIGINS[mode] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    servers.push(server);
  }
  ORIGINS['nobody there'] = 'http://127.0.0.1:9';
  return {
    origins: { ...ORIGINS },
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}
