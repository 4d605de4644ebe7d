import type { Ctx } from '@/lib/services/context';
import { gatherDue } from '@/lib/services/delivery/run';
import { sendClaimed } from '@/lib/services/delivery/send-due';
import { repeat } from './repeat';

/** So many messages are on their way at once; a receiver that is slow holds up no other one. */
const AT_ONCE = 40;
const STOP_MS = 12_000;

export type Teller = { stop(): Promise<void> };

/** Tells what has happened within a second or two. What one instance has taken, no other one takes. */
export function startTeller(contextOf: (run: string) => Ctx): Teller {
  const onTheirWay = new Set<Promise<unknown>>();
  const rounds = repeat('notifications', async (run) => {
    const ctx = contextOf(String(run));
    for (const claimed of await gatherDue(ctx, AT_ONCE - onTheirWay.size)) {
      const way = sendClaimed(ctx, claimed)
        .catch((error: unknown) => rounds.complain(error))
        .finally(() => onTheirWay.delete(way));
      onTheirWay.add(way);
    }
  });
  return {
    stop: async () => {
      await rounds.stop();
      let late: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.all(onTheirWay),
        new Promise((resolve) => {
          late = setTimeout(resolve, STOP_MS);
        }),
      ]);
      clearTimeout(late);
    },
  };
}
