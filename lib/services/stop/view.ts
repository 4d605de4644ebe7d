import type { StopView } from '@/lib/contract/stop';
import type { StopModel } from '@/lib/db/generated/models';
import { confirmableUntil, type ReleaseRequest, stopStateAt } from '@/lib/domain/stop';

/** A row as the rules of releasing look at it. */
export const releasableOf = (row: StopModel) => ({
  kind: row.kind,
  releasedAt: row.releasedAt,
  request: requestOf(row),
});

function requestOf(row: StopModel): ReleaseRequest | null {
  const { releaseRequestedPerson: personId, releaseRequestedGivenTo: givenTo, releaseRequestedAt: at } = row;
  return personId === null || at === null ? null : { personId, givenTo, at };
}

export function toStopView(row: StopModel, now: Date): StopView {
  const state = stopStateAt(releasableOf(row), now);
  const request = requestOf(row);
  return {
    id: row.id,
    target: { kind: row.kind, id: row.targetId },
    reason: row.reason,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    releasedBy: row.releasedBy,
    releasedAt: row.releasedAt,
    releaseReason: row.releaseReason,
    state,
    // Kept with a released stop: who asked belongs to who released.
    releaseRequest:
      request === null || state === 'in_force'
        ? null
        : {
            by: row.releaseRequestedBy ?? request.personId,
            person: request.personId,
            at: request.at,
            reason: row.releaseRequestReason ?? '',
            confirmableUntil: confirmableUntil(request),
          },
    releasedAlone: row.releasedAlone,
    revision: row.revision,
  };
}
