import { Prisma } from '@/lib/db/generated/client';
import { type Ctx, systemActor } from '@/lib/services/context';
import { adoptTools } from '@/lib/services/tool/adopt';
import { METHOD_TOOLS } from './method';
import { readTools } from './read-tools';
import type { Behind, Gateway } from './scene';

/** How often a server that is used is asked what it says of its tools now. */
const EVERY_MS = 10 * 60_000;
/** However often a server says that they have changed. */
const AT_MOST_EVERY_MS = 5000;
const MOST = 1000;

/** When each server was looked at last, by this process. */
const lookedAtMs = new Map<string, number>();

/**
 * Looks whether a server still says of its tools what was pinned, beside the call that gave the occasion. A
 * tool of which it says something else is unreviewed from the next decision on, without anybody having
 * asked; what is new is left to people. Failures are the server's affair, and change nothing.
 */
export function watchTools(gateway: Gateway, system: Behind, isTold = false): void {
  const name = JSON.stringify([system.id, system.url]);
  const now = performance.now();
  const pause = isTold ? AT_MOST_EVERY_MS : EVERY_MS;
  if (now - (lookedAtMs.get(name) ?? Number.NEGATIVE_INFINITY) < pause) return;
  if (lookedAtMs.size >= MOST) lookedAtMs.clear();
  lookedAtMs.set(name, now);
  look(gateway, system).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : 'unknown';
    console.error(`the tools of system ${system.id} could not be looked at: ${why}`);
  });
}

async function look(gateway: Gateway, system: Behind): Promise<void> {
  const { prisma, publicUrl } = gateway;
  const pinned = await prisma.tool.findMany({
    where: { systemId: system.id, NOT: { definition: { equals: Prisma.DbNull } } },
    select: { name: true },
  });
  if (pinned.length === 0) return;
  const names = new Set(pinned.map(({ name }) => name));
  const list = await readTools(gateway, system);
  const known = list.filter(({ name }) => typeof name === 'string' && names.has(name));
  const ctx: Ctx = {
    actor: systemActor('mcp-gateway'),
    prisma,
    requestId: `req_${crypto.randomUUID()}`,
    ifMatch: null,
    publicUrl,
  };
  const input = { id: system.id, preview: true };
  const { tools } = await adoptTools(ctx, input, known, METHOD_TOOLS);
  // What nobody needs to know of leaves no trace.
  if (tools.some(({ change }) => change === 'changed')) {
    await adoptTools(ctx, { ...input, preview: false }, known, METHOD_TOOLS);
  }
}
