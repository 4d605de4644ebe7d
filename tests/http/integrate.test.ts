import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { firstSteps, type Place, WAYS } from '@/components/integrate/ways';
import { freePort } from '@/lib/embedded/free-port';
import { Cordon as Pep } from '@/public/pep/cordon-pep.mjs';
import { type Cordon, startCordon } from '@/tests/support/cordon';
import { type HostileAnswers, openHostileAnswers } from '@/tests/support/hostile-answers';
import { answerAll, type Lab, makeLab } from '@/tests/support/lab';
import { McpCanary } from '@/tests/support/mcp-canary';
import { until } from '@/tests/support/until';
import { sql } from '@/tests/support/world';

// The ways to ask, as the console shows them: every text that can be copied there is run here, in a folder that
// holds nothing but what was taken from the console, against the whole of Cordon.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let cordon: Cordon;
let lab: Lab;
let canary: McpCanary;
let folder: string;
let hostile: HostileAnswers;
let place: Place;
beforeAll(async () => {
  canary = await McpCanary.open(() => ({ content: [{ type: 'text', text: 'Acme, Berlin' }] }));
  cordon = await startCordon({ CORDON_OUTGOING_ALLOW: '127.0.0.1' });
  lab = await makeLab(cordon, canary);
  place = { origin: cordon.origin, agent: lab.agent, tool: `${lab.system}/search` };
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-integrate-'));
  hostile = await openHostileAnswers();
  await sh(text('code', 'Take the client'));
  await sh(text('coding-agent', 'Take the hook'));
  for (const way of ['proxy', 'curl'] as const) await sh(WAYS[way].snippets(place)[0]?.text ?? '');
});
afterAll(async () => {
  await hostile?.close();
  await cordon?.stop();
  await canary?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** What the page shows under a label. */
function text(way: keyof typeof WAYS, label: string): string {
  const found = WAYS[way].snippets(place).find((one) => one.label === label);
  if (found === undefined) throw new Error(`there is no ${label}`);
  return found.text;
}

type Ran = { code: number | null; out: string; err: string };
function run(program: string, args: string[], { env = {}, input = '' } = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: {
        NODE_ENV: 'production',
        PATH: process.env.PATH,
        HOME: folder,
        CORDON_KEY: lab.key,
        CORDON_AGENT: lab.agent,
        CORDON_TASK: lab.task,
        ...env,
      },
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      // INVARIANT (sealed-secrets): whatever happens, none of them says the key.
      if (`${out}${err}`.includes(lab.key)) reject(new Error('the key was written'));
      resolve({ code, out, err });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
// Without --norc bash reads its settings where its input is a socket.
const sh = (script: string, more: { env?: Record<string, string>; input?: string } = {}) =>
  run('bash', ['--norc', '-euo', 'pipefail', '-c', script], more);
const file = (name: string, content: string) => writeFileSync(path.join(folder, name), content);

const decisionsOf = async (task = lab.task) =>
  (await cordon.api('GET', `/api/v1/decisions?task=${task}&limit=200`)).items as {
    id: string;
    tool: string;
    outcome: string;
  }[];
/** The decisions that were made under a call_id. */
const called = async (callId: string) =>
  (
    await sql(cordon.databaseUrl, `SELECT id FROM decisions WHERE record::json ->> 'call_id' = $1`, [callId])
  ).map(({ id }) => String(id));
const readDecision = (id: string) => cordon.api('GET', `/api/v1/decisions/${id}`);

test('what is taken from the console names the console that it came from', async () => {
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining([
      'ask.sh',
      'cordon-pep.d.mts',
      'cordon-pep.mjs',
      'cordon_pep.py',
      'ext-authz.mjs',
    ]),
  );
  for (const name of ['cordon-pep.mjs', 'cordon_pep.py', 'ask.sh', 'mcp-client.mjs', 'cordon-hook.mjs']) {
    const response = await fetch(`${cordon.origin}/pep/${name}`);
    expect(response.status, name).toBe(200);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const body = await response.text();
    expect(body, name).not.toContain('http://127.0.0.1:3000');
    if (name !== 'cordon-hook.mjs') expect(body, name).toContain(cordon.origin);
  }
  for (const name of ['nobody.mjs', '..%2fpackage.json', 'cordon_pep.pyc', '__proto__']) {
    expect((await fetch(`${cordon.origin}/pep/${name}`)).status, name).toBeGreaterThanOrEqual(400);
  }
});

test('the first steps give a key that may ask for the agent, and a task', async () => {
  const { out } = await sh(`${firstSteps(place)[0]?.text}\necho "$CORDON_KEY $CORDON_TASK"`, {
    env: { CORDON_ADMIN: cordon.admin },
  });
  expect(out).toMatch(/^cdn_\S+ tsk_\S+\n$/);
});

describe.each([
  ['JavaScript', 'JavaScript', 'agent.mjs', process.execPath],
  ['Python', 'Python', 'agent.py', 'python3'],
] as const)('%s', (_, label, name, program) => {
  test('does what was allowed, and reports what came of it', async () => {
    const before = (await decisionsOf()).length;
    file(name, text('code', label));
    expect(await run(program, [name])).toEqual({
      code: 0,
      out: 'what the tool answers to acme\n',
      err: '',
    });
    const made = await decisionsOf();
    expect(made).toHaveLength(before + 1);
    expect(await readDecision(made[0]?.id ?? '')).toMatchObject({
      tool: place.tool,
      outcome: 'allow',
      arguments: { q: 'acme' },
      report: { status: 'succeeded' },
    });
  });

  test('does nothing that a person has to allow, and does it once when it is allowed', async () => {
    const asks = text('code', label).replaceAll('/search', '/delete').replaceAll('acme', `acme ${label}`);
    file(name, asks);
    const refused = await run(program, [name]);
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('escalate') });

    file(name, asks.replace(/(wait_?[sS]econds[:=] ?)0/, '$160'));
    const waiting = run(program, [name]);
    await expect.poll(() => answerAll(cordon, lab, 'approve'), { timeout: 60_000 }).toBe(1);
    expect(await waiting).toMatchObject({ code: 0, out: `what the tool answers to acme ${label}\n` });
    expect(await run(program, [name.replace(/$/, '')], { env: { CORDON_TASK: 'tsk_nobody' } })).toMatchObject(
      {
        code: 1,
        err: expect.stringContaining('deny'),
      },
    );
  });
});

