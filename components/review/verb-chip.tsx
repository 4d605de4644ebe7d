import { Ban, CircleCheck, CircleSlash, FoldHorizontal, UserRoundCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip, type Tone } from '@/components/ui/chip';
import type { ReviewVerb } from '@/lib/domain/review';
import { SAID_WORDS, VERB_WORDS } from './review-words';

const LOOKS: Record<ReviewVerb, { tone: Tone; icon: ReactNode }> = {
  keep: { tone: 'allow', icon: <CircleCheck aria-hidden="true" /> },
  narrow: { tone: 'escalate', icon: <FoldHorizontal aria-hidden="true" /> },
  revoke: { tone: 'deny', icon: <Ban aria-hidden="true" /> },
  hand_over: { tone: 'plain', icon: <UserRoundCheck aria-hidden="true" /> },
  skip: { tone: 'unknown', icon: <CircleSlash aria-hidden="true" /> },
};

/** What was said of an item, or is recommended. */
export function VerbChip({ verb, isSaid = false }: { verb: ReviewVerb; isSaid?: boolean }) {
  const { tone, icon } = LOOKS[verb];
  return (
    <Chip tone={tone} icon={icon}>
      {(isSaid ? SAID_WORDS : VERB_WORDS)[verb]}
    </Chip>
  );
}
