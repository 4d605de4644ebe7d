import { spawnSync } from 'node:child_process';
import { chownSync, lchownSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedError } from './error';

/** Under whose name PostgreSQL runs. It refuses to be root, so root lends it another identity. */
export type Identity = { kind: 'self' } | { kind: 'user'; uid: number; gid: number } | { kind: 'namespace' };

const NOBODY = { uid: 65534, gid: 65534 };
const ROOT = { uid: 0, gid: 0 };
const NAMESPACE = ['-U', `--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`];

/**
 * Chooses the identity. Root becomes uid 65534 where that uid can reach the binaries and the data
 * folder; else the owner of the folder that the data folder lies in (a person's home, say); else it
 * stays itself outside and becomes uid 65534 inside a user namespace; else there is an error.
 * @param dataFolder our own folder; it may be handed to the other uid, its parents are left alone
 */
export function chooseIdentity(binDir: string, dataFolder: string): Identity {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const postgres = path.join(binDir, 'postgres');
  const parent = path.dirname(dataFolder);
  const reaches = (who: Owner) => mayPass(binDir, who) && mayPass(parent, who);

  const { uid, gid } = statSync(parent);
  for (const who of [NOBODY, { uid, gid }]) {
    // initdb looks its own name up, and fails for a number without one.
    if (who.uid === 0 || !reaches(who) || !runs('id', ['-un', String(who.uid)], {})) continue;
    if (runs(postgres, ['--version'], who)) return { kind: 'user', ...who };
  }
  // In there root is an owner like any other: it has lost the right to pass where it pleases.
  if (reaches(ROOT) && runs('unshare', [...NAMESPACE, postgres, '--version'], {}))
    return { kind: 'namespace' };

  throw new EmbeddedError(
    `PostgreSQL refuses to run as root, and a parent folder of ${binDir} or ${dataFolder} is closed to every ` +
      'other identity that root could lend it. Start Cordon as another user, or from another folder',
  );
}

/** The command line that runs `program` under the identity, in the same process that is spawned. */
export function commandFor(identity: Identity, program: string, args: string[]) {
  if (identity.kind === 'namespace') {
    return { file: 'unshare', args: [...NAMESPACE, program, ...args], owner: {} };
  }
  const owner = identity.kind === 'user' ? { uid: identity.uid, gid: identity.gid } : {};
  return { file: program, args, owner };
}

/** What PostgreSQL's programs inherit: nothing that could change what a cluster becomes. */
export function bareEnvironment(further: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own: Record<string, string | undefined> = { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C.UTF-8' };
  return { ...own, ...further } as NodeJS.ProcessEnv;
}

/** Gives a folder and everything below it to the identity. Does nothing when the folder is already its own. */
export function giveTo(identity: Identity, folder: string): void {
  if (process.getuid?.() !== 0) return;
  const uid = identity.kind === 'user' ? identity.uid : 0;
  const gid = identity.kind === 'user' ? identity.gid : 0;
  if (statSync(folder).uid === uid) return;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    lchownSync(path.join(entry.parentPath, entry.name), uid, gid);
  }
  // Last, so that an interrupted change is seen and repeated.
  chownSync(folder, uid, gid);
}

/** Gives only the data folder itself: PostgreSQL passes through it, what lies beside it stays ours. */
export function openPassage(identity: Identity, dataFolder: string): void {
  if (process.getuid?.() !== 0) return;
  const uid = identity.kind === 'user' ? identity.uid : 0;
  const gid = identity.kind === 'user' ? identity.gid : 0;
  const now = statSync(dataFolder);
  if (now.uid !== uid || now.gid !== gid) chownSync(dataFolder, uid, gid);
}

type Owner = { uid: number; gid: number };

/** Whether a user without special rights passes through the folder and all above it. */
function mayPass(folder: string, { uid, gid }: Owner): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const { mode, uid: owner, gid: group } = statSync(at);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

function runs(file: string, args: string[], owner: { uid?: number; gid?: number }): boolean {
  return spawnSync(file, args, { ...owner, cwd: '/', stdio: 'ignore', timeout: 10_000 }).status === 0;
}
