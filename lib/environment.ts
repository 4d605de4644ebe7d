import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { openDataFolder } from '@/lib/embedded/data-folder';
import { parseAllowance } from '@/lib/outgoing/policy';

/**
 * How Node runs the server. The live path makes many short-lived objects: in the usual young generation of
 * 16 MB they are copied again and again.
 */
export const SERVER_FLAGS: readonly string[] = [
  '--enable-source-maps',
  '--disable-proto=delete',
  '--max-semi-space-size=64',
];

const origin = z.string().transform((text, ctx) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search + url.hash === ''
  ) {
    if (url.username + url.password === '') return url.origin;
  }
  ctx.addIssue({ code: 'custom', message: 'must be an origin such as https://cordon.example.com' });
  return z.NEVER;
});

const databaseUrl = z.string().superRefine((text, ctx) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    ctx.addIssue({
      code: 'custom',
      message: 'must be a URL such as postgresql://user:password@host:5432/cordon',
    });
  } else if (url.pathname.length < 2) {
    ctx.addIssue({ code: 'custom', message: 'must name a database after the host, such as /cordon' });
  }
});

const issuer = z.string().superRefine((text, ctx) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return;
  ctx.addIssue({ code: 'custom', message: 'must be an https URL' });
});

const smtpUrl = z.string().superRefine((text, ctx) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '' && url.search + url.hash === '')
    return;
  ctx.addIssue({ code: 'custom', message: 'must be a URL such as smtp://user:password@host:587' });
});

const choice = <T extends readonly string[]>(...values: T) =>
  z.enum(values, { error: `must be ${values.map((value) => `"${value}"`).join(' or ')}` });

/** A command with its arguments, each by a name that systems refer to: `{"files": ["node", "server.js"]}`. */
const Commands = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  z.tuple([z.string().min(1)], z.string()),
);

