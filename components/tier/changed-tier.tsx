import { TriangleAlert } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { TierView } from '@/lib/contract/tier';
import type { TierDifference } from '@/lib/domain/tier-difference';
import { DifferenceList } from './difference-list';

type Props = {
  theirs: TierView;
  differences: readonly TierDifference[];
  onKeep: () => void;
  onDrop: () => void;
};

/** Somebody else has saved this tier meanwhile: what they changed, and how to go on. Nothing typed is lost. */
export function ChangedTier({ theirs, differences, onKeep, onDrop }: Props) {
  return (
    <div
      role="alert"
      className="mb-4 flex items-start gap-3 rounded-lg border border-line border-l-4 border-l-escalate-line px-3 py-2.5"
    >
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />
      <div className="min-w-0 grow">
        <p className="font-medium">
          Changed by <ActorName id={theirs.updatedBy} /> <TimeText at={theirs.updatedAt} focusable={false} />
        </p>
        {differences.length > 0 && <DifferenceList differences={differences} />}
        <p className="mt-1 text-muted">Nothing of yours was saved, and what you changed is still here.</p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="sm" variant="primary" onClick={onKeep}>
            Put mine on top of theirs
          </Button>
          <Button size="sm" onClick={onDrop}>
            Drop mine
          </Button>
        </div>
      </div>
    </div>
  );
}