test('both clients call one call by one digest, whatever its numbers and names are', async () => {
  const call = {
    tool: 'a/b',
    arguments: {
      ü: [1e21, 0.1, -0, 1e-7, 5e-324, 2 ** 53],
      '\u{1F600}': 'x',
      '\uFB33': null,
      a: { b: true },
    },
    resource: 'c/d',
  };
  const pep = new Pep({ key: 'k', agent: 'x', task: 'tsk_1', url: 'http://127.0.0.1:9', timeoutMs: 50 });
  file(
    'digest.py',
    'import json, sys\nfrom cordon_pep import Cordon\ncall = json.load(sys.stdin)\n' +
      'c = Cordon(key="k", agent="x", task="tsk_1", url="http://127.0.0.1:9", timeout=0.05)\n' +
      'print(c.ask(call["tool"], call["arguments"], resource=call["resource"]).digest)\n',
  );
  const { out } = await run('python3', ['digest.py'], { input: JSON.stringify(call) });
  expect(out.trim()).toMatch(/^[0-9a-f]{64}$/);
  expect(out.trim()).toBe((await pep.ask(call)).digest);
});

test('INVARIANT (fail-closed): neither client takes anything but a clear yes for one', async () => {
  const options = { key: 'cdn_canary', agent: 'x', task: 'tsk_1', timeoutMs: 1000 };
  const js = await Promise.all(
    Object.entries(hostile.origins).map(async ([mode, url]) => {
      const begun = performance.now();
      const { allowed, decision, arguments: args } = await new Pep({ ...options, url }).ask({ tool: 'a/b' });
      return {
        mode,
        allowed,
        isBare: decision === null && args === null,
        isLate: performance.now() - begun > 5000,
      };
    }),
  );
  file(
    'hostile.py',
    `import json, sys, time
from concurrent.futures import ThreadPoolExecutor
from cordon_pep import Cordon
def ask(item):
    begun = time.monotonic()
    answer = Cordon(key="cdn_canary", agent="x", task="tsk_1", url=item[1], timeout=1).ask("a/b")
    return [item[0], answer.allowed, time.monotonic() - begun > 5]
with ThreadPoolExecutor(40) as pool:
    print(json.dumps(list(pool.map(ask, json.load(sys.stdin).items()))))
`,
  );
  const { out } = await run('python3', ['hostile.py'], { input: JSON.stringify(hostile.origins) });
  const python = JSON.parse(out) as [string, boolean, boolean][];
  expect(js).toHaveLength(21);
  for (const { mode, allowed, isLate } of js)
    expect({ mode, allowed, isLate }).toEqual({ mode, allowed: mode === 'a clear yes', isLate: false });
  for (const [mode, allowed, isLate] of python) {
    expect({ mode, allowed, isLate }).toEqual({ mode, allowed: mode === 'a clear yes', isLate: false });
  }
});

