import type { NewLabels } from '@/lib/contract/label';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { containsLabels, type Labels } from '@/lib/domain/labels';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { refused } from '../errors';
import { labelColumns } from './columns';

const inOrder = (list: readonly string[]): string[] => [...new Set(list)].sort();

/** The labels that a person asks for: what they do not name stays. */
export const withNewLabels = (before: Labels, wanted: NewLabels): Labels => ({
  sensitivity: wanted.sensitivity ?? before.sensitivity,
  untrusted: wanted.untrusted ?? before.untrusted,
  systems: wanted.systems === undefined ? before.systems : inOrder(wanted.systems),
  agents: wanted.agents === undefined ? before.agents : inOrder(wanted.agents),
});

/**
 * Takes down that a person sets labels, with their name and reason, before the labels are changed: the database
 * refuses to lower any for which this row is not there.
 * INVARIANT (labels-only-grow): only a person lowers them. A key that was made for nobody is none.
 */
export async function noteRelabel(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  target: { kind: 'task' | 'context'; id: string },
  { before, after, reason }: { before: Labels; after: Labels; reason: string },
): Promise<void> {
  const { actor } = ctx;
  if (!containsLabels(after, before) && actor.kind !== 'user' && actor.userId === null) {
    throw refused(refuse('person_required', 'only a person lowers labels: this key was made for nobody'));
  }
  await tx.labelChange.create({
    data: {
      id: freshId('lbl', now),
      at: now,
      targetKind: target.kind,
      targetId: target.id,
      cause: 'relabel',
      actorId: actor.userId ?? actor.id,
      actorName: actor.name,
      reason,
      before: labelColumns(before),
      after: labelColumns(after),
    },
  });
  await writeAudit(tx, ctx, now, {
    event: `${target.kind}.relabelled`,
    subject: target,
    details: { before: labelColumns(before), after: labelColumns(after), reason },
  });
}
