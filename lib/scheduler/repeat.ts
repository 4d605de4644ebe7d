const PAUSE_MS = 1000;

export type Repeated = { stop(): Promise<void>; complain(error: unknown): void };

/**
 * Runs a round again a second after the last one has ended. Any number of instances may: what a round does, it
 * claims in the database first, and the schedule does the same every minute, should this one die. When a round
 * fails that is told once, not every second.
 */
export function repeat(name: string, round: (run: number) => Promise<void>): Repeated {
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let complained = '';
  let runs = 0;
  const complain = (error: unknown) => {
    const text = (error as Error).message;
    if (text !== complained) console.error(`${name}: ${text}`);
    complained = text;
  };
  const once = async () => {
    runs += 1;
    try {
      await round(runs);
      complained = '';
    } catch (error) {
      complain(error);
    }
  };
  let current = Promise.resolve();
  const again = () => {
    if (isStopping) return;
    current = once().finally(() => {
      if (!isStopping) timer = setTimeout(again, PAUSE_MS);
    });
  };
  again();
  return {
    complain,
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await current;
    },
  };
}