test('changed arguments are taken only where they are accepted, and nobody can change what was decided', async () => {
  const url = hostile.origins['changed arguments that nobody accepts'] ?? '';
  const pep = new Pep({ key: 'k', agent: 'x', url });
  const sent = { q: 'mine', deep: { a: 1 } };
  expect(await pep.ask({ tool: 'a/b', arguments: sent, acceptsModify: true })).toMatchObject({
    allowed: true,
    arguments: { q: 'other' },
  });
  const yes = new Pep({ key: 'k', agent: 'x', url: hostile.origins['a clear yes'] ?? '' });
  const answer = await yes.ask({ tool: 'a/b', arguments: sent });
  sent.deep.a = 2;
  expect(answer.arguments).toEqual({ q: 'mine', deep: { a: 1 } });
  expect(Object.isFrozen(answer.arguments?.deep)).toBe(true);
});

test('a key goes neither over plain http to another host, nor into anything that is printed', async () => {
  const key = 'cdn_canary_of_this_test';
  expect(() => new Pep({ key, agent: 'x', url: 'http://cordon.example.com' })).toThrow(/https/);
  const pep = new Pep({ key, agent: 'x', url: 'https://cordon.example.com' });
  expect(inspect(pep, { showHidden: true, depth: 9 }) + JSON.stringify(pep)).not.toContain(key);
  file(
    'plain.py',
    'from cordon_pep import Cordon\ntry:\n    Cordon(key="k", agent="x", url="http://cordon.example.com")\n' +
      'except ValueError as e:\n    print(e)\nprint(Cordon(key="cdn_canary", agent="x"))\n',
  );
  const { out } = await run('python3', ['plain.py']);
  expect(out).toContain('url must be https');
  expect(out).not.toContain('cdn_canary');
});

