import { CircleDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip } from '@/components/ui/chip';
import { Panel } from '@/components/ui/panel';
import { VerdictChip } from '@/components/ui/verdict-chip';
import type { AnswerVerdict } from '@/lib/domain/reason';

type Props = { question: string; verdict: AnswerVerdict | null; children: ReactNode };

/** One of the three questions with its answer; the evidence stands under it. */
export function AnswerPanel({ question, verdict, children }: Props) {
  return (
    <Panel
      title={question}
      mark={
        verdict === null ? (
          <Chip tone="unknown" icon={<CircleDashed aria-hidden="true" />}>
            Not recorded
          </Chip>
        ) : (
          <VerdictChip verdict={verdict} />
        )
      }
    >
      <div className="flex flex-col gap-3">{children}</div>
    </Panel>
  );
}
