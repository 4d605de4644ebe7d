import { useEffect, useRef, useSyncExternalStore } from 'react';

/**
 * `mod+k` holds Control or Command; `g d` is one key after the other; anything else is a single key,
 * which people may switch off.
 */
export type Shortcut = { keys: string; label: string; group: string };

type Entry = Shortcut & { run: () => void };

const SEQUENCE_MS = 1_200;

let entries: readonly Entry[] = [];
const NONE: readonly Shortcut[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Entry[]) {
  entries = next;
  for (const listener of listeners) listener();
}

/** Binds `keys` while the component is mounted. Of two bindings of the same keys the later one wins. */
export function useShortcut({ keys, label, group }: Shortcut, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const entry: Entry = { keys, label, group, run: () => latest.current() };
    change([...entries, entry]);
    return () => change(entries.filter((other) => other !== entry));
  }, [keys, label, group]);
}

/** All shortcuts that work at the moment, for the help. */
export const useShortcuts = (): readonly Shortcut[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => entries,
    () => NONE,
  );

const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=radio], [type=checkbox]), textarea, select'));

const isModalOpen = (): boolean => document.querySelector('dialog[open]:modal') !== null;

/** Listens to the keyboard until the returned function is called. Single keys are heard only when `singleKeys()`. */
export function listenForShortcuts(singleKeys: () => boolean): () => void {
  let first: string | null = null;
  let firstAt = 0;

  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const run = (keys: string): boolean => {
      const entry = entries.findLast((candidate) => candidate.keys === keys);
      if (entry === undefined) return false;
      event.preventDefault();
      entry.run();
      return true;
    };

    if (event.ctrlKey || event.metaKey) {
      if (!isModalOpen()) run(`mod+${event.key.toLowerCase()}`);
      return;
    }
    if (!singleKeys() || takesText(event.target) || isModalOpen()) return;

    const started = first;
    const inTime = event.timeStamp - firstAt < SEQUENCE_MS;
    first = null;
    if (started !== null && inTime && run(`${started} ${event.key}`)) return;
    if (run(event.key)) return;
    if (entries.some(({ keys }) => keys.startsWith(`${event.key} `))) {
      first = event.key;
      firstAt = event.timeStamp;
    }
  };

  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