describe('the hook of coding agents', () => {
  /** As the host starts it: by the command in its settings, in a shell. */
  const command = () => {
    const settings = JSON.parse(text('coding-agent', 'Settings of the coding agent'));
    return settings.hooks.PreToolUse[0].hooks[0].command as string;
  };
  const hook = (event: object | string, env: Record<string, string> = {}) =>
    sh(command(), { input: typeof event === 'string' ? event : JSON.stringify(event), env });
  const use = (tool: string, input: object, more: object = {}) => ({
    hook_event_name: 'PreToolUse',
    session_id: 's1',
    tool_name: tool,
    tool_input: input,
    ...more,
  });

  test('goes on with what is allowed, and says afterwards what came of it', async () => {
    const event = use('search', { q: 'hooked' }, { tool_use_id: 'use-1' });
    expect(await hook(event)).toEqual({ code: 0, out: '', err: '' });
    const after = { ...event, hook_event_name: 'PostToolUse', tool_response: { found: 1 } };
    expect(await hook(after)).toEqual({ code: 0, out: '', err: '' });
    const made = await called('hook:s1:use-1');
    expect(made).toHaveLength(1);
    expect(await readDecision(made[0] ?? '')).toMatchObject({ report: { status: 'succeeded' } });
    expect(JSON.parse((await hook(event, { CORDON_HOOK_ALLOW: '1' })).out).hookSpecificOutput).toMatchObject({
      hookEventName: 'PreToolUse',
      permissionDecision: 'allow',
    });
    expect(await hook({ ...event, hook_event_name: 'Stop' })).toEqual({ code: 0, out: '', err: '' });
  });

  test('tools of MCP servers are asked for in their own system', async () => {
    expect((await hook(use(`mcp__${lab.system}__search`, { q: 'x' }))).code).toBe(0);
    expect((await hook(use('other', {}, {}), { CORDON_HOOK_TOOLS: `{"other": "${place.tool}"}` })).code).toBe(
      0,
    );
  });

  test('blocks what people have to allow, and tells the agent why; waits for them where it is told to', async () => {
    const event = use('delete', { q: 'hooked' }, { tool_use_id: 'use-2' });
    const blocked = await hook(event);
    expect(blocked).toMatchObject({ code: 2, err: expect.stringContaining('escalate') });
    expect(JSON.parse(blocked.out).hookSpecificOutput.permissionDecision).toBe('deny');

    await answerAll(cordon, lab, 'deny');

    const other = { ...event, tool_input: { q: 'other' }, tool_use_id: 'use-3' };
    const waiting = hook(other, { CORDON_HOOK_WAIT: '60' });
    await expect.poll(() => answerAll(cordon, lab, 'approve'), { timeout: 60_000 }).toBeGreaterThan(0);
    expect((await waiting).code).toBe(0);
    await hook({ ...other, hook_event_name: 'PostToolUse', tool_response: 'gone' });
    const [approved] = await called('hook:s1:use-3/approved');
    expect(await readDecision(approved ?? '')).toMatchObject({
      outcome: 'allow',
      report: { status: 'succeeded' },
    });
  });

  test('INVARIANT (fail-closed): whatever goes wrong, it blocks', async () => {
    mkdirSync(path.join(folder, 'bin'));
    symlinkSync('/bin/bash', path.join(folder, 'bin', 'bash'));
    const event = use('search', { q: 'x' });
    const wrong: [string, object | string, Record<string, string>][] = [
      ['no input', '', {}],
      ['no JSON', '{', {}],
      ['null', 'null', {}],
      ['no tool', { ...event, tool_name: undefined }, {}],
      ['arguments that are a text', use('search', 'x' as unknown as object), {}],
      ['no key', event, { CORDON_KEY: '' }],
      ['a file that is not there', event, { CORDON_KEY: '', CORDON_KEY_FILE: '/nowhere' }],
      ['a key that nobody knows', event, { CORDON_KEY: 'cdn_nobody' }],
      ['no task', event, { CORDON_TASK: '' }],
      ['another agent', event, { CORDON_AGENT: 'somebody' }],
      ['tools that are no JSON', event, { CORDON_HOOK_TOOLS: '{' }],
      ['no Node', event, { PATH: path.join(folder, 'bin') }],
      ['plain http elsewhere', event, { CORDON_URL: 'http://cordon.example.com' }],
    ];
    for (const [mode, url] of Object.entries(hostile.origins)) {
      if (mode !== 'a clear yes') wrong.push([mode, event, { CORDON_URL: url }]);
    }
    const codes = await Promise.all(
      wrong.map(async ([mode, input, env]) => ({ mode, code: (await hook(input, env)).code })),
    );
    expect(codes.filter(({ code }) => code !== 2)).toEqual([]);
    expect((await hook(event, { CORDON_URL: hostile.origins['a clear yes'] ?? '' })).code).toBe(0);
  });
});

