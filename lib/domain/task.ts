import type { ActionClass } from './action-class';
import { type Moves, moveRefusal, type Refusal, refuse } from './refusal';

export const TASK_STATES = ['running', 'paused', 'completed', 'failed', 'cancelled', 'expired'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** The whole lifecycle. What appears in no `from` is final. `expire` is bookkeeping: expiry is computed. */
export const TASK_MOVES = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  complete: { from: ['running', 'paused'], to: 'completed' },
  fail: { from: ['running', 'paused'], to: 'failed' },
  cancel: { from: ['running', 'paused'], to: 'cancelled' },
  expire: { from: ['running', 'paused'], to: 'expired' },
} as const satisfies Moves<TaskState>;
export type TaskMove = keyof typeof TASK_MOVES;

export const OPEN_TASK_STATES: readonly TaskState[] = ['running', 'paused'];

/** The state as it is at `now`: an open task past its deadline has expired, whatever the row says. */
export function taskStateAt(task: { state: TaskState; endsAt: Date }, now: Date): TaskState {
  return OPEN_TASK_STATES.includes(task.state) && task.endsAt <= now ? 'expired' : task.state;
}

/** Why a task may not make a move now; null when it may. */
export function taskMoveRefusal(
  move: TaskMove,
  task: { id: string; state: TaskState; endsAt: Date },
  now: Date,
): Refusal | null {
  const state = taskStateAt(task, now);
  if (move === 'expire') {
    return state === 'expired' ? null : refuse('not_due', `task ${task.id} has not reached its deadline`);
  }
  return moveRefusal(TASK_MOVES, move, state, `task ${task.id}`);
}

/** The classes a task may use without asking: those it declared, or only reading when it declared none. */
export function declaredClasses(task: { actionClasses: readonly ActionClass[] }): readonly ActionClass[] {
  return task.actionClasses.length === 0 ? ['read'] : task.actionClasses;
}
