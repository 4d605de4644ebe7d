import type { CommandItem } from './command-search';

const MOST = 6;
const keyOf = (viewer: string): string => `cordon-recent-${viewer}`;

const isItem = (one: unknown): one is CommandItem => {
  const { id, label, href } = (one ?? {}) as Record<string, unknown>;
  return (
    typeof id === 'string' && typeof label === 'string' && typeof href === 'string' && href.startsWith('/')
  );
};

/** What this person went to last from the palette, on this browser; nothing where it keeps nothing. */
export function recentOf(viewer: string): readonly CommandItem[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(viewer)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isItem).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function noteRecent(viewer: string, item: CommandItem): void {
  const others = recentOf(viewer).filter(({ href }) => href !== item.href);
  try {
    localStorage.setItem(keyOf(viewer), JSON.stringify([item, ...others].slice(0, MOST)));
  } catch {
    // Without a place to keep it there are no recent things, and nothing else is lost.
  }
}
