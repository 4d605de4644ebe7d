import { useShortcut } from './shortcut';

const ROW_LINKS = 'main a[data-row-link]';
// A list inside of a row is no row of its own.
const ROW = 'tr, li:has(a[data-row-link])';

// All lists of the page are one walk, so that it does not matter which of them bound the keys.
function step(by: 1 | -1) {
  const links = [...document.querySelectorAll<HTMLElement>(ROW_LINKS)];
  // From anywhere in a row the walk goes on with the row's neighbours.
  const row = document.activeElement?.closest(ROW) ?? null;
  const at = links.findIndex((link) => row?.contains(link));
  const next = at === -1 ? links[by === 1 ? 0 : links.length - 1] : links[at + by];
  next?.focus();
}

/** `j` and `k` walk the rows of a list by their main links, which carry `data-row-link`; Enter opens one. */
export function useRowWalk(): void {
  useShortcut({ keys: 'j', label: 'Next row', group: 'Lists' }, () => step(1));
  useShortcut({ keys: 'k', label: 'Previous row', group: 'Lists' }, () => step(-1));
}
