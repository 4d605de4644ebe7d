'use client';

import { type QueryKey, useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export type CommandItem = { id: string; label: string; detail?: string; href: string };

/** A kind of thing that the palette finds on the server. */
export type CommandSource = {
  heading: string;
  queryKey: (text: string) => QueryKey;
  search: (text: string, signal: AbortSignal) => Promise<readonly CommandItem[]>;
};

export type CommandGroup = { heading: string; items: readonly CommandItem[] };

const FRESH_MS = 30_000;
/** Who types quickly is asked for once. */
const PAUSE_MS = 120;

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

/** How near an answer is to what was typed: the thing itself, one that begins so, or one that has it somewhere. */
function distance(text: string, { id, label }: CommandItem): number {
  const sought = text.toLowerCase();
  const names = [id.toLowerCase(), label.toLowerCase()];
  if (names.includes(sought)) return 0;
  return names.some((name) => name.startsWith(sought)) ? 1 : 2;
}

/** What is named as it was typed stands on top, whatever its kind; else everything keeps its place. */
function nearestFirst(text: string, groups: readonly CommandGroup[]): CommandGroup[] {
  const of = (group: CommandGroup) => Math.min(...group.items.map((item) => distance(text, item)));
  return groups
    .map(({ heading, items }) => ({
      heading,
      items: items.toSorted((a, b) => distance(text, a) - distance(text, b)),
    }))
    .toSorted((a, b) => of(a) - of(b));
}

/** Asks every source for `text`. An empty text asks nobody. */
export function useCommandSearch(text: string, sources: readonly CommandSource[]) {
  const asked = usePaused(text.trim());
  return useQueries({
    queries: sources.map((source) => ({
      queryKey: source.queryKey(asked),
      queryFn: ({ signal }: { signal: AbortSignal }) => source.search(asked, signal),
      enabled: asked !== '',
      staleTime: FRESH_MS,
    })),
    combine: (results) => ({
      groups: nearestFirst(
        asked,
        results.flatMap(({ data }, at): CommandGroup[] => {
          const heading = sources[at]?.heading;
          return heading === undefined || data === undefined || data.length === 0
            ? []
            : [{ heading, items: data }];
        }),
      ),
      isBusy: asked !== text.trim() || results.some(({ isFetching }) => isFetching),
      error: results.find(({ error }) => error !== null)?.error ?? null,
    }),
  });
}
