import type { Database } from '@/lib/db/client';
import { isOpenTo } from '@/lib/domain/shared-context';
import { metaOf } from './era';
import { isObject, isPlainText, type RpcRequest } from './message';
import { RpcFailure } from './rpc-failure';

/** By which member of `_meta` an agent says which shared contexts a call draws from and feeds; it goes no further. */
const NAME = 'cordon/contexts';
const MEMBERS = ['reads', 'writes'];
const MOST = 50;

export type SharedContexts = { reads: readonly string[]; writes: readonly string[] };
const NONE: SharedContexts = { reads: [], writes: [] };

/**
 * The shared contexts of a request. INVARIANT (labels-only-grow): what is read is decided on, and what is to be
 * written to must be there before the call is made, so that no result misses its labels.
 */
export async function sharedContextsOf(
  { prisma }: { prisma: Database['prisma'] },
  request: RpcRequest,
  agentId: string,
): Promise<SharedContexts> {
  const said = metaOf(request)[NAME];
  if (said === undefined) return NONE;
  if (!isObject(said) || Object.keys(said).some((name) => !MEMBERS.includes(name))) {
    throw new RpcFailure('params', `${NAME} must be an object with reads and writes`);
  }
  const [reads, writes] = MEMBERS.map((member) => listOf(said[member] ?? [], member)) as [string[], string[]];
  const known = await prisma.context.findMany({
    where: { id: { in: writes } },
    select: { id: true, openTo: true },
  });
  const open = known.filter(({ openTo }) => isOpenTo(openTo, agentId));
  const missing = writes.find((id) => open.every((one) => one.id !== id));
  if (missing !== undefined) {
    throw new RpcFailure('params', `${NAME}: there is no context ${JSON.stringify(missing)}`);
  }
  return { reads, writes };
}

function listOf(value: unknown, member: string): string[] {
  if (!Array.isArray(value) || value.length > MOST || !value.every(isPlainText)) {
    throw new RpcFailure('params', `${NAME}.${member} must be a list of at most ${MOST} ids`);
  }
  return [...new Set(value as string[])].sort();
}
