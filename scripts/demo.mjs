#!/usr/bin/env node
// A small agent that really works on files, through a running Cordon: it asks before each call, does only
// what it is allowed, and reports what it did. `npm start` in one terminal, `npm run demo` in another.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const url = (process.env.CORDON_URL ?? `http://127.0.0.1:${process.env.PORT ?? 3000}`).replace(/\/+$/, '');
const cordon = fileURLToPath(new URL('./cordon.mjs', import.meta.url));
const SYSTEM = 'demo-files';
const AGENT = 'demo-file-agent';
const APPROVER = 'demo-approver@example.com';
const TOOLS = [
  { name: 'list', actionClass: 'read', properties: {}, reversible: true },
  { name: 'read', actionClass: 'read', properties: { file: { type: 'string' } }, reversible: true },
  {
    name: 'write',
    actionClass: 'write',
    properties: { file: { type: 'string' }, text: { type: 'string' } },
    reversible: true,
  },
  { name: 'delete', actionClass: 'delete', properties: { file: { type: 'string' } }, reversible: false },
];

/** What the tools really do, in a folder of their own. */
const deeds = (folder) => ({
  list: () => readdirSync(folder).join(', '),
  read: ({ file }) => readFileSync(join(folder, file), 'utf8').trim(),
  write: ({ file, text }) => {
    writeFileSync(join(folder, file), text);
    return `${text.length} characters written`;
  },
  delete: ({ file }) => {
    rmSync(join(folder, file));
    return `${file} deleted`;
  },
});

async function call(key, method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json().catch(() => null);
  return { status: response.status, answer };
}

/** Like `call`, for what must succeed; what is there already (409) is as good. */
async function ensure(key, method, path, body) {
  const { status, answer } = await call(key, method, path, body);
  if (status < 300 || status === 409) return answer;
  throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
}

async function prepare(admin) {
  const owner = (await ensure(admin, 'GET', '/api/v1/users?limit=50')).items.find(
    (person) => person.roles.includes('admin') && !person.disabled,
  );
  if (owner === undefined) throw new Error('there is no enabled admin to own the demo’s agent');
  await ensure(admin, 'POST', '/api/v1/systems', {
    id: SYSTEM,
    name: 'Demo files',
    kind: 'mcp',
    zone: 'internal',
    environment: 'development',
    sensitivity: 'internal',
    owner: owner.email,
  });
  for (const { name, actionClass, properties, reversible } of TOOLS) {
    await ensure(admin, 'POST', '/api/v1/tools', {
      system: SYSTEM,
      name,
      actionClass,
      sensitivity: 'internal',
      returnsUntrusted: false,
      reversible,
      inputSchema: {
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      },
    });
    await ensure(admin, 'POST', `/api/v1/tools/${encodeURIComponent(`${SYSTEM}/${name}`)}/review`, {});
  }
  await ensure(admin, 'POST', '/api/v1/agents', {
    id: AGENT,
    name: 'Demo file agent',
    purpose: 'Summarises notes',
    owner: owner.email,
    riskTier: 'moderate',
    autonomy: 'supervised',
    environment: 'development',
  });
  await ensure(admin, 'POST', `/api/v1/agents/${AGENT}/activate`, {});
  const { items } = await ensure(admin, 'GET', `/api/v1/entitlements?agent=${AGENT}&live=true`);
  if (items.length > 0) return;
  await ensure(admin, 'POST', '/api/v1/entitlements', {
    agent: AGENT,
    scope: {
      system: SYSTEM,
      tools: ['*'],
      actionClasses: ['read', 'write', 'delete'],
      maxSensitivity: 'internal',
    },
    activation: 'automatic',
    maxTtlSeconds: 600,
    endsAt: new Date(Date.now() + 24 * 3600_000).toISOString(),
    reason: 'The demo works on its own folder',
  });
}

