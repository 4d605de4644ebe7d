import { useSyncExternalStore } from 'react';

/** What can be made from everywhere. */
export const NEW_THINGS = ['agent', 'system', 'tool', 'context', 'guardrail', 'issuer'] as const;
export type NewThing = (typeof NEW_THINGS)[number];

let wish: NewThing | null = null;
const listeners = new Set<() => void>();

function change(next: NewThing | null) {
  wish = next;
  for (const listener of listeners) listener();
}

/** Opens the dialog for a new thing, on whatever page one is. */
export const askForNew = (thing: NewThing): void => change(thing);
export const dropNewWish = (): void => change(null);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useNewWish = (): NewThing | null =>
  useSyncExternalStore(
    subscribe,
    () => wish,
    () => null,
  );
