import { Check, CircleHelp, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AnswerVerdict } from '@/lib/domain/reason';
import { Chip, type Tone } from './chip';

const LOOKS: Record<AnswerVerdict, { tone: Tone; icon: ReactNode; text: string }> = {
  clear: { tone: 'allow', icon: <Check aria-hidden="true" />, text: 'Clear' },
  unclear: { tone: 'escalate', icon: <CircleHelp aria-hidden="true" />, text: 'Unclear' },
  no: { tone: 'deny', icon: <X aria-hidden="true" />, text: 'No' },
};

/** The answer to one of the three questions. */
export function VerdictChip({ verdict }: { verdict: AnswerVerdict }) {
  const { tone, icon, text } = LOOKS[verdict];
  return (
    <Chip tone={tone} icon={icon}>
      {text}
    </Chip>
  );
}