/** The operator's command line; answers what it prints. */
const command = (...args) =>
  execFileSync(process.execPath, [cordon, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();

async function main() {
  const admin = command('api-key', 'create', '--name', 'demo set-up', '--role', 'admin');
  await prepare(admin);
  // Somebody who has nothing to do with the agent: its owner must not decide for it.
  await ensure(admin, 'POST', '/api/v1/users', {
    email: APPROVER,
    name: 'Demo approver',
    roles: ['approver'],
  });
  const pep = command('api-key', 'create', '--name', 'demo gateway', '--role', 'pep', '--system', SYSTEM);

  const folder = mkdtempSync(join(tmpdir(), 'cordon-demo-'));
  writeFileSync(join(folder, 'monday.txt'), 'Ship the invoices.\n');
  writeFileSync(join(folder, 'tuesday.txt'), 'Call the bank.\n');
  const does = deeds(folder);

  const task = await ensure(pep, 'POST', '/api/v1/tasks', {
    agent: AGENT,
    purpose: 'Read my notes and tell me what is due',
    ttlSeconds: 300,
    actionClasses: ['read'],
  });
  console.log(`\n${AGENT} works in ${folder}`);
  console.log(`task ${task.id}, which declared: read\n`);

  let failed = 0;
  let step = 0;
  /** Asks, acts only on an allow, and reports what happened. */
  const attempt = async (name, args, expected, approval) => {
    step += 1;
    const asked = {
      subject: { type: 'agent', id: AGENT },
      action: { name: 'tools/call' },
      resource: { type: 'tool', id: `${SYSTEM}/${name}` },
      context: {
        task: task.id,
        call_id: `demo-${task.id}-${step}`,
        arguments: args,
        ...(approval !== undefined && { approval }),
      },
    };
    const { status, answer } = await call(pep, 'POST', '/access/v1/evaluation', asked);
    if (status !== 200) throw new Error(`the decision failed: ${status} ${JSON.stringify(answer)}`);
    const { outcome, reason, evaluation_id: id, answers } = answer.context;
    const told = answer.decision ? does[name](args) : 'not done';
    console.log(`${step}. ${name} ${JSON.stringify(args)}`);
    console.log(`   ${outcome} (${reason}): ${told}`);
    console.log(
      `   trying to do: ${answers.intent.verdict} · needs it now: ${answers.need.verdict} · will it end: ${answers.end.verdict}`,
    );
    console.log(`   ${url}/decisions/${id}`);
    if (answer.decision) {
      await ensure(pep, 'POST', `/api/v1/decisions/${id}/outcome`, {
        status: 'succeeded',
        output: told,
        effects: [],
      });
    }
    if (outcome !== expected) {
      failed += 1;
      console.log(`   expected ${expected}`);
    }
    return { asked, denied: answer.context };
  };

  await attempt('list', {}, 'allow');
  await attempt('read', { file: 'monday.txt' }, 'allow');
  await attempt('read', { file: 'tuesday.txt' }, 'allow');
  const summary = { file: 'summary.txt', text: 'Invoices and bank.' };
  const waits = await attempt('write', summary, 'escalate');
  await attempt('delete', { file: 'monday.txt' }, 'escalate');

  console.log('\nThe agent says why it asks, and waits. A person approves the write, once.\n');
  const approval = await waitForPerson(pep, waits);
  await attempt('write', summary, 'allow', approval);
  console.log('\nThe same write once more: the approval is used up.\n');
  await attempt('write', { ...summary }, 'escalate');
  await ensure(pep, 'POST', `/api/v1/tasks/${task.id}/complete`, {});
  console.log(`\nThe task is completed. The same read again:\n`);
  await attempt('read', { file: 'monday.txt' }, 'deny');

  const left = readdirSync(folder).sort().join(', ');
  console.log(`\nIn the folder: ${left}`);
  if (left !== 'monday.txt, summary.txt, tuesday.txt') failed += 1;
  rmSync(folder, { recursive: true });
  for (const [purpose, id] of [
    ['the task', `/tasks/${task.id}`],
    ['the agent', `/agents/${AGENT}`],
  ]) {
    console.log(`See ${purpose}: ${url}${id}`);
  }
  if (failed > 0) throw new Error(`${failed} steps were not as expected`);
  await throughGateway(admin);
}

/** As the access-request profile has it: submit the denial, wait for the outcome, bring the approval back. */
async function waitForPerson(pep, { asked, denied }) {
  const { task } = await ensure(pep, 'POST', '/access/v1/requests', {
    ...asked,
    denial: { evaluation_id: denied.evaluation_id, expires_at: denied.access_request.expires_at },
    requested_access: { reason: 'The summary is what I was asked for' },
  });
  const held = call(pep, 'GET', `/access/v1/requests/${task.id}?wait=60`);
  console.log(`   ${url}/escalations/${task.id}`);
  console.log(`   cordon escalation approve ${task.id} --as ${APPROVER} --uses 1`);
  // Beside the agent, which goes on waiting meanwhile.
  await new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [cordon, 'escalation', 'approve', task.id, '--as', APPROVER, '--uses', '1'],
      (error) => (error === null ? resolve() : reject(error)),
    );
  });
  const { answer } = await held;
  console.log(`   the agent is told: ${answer.task.status}\n`);
  if (answer.result === undefined) throw new Error(`nobody approved: ${JSON.stringify(answer)}`);
  return answer.result.approval;
}

