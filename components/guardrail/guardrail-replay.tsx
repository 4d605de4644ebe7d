'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonText } from '@/components/ui/skeleton';
import { formatExactCount } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ReplayView } from '@/lib/contract/replay';
import { isReplayOpen } from '@/lib/domain/replay-state';
import { guardrailReplays, useCancelReplay, useStartReplay } from '@/lib/query/replay';
import { ReplayFound } from './replay-found';

const DAYS = ['1', '7', '30', '90'] as const;
type Days = (typeof DAYS)[number];

type Props = {
  id: string;
  /** As it stands in the editor, saved or not. */
  text: string;
  hasErrors: boolean;
};

/** What the text in the editor would have changed of the decisions that were really made. */
export function GuardrailReplay({ id, text, hasErrors }: Props) {
  const [days, setDays] = useState<Days>('30');
  const refusal = usePermissionRefusal('replay.start');
  const { data, error, isError, refetch } = useQuery(guardrailReplays(id));
  const start = useStartReplay();
  const last = data?.[0];
  const isOpen = last !== undefined && isReplayOpen(last);
  const cannot =
    refusal ??
    (hasErrors ? 'The text has errors: mend them first' : isOpen ? 'A replay is on its way already' : null);

  return (
    <Panel
      title="Replay"
      actions={
        <>
          <Segmented
            label="Decisions of the last"
            options={DAYS.map((value) => ({ value, label: `${value} d` }))}
            value={days}
            onChange={setDays}
          />
          <Button
            size="sm"
            busy={start.isPending}
            disabledReason={cannot}
            onClick={() => start.mutate({ id, text, days: Number(days) })}
          >
            Replay
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3" aria-live="polite">
        <Problem error={start.error} title="The replay was not started" />
        {isError && (
          <Problem error={error} title="The replays could not be loaded" onRetry={() => refetch()} />
        )}
        {data === undefined && !isError && <SkeletonText lines={2} />}
        {data !== undefined && last === undefined && (
          <p className="text-muted">
            Puts the text in the editor, saved or not, before the decisions that were really made, and says
            which of them would have gone otherwise. It changes nothing, and decisions go on meanwhile.
          </p>
        )}
        {last !== undefined && <OneReplay replay={last} isOfThis={last.text === text} />}
      </div>
    </Panel>
  );
}

function OneReplay({ replay, isOfThis }: { replay: ReplayView; isOfThis: boolean }) {
  const { state, since, endedAt, error, result } = replay;
  return (
    <>
      {isReplayOpen(replay) && <Progress replay={replay} />}
      {state === 'cancelled' && <p className="text-muted">The last replay was cancelled.</p>}
      {state === 'failed' && (
        <p className="text-deny-text">The last replay failed: {error}. Nothing was changed.</p>
      )}
      {result !== null && (
        <>
          {!isOfThis && (
            <p className="rounded-md bg-escalate-tint px-2.5 py-1.5 text-escalate-text text-sm">
              This was another text than the one in the editor now.
            </p>
          )}
          <ReplayFound guardrail={replay.guardrail} result={result} />
          <p className="text-muted text-sm">
            Decisions since <TimeText at={since} show="short" />
            {endedAt !== null && (
              <>
                , judged again <TimeText at={endedAt} show="relative" />
              </>
            )}
            .
          </p>
        </>
      )}
    </>
  );
}

function Progress({ replay: { id, state, looked, total } }: { replay: ReplayView }) {
  const cancel = useCancelReplay();
  const refusal = usePermissionRefusal('replay.cancel');
  const words =
    state === 'queued'
      ? 'Waits for an instance that keeps the schedule …'
      : total === null
        ? 'Counting …'
        : `${formatExactCount(looked)} of ${formatExactCount(total)} decisions`;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-3">
        <span className="tabular-nums">{words}</span>
        <Button size="sm" busy={cancel.isPending} disabledReason={refusal} onClick={() => cancel.mutate(id)}>
          Cancel
        </Button>
      </div>
      <progress
        aria-label="Decisions looked at"
        className="h-2 w-full accent-accent"
        {...(total !== null && total > 0 && { value: looked, max: total })}
      />
      <Problem error={cancel.error} title="Not cancelled" />
    </div>
  );
}
