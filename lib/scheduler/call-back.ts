import { deliverCallbacks } from '@/lib/services/callback/deliver-due';
import type { Ctx } from '@/lib/services/context';

const PAUSE_MS = 1000;

/**
 * Delivers callbacks within a second or two of the outcome: an agent may wait for it. Any number of instances may
 * run one. When it fails it says so once, and goes on; every minute the schedule does the same beside it.
 */
export function startCallingBack(ctx: Ctx): { stop(): Promise<void> } {
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let complained = '';
  const round = async () => {
    try {
      await deliverCallbacks(ctx);
      complained = '';
    } catch (error) {
      const { message } = error as Error;
      if (message !== complained) console.error(`callbacks: ${message}`);
      complained = message;
    }
  };
  let current = Promise.resolve();
  const again = () => {
    if (isStopping) return;
    current = round().finally(() => {
      if (!isStopping) timer = setTimeout(again, PAUSE_MS);
    });
  };
  again();
  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await current;
    },
  };
}
