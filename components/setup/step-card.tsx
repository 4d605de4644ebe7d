import { CircleCheck, CircleDashed, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip } from '@/components/ui/chip';
import { Panel } from '@/components/ui/panel';
import type { StepState } from '@/lib/domain/setup';

const LOOKS = {
  done: { tone: 'allow', icon: <CircleCheck aria-hidden="true" />, text: 'Done' },
  open: { tone: 'escalate', icon: <CircleDashed aria-hidden="true" />, text: 'Open' },
  not_yet: { tone: 'plain', icon: <Clock aria-hidden="true" />, text: 'Not in this release' },
} as const;

type Props = { at: number; title: string; state: StepState; children: ReactNode };

/** One step, with how it stands. */
export function StepCard({ at, title, state, children }: Props) {
  const { tone, icon, text } = LOOKS[state];
  return (
    <Panel
      title={`${at}. ${title}`}
      mark={
        <Chip tone={tone} icon={icon}>
          {text}
        </Chip>
      }
    >
      {children}
    </Panel>
  );
}
