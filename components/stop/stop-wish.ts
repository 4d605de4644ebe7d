import { useSyncExternalStore } from 'react';
import type { StopKind } from '@/lib/domain/stop';

/** What somebody is about to stop: a chosen target, or one still to be chosen. */
export type StopTarget = { kind: StopKind; id: string; label: string };
type Wish = { target: StopTarget | null };

let wish: Wish | null = null;
const listeners = new Set<() => void>();

function change(next: Wish | null) {
  wish = next;
  for (const listener of listeners) listener();
}

/** Opens the stop dialog, from wherever: its one place is the top bar. */
export const askToStop = (target: StopTarget | null = null): void => change({ target });
export const dropStopWish = (): void => change(null);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useStopWish = (): Wish | null =>
  useSyncExternalStore(
    subscribe,
    () => wish,
    () => null,
  );
