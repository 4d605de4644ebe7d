import { setTimeout as sleep } from 'node:timers/promises';
import type { Prisma } from '@/lib/db/client';

const LOOK_EVERY_MS = 250;
/** Of one process. Who comes when so many wait is told the state as it is, and comes again. */
export const MOST_WAITERS = 500;
/** Of one caller, so that nobody takes all places. */
export const MOST_WAITERS_EACH = 25;

type Waiter = { prisma: Prisma; id: string; caller: string; tell: () => void };

const waiters = new Set<Waiter>();
const looking = new Set<Prisma>();

/**
 * Holds a poll until its request is no longer pending, the time is up, or the caller has gone. Answers whether
 * there was a place to wait in. One query looks for all who wait in this process, so that a thousand pollers
 * cost what one costs; nothing but the database’s rows is believed, whichever instance changed them.
 */
export async function waitForOutcome(
  prisma: Prisma,
  { id, caller, seconds, signal }: { id: string; caller: string; seconds: number; signal: AbortSignal },
): Promise<boolean> {
  const own = [...waiters].filter((one) => one.caller === caller).length;
  if (waiters.size >= MOST_WAITERS || own >= MOST_WAITERS_EACH) return false;
  if (signal.aborted) return true;
  await new Promise<void>((resolve) => {
    const clock = setTimeout(() => waiter.tell(), seconds * 1000);
    const waiter: Waiter = {
      prisma,
      id,
      caller,
      tell: () => {
        clearTimeout(clock);
        signal.removeEventListener('abort', waiter.tell);
        waiters.delete(waiter);
        resolve();
      },
    };
    signal.addEventListener('abort', waiter.tell, { once: true });
    waiters.add(waiter);
    void look(prisma);
  });
  return true;
}

/** How many wait now. */
export const waiting = (): number => waiters.size;

/** Looks for as long as anybody waits. A look that fails is made again: whoever waits has a clock of their own. */
async function look(prisma: Prisma): Promise<void> {
  if (looking.has(prisma)) return;
  looking.add(prisma);
  for (let here = waitersOf(prisma); here.length > 0; here = waitersOf(prisma)) {
    const ended = await findEnded(prisma, [...new Set(here.map(({ id }) => id))]).catch((): string[] => []);
    for (const waiter of here) if (ended.includes(waiter.id)) waiter.tell();
    await sleep(LOOK_EVERY_MS);
  }
  looking.delete(prisma);
}

const waitersOf = (prisma: Prisma): Waiter[] => [...waiters].filter((one) => one.prisma === prisma);

async function findEnded(prisma: Prisma, ids: readonly string[]): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM escalations
     WHERE id = ANY (${[...ids]}::text[]) AND (state <> 'pending' OR expires_at <= clock_timestamp())`;
  return rows.map(({ id }) => id);
}
