import type { Approved, Approvers } from './approvals';

/** What one run at a fixed rate has measured. */
export type AtRate = { perSecond: number; p50Ms: number; p99Ms: number };

type Pair = { rate: number; alone: AtRate; beside: AtRate; approved: Approved };

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * Decisions at fixed rates, without people who approve beside them and with them, in turn: whoever asks at a rate
 * does not ask less because an answer takes longer, so what approvals cost the agents shows in their waiting alone.
 */
export async function measureFixedRates(
  people: Approvers,
  {
    rates,
    approvals,
    rounds,
    seconds,
  }: { rates: number[]; approvals: number; rounds: number; seconds: number },
  run: (rate: number) => Promise<AtRate>,
): Promise<void> {
  const pairs: Pair[] = [];
  const beside = async (rate: number): Promise<{ beside: AtRate; approved: Approved }> => {
    const approving = people.start(approvals);
    const measured = await run(rate);
    return { beside: measured, approved: await approving.stop() };
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const rate of rates) {
      // Whichever comes first, the other comes first in the next round.
      const first = round % 2 === 0 ? await run(rate) : null;
      const both = await beside(rate);
      pairs.push({ rate, alone: first ?? (await run(rate)), ...both });
    }
  }
  console.log(
    `\nDecisions at a fixed rate, without and with ${approvals} approvals a second beside them, medians:`,
  );
  console.log(
    'asked/s  alone: /s   p50 ms   p99 ms   beside: /s   p50 ms   p99 ms   approvals/s   p50 ms   p99 ms   ms of CPU',
  );
  for (const rate of rates) {
    const same = pairs.filter((one) => one.rate === rate);
    const of = (pick: (one: Pair) => number): number => median(same.map(pick));
    const cells = [
      String(rate).padStart(7),
      of((one) => one.alone.perSecond)
        .toFixed(0)
        .padStart(10),
      of((one) => one.alone.p50Ms)
        .toFixed(2)
        .padStart(8),
      of((one) => one.alone.p99Ms)
        .toFixed(1)
        .padStart(8),
      of((one) => one.beside.perSecond)
        .toFixed(0)
        .padStart(12),
      of((one) => one.beside.p50Ms)
        .toFixed(2)
        .padStart(8),
      of((one) => one.beside.p99Ms)
        .toFixed(1)
        .padStart(8),
      of((one) => one.approved.approved / seconds)
        .toFixed(1)
        .padStart(13),
      of((one) => one.approved.p50Ms)
        .toFixed(1)
        .padStart(8),
      of((one) => one.approved.p99Ms)
        .toFixed(1)
        .padStart(8),
      of((one) => one.approved.cpuMs)
        .toFixed(1)
        .padStart(11),
    ];
    console.log(cells.join(' '));
  }
}
