/**
 * Checks what clients saw against what may be. One box, one monotonic clock (`performance.now` of the one
 * process that runs all clients). What is asked for by one key is a register that goes from live to dead.
 */
export type Ask = {
  op: 'ask';
  /** Which register: one grant, one task, one agent… */
  key: string;
  instance: string;
  calledAt: number;
  returnedAt: number;
  isAllow: boolean;
  decisionId: string | null;
  /** What the client believes was asked, told by the digest of its record. */
  digest: string | null;
};
export type TakeAway = {
  op: 'take-away';
  key: string;
  calledAt: number;
  returnedAt: number;
  /** Whether it was acknowledged. One that timed out may or may not have happened. */
  isAcknowledged: boolean;
};
export type Event = Ask | TakeAway;

export type Violation = { rule: 'R1' | 'R2' | 'R5' | 'R6'; key: string; what: string };

/** A recorded decision, as far as the checker asks for it. */
export type RecordedDecision = { id: string; digest: string; isAllow: boolean };

/**
 * R1: what starts after an acknowledged taking-away must not be allowed.
 * R2: once somebody was refused, whoever starts later is refused too.
 * R5: each allow stands in the record, under its id and with its digest.
 * R6: no key is allowed more often than `uses` says.
 * Whatever overlaps a taking-away may go either way.
 */
export function violations(
  history: readonly Event[],
  recorded: readonly RecordedDecision[] | null,
  uses: ReadonlyMap<string, number> = new Map(),
): Violation[] {
  const byId = recorded === null ? null : new Map(recorded.map((row) => [row.id, row]));
  const found: Violation[] = [];
  for (const [key, events] of groupByKey(history)) {
    const asks = events.filter((event): event is Ask => event.op === 'ask');
    const deaths = events.filter((event): event is TakeAway => event.op === 'take-away');
    const deadAt = Math.min(
      ...deaths.filter(({ isAcknowledged }) => isAcknowledged).map(({ returnedAt }) => returnedAt),
      Number.POSITIVE_INFINITY,
    );
    const firstTaken = Math.min(...deaths.map(({ calledAt }) => calledAt), Number.POSITIVE_INFINITY);
    // A refusal from before anything was taken away has other reasons.
    const seenDeadAt = Math.min(
      ...asks.filter((one) => !one.isAllow && one.returnedAt > firstTaken).map((one) => one.returnedAt),
      Number.POSITIVE_INFINITY,
    );
    for (const one of asks.filter(({ isAllow }) => isAllow)) {
      if (one.calledAt > deadAt) {
        const lateMs = (one.calledAt - deadAt).toFixed(2);
        found.push({ rule: 'R1', key, what: `${one.instance} allowed ${lateMs} ms after it was taken away` });
      } else if (one.calledAt > seenDeadAt) {
        found.push({ rule: 'R2', key, what: `${one.instance} allowed after another was refused` });
      }
      if (byId === null) continue;
      const row = one.decisionId === null ? undefined : byId.get(one.decisionId);
      if (row === undefined) found.push({ rule: 'R5', key, what: `${one.decisionId} is not recorded` });
      else if (!row.isAllow || (one.digest !== null && row.digest !== one.digest)) {
        found.push({ rule: 'R5', key, what: `${one.decisionId} is recorded otherwise` });
      }
    }
    const most = uses.get(key);
    const allowed = asks.filter(({ isAllow }) => isAllow).length;
    if (most !== undefined && allowed > most) {
      found.push({ rule: 'R6', key, what: `allowed ${allowed} times of ${most}` });
    }
  }
  return found;
}

function groupByKey(history: readonly Event[]): Map<string, Event[]> {
  const byKey = new Map<string, Event[]>();
  for (const event of history) {
    const list = byKey.get(event.key);
    if (list === undefined) byKey.set(event.key, [event]);
    else list.push(event);
  }
  return byKey;
}
