import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parseEnvironment } from '@/lib/environment';
import { Meter } from '@/lib/pdp/meter';
import { meterText } from '@/lib/pdp/meter-text';
import { renderTemplate } from './support/helm-template';

// Neither a container engine nor Helm nor Prometheus is needed here: what they would read is read, and held against
// what the server understands. tests/http/image.test.ts runs the folder that the image holds.

const read = (name: string) => readFileSync(name, 'utf8');
const CHART = 'deploy/helm/cordon';

/** Documents of YAML, by Python's parser. Null where it is not there. */
// biome-ignore lint/suspicious/noExplicitAny: whatever stands in them.
function yaml(text: string): any[] | null {
  const program =
    'import json, sys, yaml; print(json.dumps([d for d in yaml.safe_load_all(sys.stdin) if d]))';
  const { status, stdout } = spawnSync('python3', ['-c', program], { input: text, encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : null;
}
const hasYaml = yaml('a: 1') !== null;

test('the image: nobody runs it, a health check looks at it, and it holds what the tested folder holds', () => {
  const [, build = '', last = ''] = read('Dockerfile').split(/^FROM /m);
  expect(build).toContain('npm ci');
  expect(build).toMatch(/npm run build && npm run image -- \/image/);
  expect([...last.matchAll(/^(COPY|ADD) .*$/gm)].map(([line]) => line)).toEqual([
    'COPY --from=build /image /app',
  ]);
  expect(last).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  expect(last).toMatch(/^HEALTHCHECK /m);
  expect(last).not.toMatch(/SECRET|PASSWORD|KEY=/);
  const settings = Object.fromEntries(
    [...(/^ENV (.*)$/m.exec(last)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, a, b]) => [a, b]),
  );
  expect(parseEnvironment(settings)).toMatchObject({
    host: '0.0.0.0',
    port: 3000,
    dataDir: '/data',
    demo: false,
  });
  for (const name of ['.git', 'node_modules', '.cordon', '.env*'])
    expect(read('.dockerignore').split('\n')).toContain(name);
});

test.runIf(hasYaml)('compose: read-only, without rights, and with nothing that it guesses', () => {
  const [{ services }] = yaml(read('compose.yaml')) ?? [];
  expect(services.cordon).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true });
  expect(services.cordon.security_opt).toEqual(['no-new-privileges:true']);
  expect(services.cordon.ports).toEqual(['127.0.0.1:3000:3000']);
  expect(services.postgres.image).toMatch(/^postgres:18/);
  expect(services.postgres.environment.POSTGRES_INITDB_ARGS).toContain('--data-checksums');
  expect(services.postgres.ports).toBeUndefined();
  const filled = Object.fromEntries(
    Object.entries(services.cordon.environment as Record<string, string>).map(([name, text]) => [
      name,
      text.replace(
        /\$\{(\w+)(:\?[^}]*|:-([^}]*))?\}/g,
        (_, variable, __, otherwise) => otherwise ?? `${variable}-${'x'.repeat(32)}`,
      ),
    ]),
  );
  expect(parseEnvironment(filled).databaseUrl).toContain('@postgres:5432/cordon');
  expect(read('compose.yaml')).toMatch(/POSTGRES_PASSWORD:\?/);
});

