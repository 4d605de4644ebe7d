import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Load } from './load';

/** Cerbos on the same machine, without any log: what a decision costs that nobody records. */
export type Peer = Pick<Load, 'port' | 'path' | 'headers' | 'bodies' | 'expect'> & { stop(): Promise<void> };

const PACKAGE = '@cerbos/cerbos-linux-x64@0.55.0';
const RULES = 52;

const policy = (): string => {
  const rules = Array.from(
    { length: RULES },
    (_, i) => `    - actions: ["op${i}"]
      effect: EFFECT_ALLOW
      roles: ["agent"]
      condition:
        match:
          all:
            of:
              - expr: R.attr.sensitivity <= 2
              - expr: P.attr.tier != "critical" || R.attr.zone == "internal"
`,
  );
  return `apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  version: default\n  resource: tool\n  rules:\n${rules.join('')}`;
};

/** Fetches the peer from the registry, starts it with as many rules as ours asks, and waits until it answers. */
export async function startCerbos(folder: string, port: number, grpcPort: number): Promise<Peer> {
  const home = join(folder, 'cerbos');
  mkdirSync(join(home, 'policies'), { recursive: true });
  execFileSync('npm', ['pack', PACKAGE, '--silent'], { cwd: home, stdio: 'ignore' });
  const archive = readdirSync(home).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['xzf', archive], { cwd: home });
  const program = join(home, 'package/cerbos-linux-x64');
  chmodSync(program, 0o755);
  writeFileSync(join(home, 'policies/tool.yaml'), policy());
  writeFileSync(
    join(home, 'config.yaml'),
    `server:\n  httpListenAddr: "127.0.0.1:${port}"\n  grpcListenAddr: "127.0.0.1:${grpcPort}"\ntelemetry:\n  disabled: true\n` +
      `audit:\n  enabled: false\nstorage:\n  driver: disk\n  disk:\n    directory: ${join(home, 'policies')}\n    watchForChanges: false\n`,
  );
  const child = spawn(program, ['server', '--config', join(home, 'config.yaml')], { stdio: 'ignore' });
  const ended = new Promise<void>((done) => child.on('exit', () => done()));
  const bodies = Array.from(
    { length: RULES },
    (_, i) =>
      `{"subject":{"type":"user","id":"agent-${i}","properties":{"cerbos.roles":["agent"],"tier":"moderate"}},"action":{"name":"op${i}"},` +
      `"resource":{"type":"tool","id":"crm-@","properties":{"sensitivity":1,"zone":"internal"}},"context":{"q":"acme","limit":20}}`,
  );
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/access/v1/evaluation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: bodies[0] ?? '',
    }).catch(() => null);
    if (response?.ok === true && (await response.text()).includes('true')) break;
    if (attempt === 100) throw new Error('cerbos does not answer');
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    port,
    path: '/access/v1/evaluation',
    headers: {},
    bodies,
    expect: '"decision":true',
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