const commands = z.string().transform((text, ctx) => {
  try {
    return Commands.parse(JSON.parse(text));
  } catch {
    const message = 'must be JSON such as {"files": ["node", "/opt/server.js", "/srv/files"]}';
    ctx.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
});

/** Everything that can be set from outside. An empty variable counts as one that is not set. */
const Variables = z
  .object({
    PORT: z
      .string()
      .default('3000')
      .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535, {
        error: 'must be a number from 1 to 65535',
      })
      .transform(Number),
    HOST: z
      .string()
      .regex(/^[A-Za-z0-9._:-]+$/, { error: 'must be a host name or an address' })
      .default('127.0.0.1'),
    CORDON_URL: origin.optional(),
    DATABASE_URL: databaseUrl.optional(),
    CORDON_DATA_DIR: z.string().default('.cordon'),
    CORDON_DEMO: choice('0', '1').optional(),
    CORDON_SCHEDULER: choice('on', 'off').default('on'),
    CORDON_SECRET: z
      .string()
      .refine((text) => Buffer.byteLength(text) >= 32, { error: 'must have at least 32 bytes' })
      .optional(),
    CORDON_SECRET_KEY: z
      .string()
      .transform((text) => text.split(',').map((key) => key.trim()))
      .refine((keys) => keys.length <= 5 && keys.every((key) => Buffer.byteLength(key) >= 32), {
        error: 'must be one key of at least 32 bytes, or up to five with commas, the one in use first',
      })
      .optional(),
    CORDON_MCP_STDIO: commands.optional(),
    CORDON_PROXY_HOPS: z.string().regex(/^\d$/, { error: 'must be a number from 0 to 9' }).optional(),
    CORDON_METRICS_TOKEN: z
      .string()
      .regex(/^[\x21-\x7e]{16,200}$/, { error: 'must have 16 to 200 letters, digits or signs' })
      .optional(),
    CORDON_OUTGOING_ALLOW: z
      .string()
      .refine((text) => parseAllowance(text) !== null, {
        error: 'must be a list such as mcp.internal:8080,10.1.0.0/16: hosts, hosts with a port, ranges',
      })
      .optional(),
    CORDON_CALLBACK_ALLOW: z
      .string()
      .refine((text) => parseAllowance(text)?.every(({ kind }) => kind === 'host') === true, {
        error:
          'must be a list of hosts, with a port where it matters: agents.example.com,runner.internal:8443',
      })
      .optional(),
    CORDON_SMTP_URL: smtpUrl.optional(),
    CORDON_MAIL_FROM: z
      .string()
      .max(320)
      .regex(/^([^<>"@\r\n]* <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, {
        error: 'must be an address such as cordon@example.com or Cordon <cordon@example.com>',
      })
      .optional(),
    OIDC_ISSUER: issuer.optional(),
    OIDC_NAME: z.string().max(100).optional(),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
  })
  .superRefine((all, ctx) => {
    if ((all.CORDON_SMTP_URL === undefined) !== (all.CORDON_MAIL_FROM === undefined)) {
      const path = all.CORDON_SMTP_URL === undefined ? 'CORDON_SMTP_URL' : 'CORDON_MAIL_FROM';
      ctx.addIssue({ code: 'custom', path: [path], message: 'must be set when the other one for mail is' });
    }
    const oidc = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
    const missing = oidc.filter((name) => all[name] === undefined);
    if (missing.length === 0 || missing.length === oidc.length) return;
    for (const name of missing) {
      ctx.addIssue({ code: 'custom', path: [name], message: 'must be set when another OIDC_… variable is' });
    }
  });

export type Environment = {
  port: number;
  host: string;
  /** The origin under which people and agents reach Cordon. */
  publicUrl: string;
  /** Null: the embedded PostgreSQL of the data folder. */
  databaseUrl: string | null;
  dataDir: string;
  /** Null: nothing was said, and an embedded database gets the demo. */
  demo: boolean | null;
  scheduler: boolean;
  /** Shared by all instances; null for a single one, which generates its own. */
  secret: string | null;
  /** For the secrets of systems, the one in use first; null: see `secret`, or a file of the data folder. */
  secretKeys: readonly string[] | null;
  oidc: { issuer: string; clientId: string; clientSecret: string } | null;
};

/** What is wrong with the environment: every problem, each by the name of its variable. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';

  constructor(readonly problems: string[]) {
    super(
      `Cordon cannot start with this environment:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
  }
}

/** Reads and checks all variables at once. Never repeats a value: some are secrets. */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = Variables.safeParse(set);
  if (!parsed.success) {
    throw new EnvironmentError(
      parsed.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`),
    );
  }
  const all = parsed.data;
  return {
    port: all.PORT,
    host: all.HOST,
    publicUrl: all.CORDON_URL ?? localOrigin(all.HOST, all.PORT),
    databaseUrl: all.DATABASE_URL ?? null,
    dataDir: path.resolve(all.CORDON_DATA_DIR),
    demo: all.CORDON_DEMO === undefined ? null : all.CORDON_DEMO === '1',
    scheduler: all.CORDON_SCHEDULER === 'on',
    secret: all.CORDON_SECRET ?? null,
    secretKeys: all.CORDON_SECRET_KEY ?? null,
    oidc:
      all.OIDC_ISSUER !== undefined &&
      all.OIDC_CLIENT_ID !== undefined &&
      all.OIDC_CLIENT_SECRET !== undefined
        ? { issuer: all.OIDC_ISSUER, clientId: all.OIDC_CLIENT_ID, clientSecret: all.OIDC_CLIENT_SECRET }
        : null,
  };
}

/** The environment of this process; ends it with code 1, naming what is wrong, when it cannot be used. */
export function environmentOrExit(): Environment {
  try {
    return parseEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function localOrigin(host: string, port: number): string {
  // An address to listen on everywhere is no address to go to.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * The commands that the operator allows to be started as MCP servers. They come from here alone: what stands
 * in the database can name one of them and no other.
 */
export function mcpCommands(env: NodeJS.ProcessEnv = process.env): z.output<typeof Commands> {
  const text = env.CORDON_MCP_STDIO ?? '';
  return text === '' ? {} : Commands.parse(JSON.parse(text));
}

/** How e-mail is sent, and from whom it comes. */
export type MailSettings = { url: string; from: string };

/** The mail server of this process; null where there is none. The variables were checked when it started. */
export function mailSettings(env: NodeJS.ProcessEnv = process.env): MailSettings | null {
  const { CORDON_SMTP_URL: url = '', CORDON_MAIL_FROM: from = '' } = env;
  return url === '' || from === '' ? null : { url, from };
}

export type Secrets = {
  /** For cookies and one-time links. */
  sessionSecret: string;
  /** From which the keys of tokens are derived, each with a salt of its own. */
  tokenSecret: string;
  /** Ed25519, for receipts and checkpoints. `kid` is its RFC 7638 thumbprint. */
  signingKey: { kid: string; privateKeyPem: string; publicJwk: { kty: 'OKP'; crv: 'Ed25519'; x: string } };
};

/**
 * The instance's secrets: derived from the shared one when there is one, so that several instances need
 * no shared disk; else generated once and kept in the data folder, readable by this user alone.
 */
export function loadSecrets(dataDir: string, shared: string | null = null): Secrets {
  if (shared !== null) {
    return {
      sessionSecret: derive(shared, 'session').toString('base64url'),
      tokenSecret: derive(shared, 'token keys').toString('base64url'),
      signingKey: describeKey(keyFromSeed(derive(shared, 'signing key'))),
    };
  }
  const pem = keepSecretFile(dataDir, 'signing-key.pem', () =>
    keyFromSeed(randomBytes(32)).export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  return {
    sessionSecret: keepSecretFile(dataDir, 'session-secret', () => randomBytes(32).toString('base64url')),
    tokenSecret: keepSecretFile(dataDir, 'token-secret', () => randomBytes(32).toString('base64url')),
    signingKey: describeKey(createPrivateKey(pem)),
  };
}

function secretFolder(dataDir: string): string {
  const folder = path.join(openDataFolder(dataDir), 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The content of a secret file; the first caller writes it, whole or not at all. */
export function keepSecretFile(dataDir: string, name: string, make: () => string): string {
  const folder = secretFolder(dataDir);
  const file = path.join(folder, name);
  if (!statSync(file, { throwIfNoEntry: false })) {
    const aside = writeAside(folder, name, make());
    try {
      linkSync(aside, file); // unlike a rename, never replaces what another process has just written
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(aside);
    }
  }
  return readSecretFile(folder, name);
}

/** The content of a secret file; null when nobody has written it. */
export function findSecretFile(dataDir: string, name: string): string | null {
  const folder = secretFolder(dataDir);
  return statSync(path.join(folder, name), { throwIfNoEntry: false }) ? readSecretFile(folder, name) : null;
}

/** Puts another content in the place of a secret file's. The caller sees to it that nobody else does so. */
export function replaceSecretFile(dataDir: string, name: string, content: string): void {
  const folder = secretFolder(dataDir);
  renameSync(writeAside(folder, name, content), path.join(folder, name));
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function writeAside(folder: string, name: string, content: string): string {
  const aside = path.join(folder, `.${name}-${randomBytes(6).toString('hex')}`);
  const handle = openSync(aside, 'wx', 0o600);
  writeSync(handle, content);
  fsyncSync(handle);
  closeSync(handle);
  return aside;
}

function readSecretFile(folder: string, name: string): string {
  const file = path.join(folder, name);
  for (const [at, most] of [
    [folder, 0o700],
    [file, 0o600],
  ] as const) {
    const { mode, uid } = statSync(at);
    // The data folder around it may belong to the user that PostgreSQL runs as; a secret never does.
    if ((process.getuid !== undefined && uid !== process.getuid()) || (mode & 0o777 & ~most) !== 0) {
      throw new Error(`${at} must belong to the user that runs Cordon, with mode 0${most.toString(8)}`);
    }
  }
  return readFileSync(file, 'utf8');
}

function derive(shared: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', shared, 'cordon', purpose, 32));
}

/** PKCS #8 of an Ed25519 key is a fixed head before its 32 bytes. */
function keyFromSeed(seed: Buffer): KeyObject {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' });
}

function describeKey(key: KeyObject): Secrets['signingKey'] {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined)
    throw new Error('the signing key is not Ed25519');
  return {
    kid: createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url'),
    privateKeyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x },
  };
}
