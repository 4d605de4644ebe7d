'use client';

import { useQuery } from '@tanstack/react-query';
import { LifetimeBar } from '@/components/ui/lifetime-bar';
import { SkeletonText } from '@/components/ui/skeleton';
import { DurationText, EndText, TimeText } from '@/components/ui/time-text';
import type { DecisionView } from '@/lib/contract/decision';
import { grantOne } from '@/lib/query/decision-evidence';
import { taskOne } from '@/lib/query/task';
import { AnswerPanel } from './answer-panel';
import { ReasonNote } from './reason-note';
import { questionOf } from './reason-title';

/** Will it end? */
export function EndAnswer({ decision }: { decision: DecisionView }) {
  const { verdict, endsAt, endsWith } = decision.answers.end;
  const doubts = decision.reasons.filter(({ code }) => questionOf(code) === 'end');
  return (
    <AnswerPanel question="Will it end?" verdict={verdict}>
      {endsAt !== null && (
        <p>
          {endsWith === 'task' ? 'With its task: ' : endsWith === 'grant' ? 'With its grant: ' : ''}
          <EndText at={endsAt} />
        </p>
      )}
      <Lifetime decision={decision} />
      {doubts.map((reason) => (
        <ReasonNote key={reason.code} reason={reason} />
      ))}
    </AnswerPanel>
  );
}

/** The bar of the grant, or of the task where there was no grant; with what became of it since. */
function Lifetime({ decision }: { decision: DecisionView }) {
  const grant = useQuery({ ...grantOne(decision.grant ?? ''), enabled: decision.grant !== null });
  const task = useQuery({ ...taskOne(decision.task ?? ''), enabled: decision.task !== null });

  if (decision.task === null) {
    return <p className="text-muted">There is no task whose end could end it, so nothing may begin.</p>;
  }
  if (grant.isLoading || task.isLoading) return <SkeletonText lines={2} />;
  if (task.data === undefined) {
    return <p className="text-muted text-sm">The task itself could not be read any more.</p>;
  }
  const { startedAt, endsAt, endedAt } = task.data;
  const revokedAt = grant.data?.revokedAt ?? null;
  return (
    <>
      <LifetimeBar
        issuedAt={grant.data?.startsAt ?? startedAt}
        endsAt={grant.data?.endsAt ?? endsAt}
        // What was taken away does not outlive anything: then the bar shows what was planned.
        taskEndsAt={revokedAt === null ? (endedAt ?? endsAt) : endsAt}
        revokedAt={revokedAt}
      />
      <p className="text-muted text-sm">
        {decision.grant === null && 'No grant; the bar shows the task. '}
        {endedAt === null ? (
          'The task has not ended yet.'
        ) : (
          <>
            The task ended <TimeText at={endedAt} show="short" focusable={false} />
            {revokedAt !== null && revokedAt >= endedAt && (
              <>
                {' and the grant was taken away '}
                {revokedAt > endedAt ? (
                  <>
                    <DurationText ms={revokedAt.getTime() - endedAt.getTime()} /> later
                  </>
                ) : (
                  'with it'
                )}
              </>
            )}
            .
          </>
        )}
      </p>
    </>
  );
}