test('a client of the gateway: what is allowed reaches the server, and nothing else does', async () => {
  // The one package that it needs, as `npm install` would put it there.
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  const [, download = '', call = ''] = text('mcp', 'A client of your own').split('\n');
  const allowed = await sh(`${download}\n${call}`);
  expect(allowed).toMatchObject({ code: 0, out: expect.stringContaining('Acme, Berlin') });
  const before = canary.calls().length;
  expect(before).toBeGreaterThan(0);
  const refused = await sh(call.replace('"q": "acme"', '"q": 7'));
  expect(refused.code).toBe(1);
  expect(canary.calls().length).toBe(before);
  const settings = JSON.parse(text('mcp', 'Settings of the client'));
  expect(new URL(settings.mcpServers[lab.system].url).pathname).toBe(`/mcp/${lab.system}`);
});

describe('the adapter of proxies', () => {
  let origin: string;
  let child: ReturnType<typeof spawn>;
  beforeAll(async () => {
    const routes = [
      ...JSON.parse(text('proxy', 'Routes')),
      { method: 'GET', path: '/contacts/{q}', tool: place.tool },
      { method: 'POST', path: '/search', tool: place.tool, body: true },
      { method: 'DELETE', path: '/contacts/{q}', tool: `${lab.system}/delete` },
    ];
    file('routes.json', JSON.stringify(routes));
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    const start = text('proxy', 'Start it').replace('9191', String(port));
    child = spawn('bash', ['-c', `exec env ${start}`], { cwd: folder, stdio: 'ignore' });
    const isUp = () =>
      fetch(origin).then(
        () => true,
        () => false,
      );
    await until('the adapter listens', isUp);
  });
  afterAll(() => {
    child.kill();
  });

  const who = () => ({
    'cordon-authorization': `Bearer ${lab.key}`,
    'cordon-agent': lab.agent,
    'cordon-task': lab.task,
  });
  /** A request as it stands on the wire: `fetch` would tidy up its path. */
  const raw = (method: string, target: string, headers: Record<string, string>, body = '') =>
    new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }>((resolve, reject) => {
      const sent = { ...headers, ...(body !== '' && { 'content-length': String(Buffer.byteLength(body)) }) };
      const request = http.request(origin, { method, path: target, headers: sent }, (response) => {
        let told = '';
        response.on('data', (chunk) => {
          told += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: told }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  /** As nginx's auth_request asks. */
  const nginx = (method: string, uri: string, headers = who() as Record<string, string>) =>
    raw('GET', '/nginx', { ...headers, 'x-original-method': method, 'x-original-uri': uri });
  /** As Envoy's ext_authz asks, with the path behind its prefix. */
  const envoy = (method: string, uri: string, headers = who() as Record<string, string>, body = '') =>
    raw(method, `/envoy${uri}`, headers, body);

  test.each(['nginx', 'envoy'] as const)('%s: what a route describes is decided', async (proxy) => {
    const ask = proxy === 'nginx' ? nginx : envoy;
    const allowed = await ask('GET', '/search?q=acme');
    expect(allowed.status).toBe(200);
    expect(await readDecision(String(allowed.headers['x-cordon-decision']))).toMatchObject({
      tool: place.tool,
      arguments: { q: 'acme' },
      outcome: 'allow',
    });
    expect((await ask('GET', '/contacts/acme%20gmbh')).status).toBe(200);
    const waits = await ask('DELETE', `/contacts/${proxy}`);
    expect(waits.status).toBe(403);
    expect(waits.headers).toMatchObject({
      'x-cordon-outcome': 'escalate',
      'x-cordon-escalation': expect.stringMatching(/^esc_/),
    });
    await answerAll(cordon, lab, 'approve');
    expect((await ask('DELETE', `/contacts/${proxy}`)).status).toBe(200);
    expect((await ask('DELETE', `/contacts/${proxy}`)).status).toBe(403);
  });

  test('everything else is refused, by what no proxy takes for a yes', async () => {
    const refused: [string, Promise<{ status: number }>][] = [
      ['no route', nginx('GET', '/elsewhere')],
      ['another method', nginx('PUT', '/search')],
      ['the case of the method', nginx('get', '/search?q=a')],
      ['no method', raw('GET', '/nginx', { ...who(), 'x-original-uri': '/search' })],
      ['a body that nginx does not hand over', nginx('POST', '/search')],
      ['a parameter twice', nginx('GET', '/search?q=a&q=b')],
      [
        'a key that nobody knows',
        nginx('GET', '/search?q=a', { ...who(), 'cordon-authorization': 'Bearer cdn_x' }),
      ],
      ['another task', nginx('GET', '/search?q=a', { ...who(), 'cordon-task': 'tsk_x' })],
      ['a body cut off', envoy('POST', '/search', { ...who(), 'x-envoy-auth-partial-body': 'true' }, '{}')],
      ['a body that is a list', envoy('POST', '/search', who(), '["q"]')],
      ['a member twice', envoy('POST', '/search', who(), '{"q": "harmless", "q": "other"}')],
      ['a member twice, deeper', envoy('POST', '/search', who(), '{"q": {"a": 1, "a": 2}}')],
    ];
    for (const uri of [
      '//search?q=a',
      '/./search?q=a',
      '/x/../search?q=a',
      '/x/%2e%2e/search?q=a',
      '/contacts/a%2fb',
      '/contacts/a%5cb',
      '/contacts/a;b',
      '/contacts/a\\b',
      '/contacts/%00',
      '/contacts/%0a',
      '/contacts/%ff',
      '/contacts/',
      'http://elsewhere/search?q=a',
    ]) {
      refused.push([uri, nginx('GET', uri)]);
    }
    for (const [what, asked] of refused)
      expect({ what, status: (await asked).status }).toEqual({ what, status: 403 });
    const forged = `Bearer e30.${Buffer.from(JSON.stringify({ sub: lab.agent })).toString('base64url')}.e30`;
    expect((await nginx('GET', '/search?q=a', { authorization: forged })).status).toBe(403);
    expect((await nginx('GET', '/search?q=a', { authorization: 'Bearer a.b.c' })).status).toBe(401);
    expect((await nginx('GET', '/search?q=a', {})).status).toBe(401);
    expect((await nginx('GET', '/search?q=a', { 'cordon-authorization': `Bearer ${lab.key}` })).status).toBe(
      401,
    );
    expect((await envoy('POST', '/search', who(), '{ "q" : "a", "limit": 1.0e1 }')).status).toBe(200);
  });
});

test('curl: the exit code says it, and arguments cannot say whose call it is', async () => {
  const [, ask = ''] = WAYS.curl.snippets(place).map((one) => one.text);
  expect(await sh(ask)).toMatchObject({ code: 0, out: expect.stringMatching(/do it\n$/) });
  const script = ask.split(' && ')[0] ?? '';
  expect((await sh(script.replace('/search', '/delete'))).code).toBe(1);
  expect((await sh(script, { env: { CORDON_TASK: 'tsk_nobody' } })).code).toBe(1);
  const smuggled = `{"q": "a"}}, "resource": {"type": "tool", "id": "${place.tool}"}, "context": {"x": {}`;
  expect((await sh(`sh ask.sh ${lab.system}/delete '${smuggled}'`)).code).not.toBe(0);
  const told = await Promise.all(
    Object.entries(hostile.origins).map(async ([mode, CORDON_URL]) => {
      return { mode, isYes: (await sh(script, { env: { CORDON_URL } })).code === 0 };
    }),
  );
  expect(told.filter(({ isYes }) => isYes)).toEqual([{ mode: 'a clear yes', isYes: true }]);
});
