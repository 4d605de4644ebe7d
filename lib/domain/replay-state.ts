import { type Moves, moveRefusal, type Refusal } from './refusal';

export const REPLAY_STATES = ['queued', 'running', 'done', 'cancelled', 'failed'] as const;
export type ReplayState = (typeof REPLAY_STATES)[number];

/** The lifecycle of a replay. What appears in no `from` is final. */
export const REPLAY_MOVES = {
  run: { from: ['queued', 'running'], to: 'running' },
  finish: { from: ['running'], to: 'done' },
  cancel: { from: ['queued', 'running'], to: 'cancelled' },
  fail: { from: ['queued', 'running'], to: 'failed' },
} as const satisfies Moves<ReplayState>;
export type ReplayMove = keyof typeof REPLAY_MOVES;

export const replayMoveRefusal = (
  move: ReplayMove,
  replay: { id: string; state: ReplayState },
): Refusal | null => moveRefusal(REPLAY_MOVES, move, replay.state, `replay ${replay.id}`);

/** Whether it waits or runs. */
export const isReplayOpen = ({ state }: { state: ReplayState }): boolean =>
  state === 'queued' || state === 'running';

/**
 * Why a decision is not judged again: guardrails were never asked (no such agent, task or tool), they only looked
 * on, a rule had failed, or its agent or tool is in the inventory no more.
 */
export const REPLAY_LIMITS = ['unasked', 'observed', 'failed', 'unknown'] as const;
export type ReplayLimit = (typeof REPLAY_LIMITS)[number];
