import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;

let offsetMs = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  now = Date.now() + offsetMs;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now() + offsetMs;
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Tells what the server's clock says, so that "3 min ago" is right on a computer whose clock is wrong. */
export function noteServerTime(serverNow: Date): void {
  offsetMs = serverNow.getTime() - Date.now();
  tick();
}

/**
 * What `read` makes of the present moment, renewed every second; null while rendering on the server.
 * A component renders again only when the value differs, so return text or a number, not an object.
 */
export function useNow<T extends string | number | boolean>(read: (now: Date) => T): T | null {
  return useSyncExternalStore<T | null>(
    subscribe,
    () => read(new Date(now)),
    () => null,
  );
}
