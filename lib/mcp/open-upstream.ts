import { revealSecret } from '@/lib/secret/reveal';
import { NEWEST_SESSIONED } from './era';
import { beginHttp, type HttpTarget, HttpUpstream } from './http-upstream';
import { RpcFailure } from './rpc-failure';
import type { Behind, Gateway, Scene } from './scene';
import type { Session } from './session';
import { isStdio, startStdio, stdioOf } from './stdio-pool';
import type { Upstream, UpstreamSession } from './upstream';

type Near = Pick<Gateway, 'policy' | 'prisma'>;

/** Sessions that we hold for clients of the stateless revision, by system and task. Lost ones begin anew. */
const held = new Map<string, { session: Promise<UpstreamSession>; usedAtMs: number }>();
const MOST_HELD = 1000;
const IDLE_MS = 10 * 60_000;

/**
 * The server's address with the secret that is kept for it, opened for this one use. A call may have been
 * held since the address was read: what is kept for another address is not sent to this one.
 */
async function targetOf({ policy, prisma }: Near, { id, url }: Behind): Promise<HttpTarget> {
  const secret = await revealSecret(prisma, id).catch((error: unknown) => {
    console.error(
      `the secret of system ${id} cannot be opened:`,
      error instanceof Error ? error.name : 'unknown',
    );
    throw new RpcFailure('upstream', 'the secret that is kept for the server cannot be opened');
  });
  const now = await prisma.system.findUnique({ where: { id }, select: { url: true } });
  if (now?.url !== url) throw new RpcFailure('upstream', 'the server has got another address meanwhile');
  return { url, secret, policy };
}

/** Begins a session with the server, for a client that has sessions too. */
export async function beginUpstream(
  gateway: Gateway,
  system: Behind,
  signal: AbortSignal,
): Promise<UpstreamSession> {
  if (isStdio(system.url)) return { isStateless: false, id: null, version: NEWEST_SESSIONED };
  return beginHttp(await targetOf(gateway, system), signal);
}

/** A server by itself, in a session that is nobody's; whoever opened it closes it. */
export async function openAlone(gateway: Near, system: Behind, signal: AbortSignal): Promise<Upstream> {
  if (isStdio(system.url)) return startStdio(system.url);
  const target = await targetOf(gateway, system);
  return new HttpUpstream(target, await beginHttp(target, signal));
}

/** The server behind a request, in the session that belongs to it. */
export async function openUpstream(scene: Scene, signal: AbortSignal): Promise<Upstream> {
  if (isStdio(scene.system.url)) return stdioOf(scene.system.url, scene.who.taskId);
  const target = await targetOf(scene, scene.system);
  return new HttpUpstream(target, scene.session?.upstream ?? (await heldSession(scene, target, signal)));
}

function heldSession(scene: Scene, target: HttpTarget, signal: AbortSignal): Promise<UpstreamSession> {
  const now = performance.now();
  for (const [name, { usedAtMs }] of held) if (now - usedAtMs > IDLE_MS) held.delete(name);
  const name = heldName(scene);
  const known = held.get(name);
  if (known !== undefined) {
    known.usedAtMs = now;
    return known.session;
  }
  if (held.size >= MOST_HELD) held.clear();
  const session = beginHttp(target, signal);
  held.set(name, { session, usedAtMs: now });
  session.catch(() => held.delete(name));
  return session;
}

/** Another address is another server. */
const heldName = ({ system, who }: Scene): string => JSON.stringify([system.id, system.url, who.taskId]);

/** Ends a session that a client has ended, with the server too. */
export async function endUpstream(
  gateway: Gateway & { system: Behind },
  { upstream }: Session,
): Promise<void> {
  if (isStdio(gateway.system.url)) return;
  await new HttpUpstream(await targetOf(gateway, gateway.system), upstream).close();
}

/** After the server has told that it does not know the session any more. */
export const forgetSession = (scene: Scene): void => {
  held.delete(heldName(scene));
};
