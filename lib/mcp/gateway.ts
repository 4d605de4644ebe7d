import { database } from '@/lib/db/runtime';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import { liveRuntime } from '@/lib/pdp/runtime';
import type { Gateway } from './scene';

/**
 * The gateway of this process: it decides with the process's own live path, and nowhere else. INVARIANT
 * (fail-closed): rejects where there is none, and then nothing is let through.
 */
export async function gateway(): Promise<Gateway> {
  const [{ evaluator, publicUrl }, { prisma }] = await Promise.all([liveRuntime(), database()]);
  return { evaluator, prisma, publicUrl, port: process.env.PORT || '3000', policy: outgoingPolicy() };
}
