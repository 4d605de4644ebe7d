import { useSyncExternalStore } from 'react';

export type Toast = {
  id: number;
  tone: 'done' | 'failed';
  /** The effect that was observed, not the wish: "Revoked 14:02:11". */
  title: string;
  detail?: string;
};

const MOST = 3;

let nextId = 1;
let toasts: readonly Toast[] = [];
const NONE: readonly Toast[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a message at the edge of the screen. Failures stay until they are closed. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  change([...toasts, { ...toast, id: nextId++ }].slice(-MOST));
}

export function closeToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore(
    subscribe,
    () => toasts,
    () => NONE,
  );
