import type { ActionClass } from './action-class';
import type { Sensitivity } from './sensitivity';
import type { Zone } from './system';

/**
 * What one tool weighs in a blast radius: class × data × zone, and twice that when a change cannot be undone.
 * Whole numbers, so that a sum is exact and the same in any order; none is below 1, so that whatever is added
 * to a reach never lowers it. They are a convention: they order agents and changes, they predict no loss.
 */
export const BLAST_WEIGHTS = {
  actionClass: { read: 1, write: 3, send: 4, execute: 5, delete: 6, admin: 8 },
  sensitivity: { public: 1, internal: 2, confidential: 5, restricted: 10 },
  zone: { internal: 1, partner: 2, external: 3 },
  irreversible: 2,
} as const satisfies {
  actionClass: Record<ActionClass, number>;
  sensitivity: Record<Sensitivity, number>;
  zone: Record<Zone, number>;
  irreversible: number;
};

/** How something comes to be in reach: by an entitlement, set in motion behind a tool, or by a system's secret. */
export const REACHED_BY = ['entitled', 'motion', 'secret'] as const;
export type ReachedBy = (typeof REACHED_BY)[number];

export type Weighed = {
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  zone: Zone;
  isIrreversible: boolean;
};

/** Reading changes nothing, so there is nothing to undo. */
export const weighed = (
  tool: { actionClass: ActionClass; sensitivity: Sensitivity; reversible: boolean },
  zone: Zone,
): Weighed => ({
  actionClass: tool.actionClass,
  sensitivity: tool.sensitivity,
  zone,
  isIrreversible: !tool.reversible && tool.actionClass !== 'read',
});

export const weightOf = ({ actionClass, sensitivity, zone, isIrreversible }: Weighed): number =>
  BLAST_WEIGHTS.actionClass[actionClass] *
  BLAST_WEIGHTS.sensitivity[sensitivity] *
  BLAST_WEIGHTS.zone[zone] *
  (isIrreversible ? BLAST_WEIGHTS.irreversible : 1);

/** Operations that weigh the same, and what they come to together. */
export type BlastPart = Weighed & { by: ReachedBy; weight: number; count: number; sum: number };
/** The number, and how it comes about. */
export type BlastNumber = { total: number; parts: BlastPart[] };

/** Sums up what is reached; the heaviest parts come first. The order in which things were reached is not seen. */
export function blastNumber(
  reached: Iterable<{ by: ReachedBy; weighed: Weighed; count: number }>,
): BlastNumber {
  const parts = new Map<string, BlastPart>();
  let total = 0;
  for (const { by, weighed: of, count } of reached) {
    if (count === 0) continue;
    const key = `${by} ${of.actionClass} ${of.sensitivity} ${of.zone} ${of.isIrreversible}`;
    const weight = weightOf(of);
    const part = parts.get(key) ?? { ...of, by, weight, count: 0, sum: 0 };
    part.count += count;
    part.sum += weight * count;
    total += weight * count;
    parts.set(key, part);
  }
  const ordered = [...parts.entries()].sort(([a, x], [b, y]) => y.sum - x.sum || (a < b ? -1 : 1));
  return { total, parts: ordered.map(([, part]) => part) };
}
