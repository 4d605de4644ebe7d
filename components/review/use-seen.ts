import { useEffect, useRef } from 'react';

/**
 * For how long the evidence of each thing was on the screen: the time in which it was shown and the window was looked
 * at, over all its turns. Answers the milliseconds for the one that is shown now.
 */
export function useSeen(key: string | null, isShown: boolean): () => number {
  const totals = useRef(new Map<string, number>());
  const since = useRef<number | null>(null);

  useEffect(() => {
    if (key === null || !isShown) return;
    const all = totals.current;
    const start = () => {
      since.current = document.visibilityState === 'visible' ? performance.now() : null;
    };
    const stop = () => {
      if (since.current !== null) all.set(key, (all.get(key) ?? 0) + performance.now() - since.current);
      since.current = null;
    };
    const turn = () => {
      stop();
      start();
    };
    start();
    document.addEventListener('visibilitychange', turn);
    return () => {
      document.removeEventListener('visibilitychange', turn);
      stop();
    };
  }, [key, isShown]);

  return () => {
    const earlier = key === null ? 0 : (totals.current.get(key) ?? 0);
    return Math.round(earlier + (since.current === null ? 0 : performance.now() - since.current));
  };
}