const NOTES = 'demo-notes';
const MCP_TOOLS = ['list_allowed_directories', 'list_directory', 'read_text_file', 'write_file'];

/** The same agent once more, through the MCP gateway: it knows nothing of Cordon but an address. */
async function throughGateway(admin) {
  console.log('\n--- through the MCP gateway ---');
  await ensure(admin, 'POST', '/api/v1/systems', {
    id: NOTES,
    name: 'Demo notes',
    kind: 'mcp',
    url: `stdio:${NOTES}`,
    zone: 'internal',
    environment: 'development',
    sensitivity: 'internal',
  });
  const { status, answer } = await call(admin, 'POST', `/api/v1/systems/${NOTES}/discover`, {});
  if (status !== 200) {
    console.log(`skipped: ${answer?.detail ?? status}`);
    console.log('(it needs the packages for development, and the demo on: CORDON_DEMO=1)');
    return;
  }
  console.log(`discovered ${answer.tools.length} tools of the server; ${MCP_TOOLS.length} are reviewed`);
  for (const name of MCP_TOOLS) {
    await ensure(admin, 'POST', `/api/v1/tools/${encodeURIComponent(`${NOTES}/${name}`)}/review`, {});
  }
  const { items } = await ensure(
    admin,
    'GET',
    `/api/v1/entitlements?agent=${AGENT}&system=${NOTES}&live=true`,
  );
  if (!items.some(({ scope }) => scope.system === NOTES)) {
    await ensure(admin, 'POST', '/api/v1/entitlements', {
      agent: AGENT,
      scope: {
        system: NOTES,
        tools: ['*'],
        actionClasses: ['read', 'write', 'delete'],
        maxSensitivity: 'internal',
      },
      activation: 'automatic',
      maxTtlSeconds: 600,
      endsAt: new Date(Date.now() + 24 * 3600_000).toISOString(),
      reason: 'The demo works on its own notes',
    });
  }
  const key = execFileSync(
    process.execPath,
    [cordon, 'api-key', 'create', '--name', 'demo MCP client', '--role', 'pep', '--system', NOTES],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  ).trim();
  const task = await ensure(key, 'POST', '/api/v1/tasks', {
    agent: AGENT,
    purpose: 'Read my notes through MCP',
    ttlSeconds: 300,
    actionClasses: ['read'],
  });
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const { StreamableHTTPClientTransport } = await import(
    '@modelcontextprotocol/sdk/client/streamableHttp.js'
  );
  const client = new Client({ name: AGENT, version: '1' });
  const headers = { authorization: `Bearer ${key}`, 'cordon-task': task.id };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp/${NOTES}`), { requestInit: { headers } }),
  );
  const { tools } = await client.listTools();
  console.log(`task ${task.id} sees: ${tools.map(({ name }) => name).join(', ')}\n`);

  let failed = 0;
  const attempt = async (name, args, expected) => {
    const result = await client.callTool({ name, arguments: args }).catch((error) => ({ error }));
    const told = result.error?.data ?? result._meta?.['cordon/decision'];
    const outcome = told?.outcome ?? 'nothing';
    console.log(`${name} ${JSON.stringify(args)}`);
    console.log(`   ${outcome}: ${result.error?.message ?? result.content[0].text.trim()}`);
    if (told?.evaluation_id) console.log(`   ${url}/decisions/${told.evaluation_id}`);
    if (outcome !== expected) {
      failed += 1;
      console.log(`   expected ${expected}`);
    }
    return result;
  };
  const allowed = await attempt('list_allowed_directories', {}, 'allow');
  const folder = allowed.content?.[0]?.text.trim().split('\n').at(-1) ?? '';
  await attempt('list_directory', { path: folder }, 'allow');
  await attempt('read_text_file', { path: join(folder, 'monday.txt') }, 'allow');
  await attempt('write_file', { path: join(folder, 'monday.txt'), content: 'gone' }, 'escalate');
  await ensure(key, 'POST', `/api/v1/tasks/${task.id}/complete`, {});
  console.log('\nThe task is completed. The same read again:\n');
  await attempt('read_text_file', { path: join(folder, 'monday.txt') }, 'deny');
  await client.close();
  if (failed > 0) throw new Error(`${failed} steps through the gateway were not as expected`);
}

main().catch((error) => {
  console.error(`demo: ${error.cause?.code ?? error.message}`);
  if (error.cause?.code === 'ECONNREFUSED') console.error('start Cordon first: npm start');
  process.exitCode = 1;
});