test.runIf(hasYaml)(
  'the chart: what it renders is what a restricted cluster takes, whatever is switched on',
  () => {
    const [values] = yaml(read(`${CHART}/values.yaml`)) ?? [];
    const isValid = new Ajv({ strict: false }).compile(JSON.parse(read(`${CHART}/values.schema.json`)));
    expect(isValid(values), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid({ ...values, url: 'https://x.example/path' })).toBe(false);
    expect(isValid({ ...values, replcas: 1 })).toBe(false);

    const render = (changed: object) => {
      const scope = { Values: { ...values, ...changed }, Release: { Name: 'here' } };
      const texts = readdirSync(`${CHART}/templates`).map((name) =>
        renderTemplate(read(`${CHART}/templates/${name}`), scope),
      );
      const documents = yaml(texts.join('\n---\n'));
      if (documents === null) throw new Error(`no YAML:\n${texts.join('\n---\n')}`);
      return documents;
    };
    const plain = render({});
    expect(plain.map(({ kind }) => kind).sort()).toEqual([
      'Deployment',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
    ]);
    const all = render({
      ingress: { ...values.ingress, enabled: true },
      dataClaim: 'kept',
      env: { CORDON_SCHEDULER: 'off' },
    });
    expect(all.map(({ kind }) => kind)).toContain('Ingress');
    for (const documents of [plain, all]) {
      const { spec } = documents.find(({ kind }) => kind === 'Deployment');
      const pod = spec.template.spec;
      const [container] = pod.containers;
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.readinessProbe.httpGet.path).toBe('/readyz');
      expect(container.livenessProbe.httpGet.path).toBe('/healthz');
      expect(container.resources.limits.memory).toBe('1Gi');
      expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
      const names = documents.map(({ metadata }) => metadata.name);
      expect(new Set(names)).toEqual(new Set(['here']));
      expect(spec.selector.matchLabels).toEqual(
        documents.find(({ kind }) => kind === 'Service').spec.selector,
      );
      const environment = Object.fromEntries(
        container.env.map((one: { name: string; value: string }) => [one.name, one.value]),
      );
      parseEnvironment({
        ...environment,
        DATABASE_URL: 'postgresql://a:b@c/d',
        CORDON_SECRET: 'x'.repeat(32),
      });
    }
    const deployment = all.find(({ kind }) => kind === 'Deployment');
    expect(deployment.spec.template.spec.volumes[0]).toEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'kept' },
    });
    expect(deployment.spec.template.spec.containers[0].env.at(-1)).toEqual({
      name: 'CORDON_SCHEDULER',
      value: 'off',
    });
  },
);

const systemd = spawnSync('systemd-analyze', ['--version']).status === 0;
test.runIf(systemd)('the systemd unit is understood, and leaves little exposed', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-unit-'));
  try {
    // The paths that it names are those of a machine on which it is installed.
    const unit = path.join(folder, 'cordon.service');
    writeFileSync(
      unit,
      read('deploy/cordon.service')
        .replace('/usr/bin/node', process.execPath)
        .replaceAll('/opt/cordon', folder),
    );
    const told = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    expect(told.stderr.split('\n').filter((line) => line.includes('cordon.service'))).toEqual([]);
    const out = execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', unit], {
      encoding: 'utf8',
    });
    expect(out).toMatch(/Overall exposure level/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('every figure that a panel or an alarm asks for is told', () => {
  const told = new Set(['cordon_ready']);
  const meter = meterText({ meter: new Meter(), waiting: 0 });
  for (const text of [meter, read('lib/services/clockwork/metrics.ts')]) {
    for (const [name] of text.matchAll(/\bcordon_\w+/g)) told.add(name);
  }
  const dashboard = JSON.parse(read('deploy/grafana/cordon.json'));
  const asked: string[] = dashboard.panels.flatMap((panel: { targets: { expr: string }[] }) =>
    panel.targets.map(({ expr }) => expr),
  );
  expect(asked.length).toBeGreaterThan(12);
  const places = new Set(
    dashboard.panels.map(({ gridPos: { x, y } }: { gridPos: { x: number; y: number } }) => `${x} ${y}`),
  );
  expect(places.size).toBe(dashboard.panels.length);
  const alarms = read('deploy/alarms.yaml');
  asked.push(...[...alarms.matchAll(/^ +expr: (.*)$/gm)].map(([, expr = '']) => expr));
  for (const expr of asked)
    for (const [name] of expr.matchAll(/\bcordon_\w+/g)) expect([...told], expr).toContain(name);
  if (hasYaml) expect(yaml(alarms)?.[0].groups[0].rules.length).toBeGreaterThanOrEqual(8);
});
