'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { useEffect, useRef } from 'react';
import { useShortcut } from '@/components/ui/shortcut';
import { CELL_FILTERS } from './filter-cell';

const CELL = '[data-filter]';
const STOPS = 'a[data-row-link], [data-filter]';
const PARSERS = Object.fromEntries(CELL_FILTERS.map((name) => [name, parseAsString]));

/**
 * `f` narrows the list to what one of its cells says: the one under the pointer, or the one that has the
 * focus. The arrow keys walk the cells of a row; `f` on the row itself goes to its first one.
 */
export function FilterByCell() {
  const [, choose] = useQueryStates(PARSERS, { history: 'push' });
  const pointer = useRef<{ x: number; y: number } | null>(null);

  useEffect(() => {
    const move = ({ clientX, clientY }: PointerEvent) => {
      pointer.current = { x: clientX, y: clientY };
    };
    document.addEventListener('pointermove', move, { passive: true });
    document.addEventListener('keydown', walkCells);
    return () => {
      document.removeEventListener('pointermove', move);
      document.removeEventListener('keydown', walkCells);
    };
  }, []);

  useShortcut({ keys: 'f', label: 'Filter by the cell under the pointer', group: 'Decisions' }, () => {
    const active = document.activeElement;
    const focused = active?.closest<HTMLElement>(CELL);
    const row = active?.closest('main tr');
    if (!focused && row) return row.querySelector<HTMLElement>(CELL)?.focus();
    const cell = focused ?? cellAt(pointer.current);
    const { filter, value } = cell?.dataset ?? {};
    if (filter !== undefined && value !== undefined) void choose({ [filter]: value });
  });

  return null;
}

/** The row's link lies over its cells, so the pointer itself never enters one. */
function cellAt(pointer: { x: number; y: number } | null): HTMLElement | null {
  if (pointer === null) return null;
  const cell = document.elementsFromPoint(pointer.x, pointer.y).find((element) => element.matches('main td'));
  return cell?.querySelector<HTMLElement>(CELL) ?? null;
}

function walkCells(event: KeyboardEvent): void {
  if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
  const active = document.activeElement;
  if (!active?.matches(STOPS)) return;
  const stops = [...(active.closest('tr')?.querySelectorAll<HTMLElement>(STOPS) ?? [])];
  const next = stops[stops.indexOf(active as HTMLElement) + (event.key === 'ArrowRight' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
