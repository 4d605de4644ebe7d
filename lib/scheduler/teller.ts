import type { Ctx } from '@/lib/services/context';
import { gatherDue } from '@/lib/services/delivery/run';
import { sendClaimed } from '@/lib/services/delivery/send-due';

const PAUSE_MS = 1000;
/** So many messages are on their way at once; a receiver that is slow holds up no other one. */
const AT_ONCE = 40;
const STOP_MS = 12_000;

export type Teller = { stop(): Promise<void> };

/**
 * Tells what has happened within a second or two. Any number of instances may run one: what one has taken, no
 * other one takes. When it fails it says so and goes on; every minute the schedule does the same beside it.
 */
export function startTeller(contextOf: (run: string) => Ctx): Teller {
  const onTheirWay = new Set<Promise<unknown>>();
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let complained = '';
  let runs = 0;

  const round = async () => {
    runs += 1;
    const ctx = contextOf(String(runs));
    try {
      for (const claimed of await gatherDue(ctx, AT_ONCE - onTheirWay.size)) {
        const way = sendClaimed(ctx, claimed)
          .catch((error: unknown) => complain(error))
          .finally(() => onTheirWay.delete(way));
        onTheirWay.add(way);
      }
      complained = '';
    } catch (error) {
      complain(error);
    }
  };
  /** The same trouble is told once, not every second. */
  const complain = (error: unknown) => {
    const text = (error as Error).message;
    if (text !== complained) console.error(`notifications: ${text}`);
    complained = text;
  };

  let current = Promise.resolve();
  const again = () => {
    if (isStopping) return;
    current = round().finally(() => {
      timer = setTimeout(again, PAUSE_MS);
      if (isStopping) clearTimeout(timer);
    });
  };
  again();

  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await current;
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
