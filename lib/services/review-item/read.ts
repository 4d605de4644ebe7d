import type { ReviewItemView } from '@/lib/contract/review-item';
import type { Tx } from '@/lib/db/client';
import { isMoot } from '@/lib/domain/review';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { snapshotOf } from '../review-campaign/prepare';
import { databaseNow, reader } from '../transaction';
import { loadEffect } from './effect';
import { loadReviewed, type Reviewed } from './evidence';
import { subjectKey } from './load-world';
import { type ItemRow, itemInclude, loadAround, toItemView } from './view';

/** A review item. Where the access is no longer what the snapshot saw, subject and evidence are of now. */
export async function readReviewItem(ctx: Ctx, { id }: { id: string }): Promise<ReviewItemView> {
  permit(ctx, 'review-item.list');
  const db = reader(ctx);
  return viewItem(db, ctx, id, await databaseNow(db));
}

export async function loadItem(tx: Tx, id: string): Promise<ItemRow> {
  const row = await tx.reviewItem.findUnique({ where: { id }, include: itemInclude });
  if (row === null) throw notFound('review item', id);
  return row;
}

export async function viewItem(tx: Tx, ctx: Ctx, id: string, now: Date): Promise<ReviewItemView> {
  const row = await loadItem(tx, id);
  const around = await loadAround(tx, ctx, [row]);
  const effect = await loadEffect(tx, row);
  if (row.state !== 'pending' && row.state !== 'decided')
    return toItemView(row, around, { changed: null, effect });
  const present = await loadPresent(tx, row, now);
  const says = changeOf(row, present);
  if (says === null) return toItemView(row, around, { changed: null, effect });
  const fresh = present === null ? row : { ...row, ...(snapshotOf(present, row.snapshotAt) as object) };
  return toItemView(
    { ...(fresh as ItemRow), subjectRevision: present?.revision ?? row.subjectRevision },
    around,
    { changed: { says, at: now }, effect },
  );
}

/** The subject of an item as it is now; null when it is gone altogether. */
export async function loadPresent(
  tx: Tx,
  row: Pick<ItemRow, 'kind' | 'subjectId'>,
  now: Date,
): Promise<Reviewed | null> {
  const subject = { kind: row.kind, id: row.subjectId };
  return (await loadReviewed(tx, [subject], now)).get(subjectKey(subject)) ?? null;
}

/** What has changed of the access since the snapshot, in a sentence; null when nothing has. */
export function changeOf(row: ItemRow, present: Reviewed | null): string | null {
  if (present === null) return 'What was to be reviewed is not there any more';
  if (isMoot(present)) {
    return present.agentState === 'retired'
      ? 'The agent was retired: there is nothing left to decide'
      : 'The access has ended: there is nothing left to decide';
  }
  if (present.revision === row.subjectRevision) return null;
  return row.kind === 'entitlement'
    ? 'The entitlement was changed since the snapshot: this is how it is now'
    : row.kind === 'tool'
      ? 'The tool was changed since the snapshot: this is how it is now'
      : 'The agent was changed since the snapshot: this is how it is now';
}
