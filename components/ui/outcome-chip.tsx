import { Chip, type Tone } from './chip';
import { OutcomeIcon, type ShownOutcome } from './outcome-icon';
import { OUTCOME_WORDS } from './outcome-words';

const TONES: Record<ShownOutcome, Tone> = {
  allow: 'allow',
  modify: 'allow',
  escalate: 'escalate',
  defer: 'escalate',
  deny: 'deny',
  error: 'unknown',
};

export function OutcomeChip({ outcome }: { outcome: ShownOutcome }) {
  return (
    <Chip tone={TONES[outcome]} icon={<OutcomeIcon outcome={outcome} />}>
      {OUTCOME_WORDS[outcome]}
    </Chip>
  );
}
