'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { useNow } from '@/components/ui/clock';
import { useZone } from '@/components/ui/preference-provider';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { formatClock } from '@/components/ui/time-format';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { TaskView } from '@/lib/contract/task';
import { taskMoveRefusal } from '@/lib/domain/task';
import { type TaskVerb, taskOne, useMoveTask } from '@/lib/query/task';

type Verb = Exclude<TaskVerb, 'fail'>;
type Words = { button: string; title: string; effect: string; done: string; detail: string };

const WORDS: Record<Verb, Words> = {
  pause: {
    button: 'Pause',
    title: 'Pause the task',
    effect: 'Nothing of it is allowed until it is resumed. Its clock and its grants run on.',
    done: 'Paused',
    detail: 'Its next call is denied until it is resumed.',
  },
  resume: {
    button: 'Resume',
    title: 'Resume the task',
    effect: 'It goes on with what is left of its grants and of its time.',
    done: 'Resumed',
    detail: 'Its next call is decided by what it still has.',
  },
  complete: {
    button: 'Complete',
    title: 'Complete the task',
    effect: 'Its work is done: its grants are revoked and its escalations withdrawn.',
    done: 'Completed',
    detail: 'Its next call is denied.',
  },
  cancel: {
    button: 'End now',
    title: 'End the task now',
    effect: 'Its grants are revoked and its escalations withdrawn. The next call is denied.',
    done: 'Ended',
    detail: 'Its next call is denied.',
  },
};

/** What a move means for the tasks that were delegated from this one. */
const BELOW: Record<Verb, string> = {
  pause: 'may do nothing either until it is resumed.',
  resume: 'may go on too.',
  complete: 'will end with it.',
  cancel: 'will end with it.',
};

type Props = { task: TaskView; move: Verb; size?: 'md' | 'sm' };

/** One step of a task's life. Where it is not possible, the button says why. */
export function TaskMoveButton({ task, move, size = 'md' }: Props) {
  const zone = useZone();
  const missingRole = usePermissionRefusal(`task.${move}`);
  const run = useMoveTask(move);
  const [isOpen, setOpen] = useState(false);
  const notNow = useNow((now) => taskMoveRefusal(move, task, now)?.message ?? '');
  const refusal = missingRole ?? (notNow || null);
  const words = WORDS[move];
  // Lists do not know it; it is asked for when the dialog opens.
  const below = useQuery({ ...taskOne(task.id), enabled: isOpen }).data?.openBelow ?? 0;

  return (
    <>
      <Button
        size={size}
        variant={move === 'cancel' && size === 'md' ? 'danger' : 'secondary'}
        disabledReason={refusal}
        onClick={() => setOpen(true)}
      >
        {words.button}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={words.title}
          description={words.effect}
          confirm={words.button}
          variant={move === 'cancel' ? 'danger' : 'primary'}
          hasReason={move !== 'resume'}
          isReasonOptional={move !== 'cancel'}
          revision={task.revision}
          standing={`The task is ${task.state} now.`}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            const after = await run.mutateAsync({
              id: task.id,
              ifMatch,
              ...(reason !== '' && { reason }),
            });
            const at = after.endedAt === null ? '' : ` ${formatClock(after.endedAt, zone)}`;
            showToast({ tone: 'done', title: `${words.done}${at}`, detail: words.detail });
          }}
          onClose={() => setOpen(false)}
        >
          <p className="rounded-md bg-sunken px-3 py-2 text-muted text-sm [overflow-wrap:anywhere]">
            <span className="font-medium text-ink">{task.purpose}</span> · {task.agentName} ·{' '}
            {task.liveGrants} {task.liveGrants === 1 ? 'live grant' : 'live grants'}
          </p>
          {below > 0 && (
            <p className="rounded-md bg-escalate-tint px-3 py-2 text-escalate-text text-sm">
              {below === 1 ? 'One child task' : `${below} child tasks`} {BELOW[move]}
            </p>
          )}
        </ReasonDialog>
      )}
    </>
  );
}

/** In a list: the one verb that is urgent. Where the task is over, nothing. */
export function EndTaskButton({ task }: { task: TaskView }) {
  if (task.state !== 'running' && task.state !== 'paused') return null;
  return <TaskMoveButton task={task} move="cancel" size="sm" />;
}
