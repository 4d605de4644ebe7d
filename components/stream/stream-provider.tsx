'use client';

import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { noteServerTime } from '@/components/ui/clock';
import type { DecisionSummary } from '@/lib/contract/decision';
import { SharedStream, type StreamState } from '@/lib/query/shared-stream';
import { extendTail, MOST_KEPT, NO_TAIL, type Tail } from './decision-tail';
import { useSessionEnd } from './session-end';

const StreamContext = createContext<{ state: StreamState; tail: Tail } | null>(null);

const CONNECTING: StreamState = { kind: 'connecting' };
/** Changes come in bursts: one read answers all of them. */
const GATHER_MS = 400;
/** So often at most the tail moves. No frame of the screen: those stand still in a tab that nobody sees. */
const TAIL_MS = 200;
/** Decisions come often: what counts them is read again at most this often. */
const COUNT_MS = 5_000;

/** Follows the stream for everything under it, and has read again what changed. */
export function StreamProvider({ viewerId, children }: { viewerId: string; children: ReactNode }) {
  const queryClient = useQueryClient();
  const stream = useMemo(() => new SharedStream(viewerId), [viewerId]);
  const [tail, setTail] = useState(NO_TAIL);
  const state = useSyncExternalStore(
    (watcher) => stream.watch(watcher),
    () => stream.state,
    () => CONNECTING,
  );

  useEffect(() => {
    let arrived: DecisionSummary[] = [];
    const nouns = new Set<string>();
    const gathered = later(TAIL_MS, () => {
      const told = arrived;
      arrived = [];
      setTail((before) => extendTail(before, told, Date.now()));
    });
    const changed = later(GATHER_MS, () => {
      // Whatever changes is written to the audit as well.
      for (const noun of [...nouns, 'audit-event']) queryClient.invalidateQueries({ queryKey: [noun] });
      nouns.clear();
    });
    const counted = later(COUNT_MS, () => void queryClient.invalidateQueries({ queryKey: ['overview'] }));
    const lose = () => setTail((before) => ({ ...before, lostAtMs: Date.now() }));

    const leave = stream.listen((event) => {
      switch (event.kind) {
        case 'time':
          return noteServerTime(event.now);
        case 'decision':
          arrived.push(event.decision);
          // One more than is kept, so that the tail knows that something fell off.
          if (arrived.length > MOST_KEPT + 1) arrived.shift();
          counted.run();
          return gathered.run();
        case 'change':
          nouns.add(event.noun);
          return changed.run();
        case 'skipped':
          return lose();
        case 'gap':
          lose();
          void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'decision' });
      }
    });
    const stop = stream.start();
    return () => {
      stop();
      leave();
      gathered.cancel();
      changed.cancel();
      counted.cancel();
    };
  }, [stream, queryClient]);

  useSessionEnd(state, queryClient);

  const value = useMemo(() => ({ state, tail }), [state, tail]);
  return <StreamContext.Provider value={value}>{children}</StreamContext.Provider>;
}

/** Runs `work` once, `ms` after the first of any number of wishes. */
function later(ms: number, work: () => void) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return {
    run: () => {
      timer ??= setTimeout(() => {
        timer = null;
        work();
      }, ms);
    },
    cancel: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

function useStream() {
  const value = useContext(StreamContext);
  if (value === null) throw new Error('useStream needs a StreamProvider above');
  return value;
}

/** How news reaches this window. */
export const useStreamState = (): StreamState => useStream().state;

/** The newest decisions of all, newest first. */
export const useTail = (): Tail => useStream().tail;
