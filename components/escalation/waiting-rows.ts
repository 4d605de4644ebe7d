import type { EscalationSummary } from '@/lib/contract/escalation';

/** Calls of one kind that wait: the same agent, tool and reasons. */
export type WaitingGroup = {
  kind: 'group';
  key: string;
  /** The most urgent one stands for all. */
  first: EscalationSummary;
  members: readonly EscalationSummary[];
  isOpen: boolean;
};
type WaitingOne = { kind: 'one'; key: string; first: EscalationSummary; isMember: boolean };
export type WaitingRow = WaitingGroup | WaitingOne;

export const kindKey = ({ agent, tool, reasons }: EscalationSummary): string =>
  `${agent} ${tool} ${[...reasons].sort().join('+')}`;

/**
 * What waits, in its order, with calls of one kind gathered where the first of them stands; those of the opened
 * kind follow it.
 */
export function waitingRows(waiting: readonly EscalationSummary[], open: string | null): WaitingRow[] {
  const byKind = new Map<string, EscalationSummary[]>();
  for (const one of waiting) {
    const members = byKind.get(kindKey(one));
    if (members === undefined) byKind.set(kindKey(one), [one]);
    else members.push(one);
  }
  return [...byKind].flatMap(([key, members]): WaitingRow[] => {
    const [first] = members;
    if (first === undefined) return [];
    if (members.length === 1) return [{ kind: 'one', key: first.id, first, isMember: false }];
    const isOpen = key === open;
    const group: WaitingGroup = { kind: 'group', key, first, members, isOpen };
    return isOpen
      ? [
          group,
          ...members.map((one): WaitingRow => ({ kind: 'one', key: one.id, first: one, isMember: true })),
        ]
      : [group];
  });
}

const BULK_TIERS: readonly (string | null)[] = ['low', 'moderate'];

/**
 * How many calls of a kind one approval could let through instead of as many: those of one task, for an approval
 * belongs to it. Null where there is but one, or where the tier is one for which each is looked at.
 */
export function envelopeFor({ members }: WaitingGroup): { id: string; uses: number } | null {
  const byTask = new Map<string, EscalationSummary[]>();
  for (const one of members) {
    if (!BULK_TIERS.includes(one.tier) || one.refusal !== null || one.frozenBy !== null) continue;
    byTask.set(one.task, [...(byTask.get(one.task) ?? []), one]);
  }
  const [most] = [...byTask.values()].sort((a, b) => b.length - a.length);
  const [first] = most ?? [];
  return most === undefined || first === undefined || most.length < 2
    ? null
    : { id: first.id, uses: most.length };
}
