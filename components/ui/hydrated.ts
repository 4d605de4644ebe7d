import { useSyncExternalStore } from 'react';

const nothing = () => () => {};

/** False in the server's HTML, until React listens: what is typed or chosen before that would be lost. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    nothing,
    () => true,
    () => false,
  );
