import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import {
  type Environment,
  findSecretFile,
  keepSecretFile,
  parseEnvironment,
  replaceSecretFile,
} from '@/lib/environment';

/** A key that seals the keys of secrets. It is never in the database; its id is. */
export type SecretKey = { id: string; bytes: Buffer };

export type Keyring = {
  /** The key that seals from now on. */
  current(): SecretKey;
  find(id: string): SecretKey | null;
  /** Begins a new key and keeps the ones before; the environment's keys are the operator's to change. */
  renew(): SecretKey;
  /** Drops keys of the data folder for good, never the one in use. Answers which were dropped. */
  forget(isUsed: (id: string) => boolean): string[];
  /** All keys at hand, the one in use first. */
  ids(): string[];
};

const FILE = 'secret-keys';

/**
 * The keys of an environment: those of `CORDON_SECRET_KEY`, then one that follows from `CORDON_SECRET`,
 * then those of the data folder, which makes its first when there is no other. The file is read again
 * for every new secret and for every unknown key: a command may have renewed it meanwhile.
 */
export function openKeyring({
  dataDir,
  secret,
  secretKeys,
}: Pick<Environment, 'dataDir' | 'secret' | 'secretKeys'>): Keyring {
  const given = [...(secretKeys ?? []), ...(secret === null ? [] : [secret])].map(keyOf);
  let known: readonly SecretKey[] = given;

  const inFolder = (): string[] => (findSecretFile(dataDir, FILE) ?? '').split('\n').filter(Boolean);
  const read = (): readonly SecretKey[] => {
    if (given.length === 0) keepSecretFile(dataDir, FILE, newKeyText);
    known = [...given, ...inFolder().map(keyOf)];
    return known;
  };
  const current = (): SecretKey => {
    const [first] = read();
    if (first === undefined) throw new Error('there is no key to seal secrets with');
    return first;
  };
  return {
    current,
    find: (id) => known.find((key) => key.id === id) ?? read().find((key) => key.id === id) ?? null,
    renew: () => {
      if (given.length === 0) write([newKeyText(), ...inFolder()]);
      return current();
    },
    forget: (isUsed) => {
      const inUse = current().id;
      const keep = (text: string) => keyOf(text).id === inUse || isUsed(keyOf(text).id);
      const all = inFolder();
      const dropped = all.filter((text) => !keep(text));
      if (dropped.length > 0) write(all.filter(keep));
      return dropped.map((text) => keyOf(text).id);
    },
    ids: () => read().map(({ id }) => id),
  };

  function write(texts: readonly string[]): void {
    replaceSecretFile(dataDir, FILE, `${texts.join('\n')}\n`);
  }
}

const newKeyText = (): string => randomBytes(32).toString('base64url');

function keyOf(text: string): SecretKey {
  const bytes = Buffer.from(hkdfSync('sha256', text, 'cordon', 'secret key', 32));
  const id = createHash('sha256').update('cordon secret key id').update(bytes).digest('hex').slice(0, 16);
  return { id: `kek_${id}`, bytes };
}

let ofProcess: Keyring | undefined;

/** The keys of the process's own environment. */
export function processKeyring(): Keyring {
  ofProcess ??= openKeyring(parseEnvironment(process.env));
  return ofProcess;
}

/** Makes `processKeyring` answer this one: for tests and commands. */
export function provideKeyring(keyring: Keyring): void {
  ofProcess = keyring;
}
