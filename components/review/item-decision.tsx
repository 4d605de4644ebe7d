'use client';

import { ScopeText } from '@/components/grant/scope-text';
import { Link } from '@/components/ui/link';
import { TimeText } from '@/components/ui/time-text';
import { PersonText } from '@/components/user/person-text';
import type { ReviewItemView } from '@/lib/contract/review-item';
import { paths } from '@/lib/paths';
import { seenText } from './review-words';
import { VerbChip } from './verb-chip';

const HAND_OVER_WORDS = {
  waiting: 'has not answered yet',
  accepted: 'has accepted',
  declined: 'has declined',
  withdrawn: 'was not asked any more',
} as const;

/** What was said of an item, by whom, having seen it for how long, and what came of it. */
export function ItemDecision({ item }: { item: ReviewItemView }) {
  const { decision, effect, state } = item;
  if (decision === null) return null;
  return (
    <div className="mt-3 flex flex-col gap-1 border-line border-t pt-2.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <VerbChip verb={decision.verb} isSaid />
        <span>
          {decision.bySilence ? 'by silence' : `by ${decision.by?.name ?? 'somebody who is gone'}`}{' '}
          <TimeText at={decision.at} show="short" />
        </span>
        {decision.seenMs !== null && (
          <span className="text-muted">evidence seen for {seenText(decision.seenMs)}</span>
        )}
        {decision.isBulk && <span className="text-muted">in bulk</span>}
        {state === 'decided' && (
          <span className="text-muted">staged: it takes effect with your sign-off</span>
        )}
      </p>
      {decision.comment !== null && <p className="[overflow-wrap:anywhere]">“{decision.comment}”</p>}
      {item.decidedOwner !== null && decision.verb === 'hand_over' && (
        <p>
          To <PersonText person={item.decidedOwner} />
        </p>
      )}
      {item.decidedScope !== null && <ScopeText scope={item.decidedScope} />}
      {effect !== null && (
        <p>
          <span className="font-medium">{effect.what}</span> <TimeText at={effect.at} show="short" />
          {effect.revokedGrants > 0 && `; ${effect.revokedGrants} live grants ended`}
          {effect.narrowedGrants > 0 && `; ${effect.narrowedGrants} live grants narrowed`}
          {effect.handOver !== null && (
            <>
              ; <PersonText person={effect.handOver.to} /> {HAND_OVER_WORDS[effect.handOver.state]}
            </>
          )}
          {effect.nextDenial !== null && (
            <>
              ; next call{' '}
              <Link href={paths.decision(effect.nextDenial.decision)} className="text-accent hover:underline">
                denied <TimeText at={effect.nextDenial.at} show="short" focusable={false} />
              </Link>
            </>
          )}
          {effect.note !== null && <span className="text-muted"> · {effect.note}</span>}
        </p>
      )}
    </div>
  );
}
