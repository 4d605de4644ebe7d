'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import type { Column } from './data-table-column';
import type { Sort } from './data-table-header';

/** The order of a list in the address: `sort=name`, with a dash in front from the highest down. */
export function useListSort(): {
  sort: Sort | undefined;
  text: string | undefined;
  onSort: (sort: Sort) => void;
} {
  const [text, setText] = useQueryState('sort', parseAsString);
  const sort = useMemo<Sort | undefined>(() => {
    if (text === null || text === '') return undefined;
    return text.startsWith('-') ? { key: text.slice(1), order: 'desc' } : { key: text, order: 'asc' };
  }, [text]);
  const onSort = ({ key, order }: Sort) =>
    void setText(key === '' ? null : order === 'desc' ? `-${key}` : key, { history: 'push' });
  return { sort, text: text || undefined, onSort };
}

/**
 * Which columns a list shows, in the address: `cols=tier,owner`. The first one is what a row is called, and always
 * there. Without a word it is all that are not extra.
 */
export function useColumnChoice<Row>(columns: readonly Column<Row>[]) {
  const [text, setText] = useQueryState('cols', parseAsString);
  const ids = useMemo(() => {
    const wanted = text === null || text === '' ? null : new Set(text.split(','));
    return new Set(
      columns
        .filter(({ id, isExtra }, at) => at === 0 || (wanted === null ? isExtra !== true : wanted.has(id)))
        .map(({ id }) => id),
    );
  }, [columns, text]);
  const shown = useMemo(() => columns.filter(({ id }) => ids.has(id)), [columns, ids]);
  const toggle = (id: string) => {
    const next = columns.filter((column, at) => at > 0 && (column.id === id) !== ids.has(column.id));
    const isUsual = columns.every(
      ({ id: one, isExtra }, at) =>
        at === 0 || next.some((column) => column.id === one) === (isExtra !== true),
    );
    void setText(isUsual ? null : next.map((column) => column.id).join(',') || 'none');
  };
  return { shown, ids, text: text || undefined, toggle, reset: () => void setText(null) };
}
