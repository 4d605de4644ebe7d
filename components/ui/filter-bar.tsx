'use client';

import { Search, SlidersHorizontal, X } from 'lucide-react';
import { debounce, parseAsString, useQueryStates } from 'nuqs';
import { type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { Button } from './button';
import { cx } from './class-name';
import { FilterSearch } from './filter-search';
import { useHydrated } from './hydrated';
import { Input } from './input';
import type { ChoiceSource } from './search-select';
import { Select, type SelectOption } from './select';
import { useShortcut } from './shortcut';

const TYPING_MS = 250;

/** One filter. Its `key` is its name in the URL. */
export type Filter =
  | { kind: 'text'; key: string; label: string }
  | (Chosen & { kind: 'select'; options: readonly SelectOption[] })
  /** One of more things than a list of options holds. */
  | (Chosen & { kind: 'search'; source: ChoiceSource });

type Chosen = {
  key: string;
  label: string;
  anyLabel: string;
  /** True for one that is asked for seldom: behind "More filters", unless it is set. */
  isFurther?: boolean;
};

/** What is chosen, by key; a filter that is not set is absent. */
export type FilterValues<F extends Filter = Filter> = Partial<Record<F['key'], string>>;

/** The filters' values, kept in the URL: a choice can be undone with Back, typing cannot. */
export function useFilters<const F extends Filter>(filters: readonly F[]) {
  const parsers = useMemo(
    () => Object.fromEntries(filters.map(({ key }) => [key, parseAsString])),
    [filters],
  );
  const [raw, setRaw] = useQueryStates(parsers);

  const values = useMemo(
    () => Object.fromEntries(Object.entries(raw).filter(([, value]) => value)) as FilterValues<F>,
    [raw],
  );
  const choose = (key: F['key'], value: string) => setRaw({ [key]: value || null }, { history: 'push' });
  const type = (key: F['key'], value: string) =>
    setRaw({ [key]: value || null }, { history: 'replace', limitUrlUpdates: debounce(TYPING_MS) });
  const clear = () => setRaw(Object.fromEntries(filters.map(({ key }) => [key, null])), { history: 'push' });

  return { values, choose, type, clear };
}

type Props<F extends Filter> = {
  /** Defined at module level, and passed to `useFilters` of the page as well. */
  filters: readonly F[];
  /** At the end of the bar: a pause button, a count. */
  children?: ReactNode;
};

/** Search field and selects above a list. `/` goes to the search field. */
export function FilterBar<const F extends Filter>({ filters, children }: Props<F>) {
  const { values, choose, type, clear } = useFilters(filters);
  const [isOpen, setOpen] = useState(false);
  const [isMore, setMore] = useState(false);
  const searchRef = useRef<HTMLInputElement>(null);
  const selectsId = useId();
  const isHydrated = useHydrated();
  useShortcut({ keys: '/', label: 'Search this list', group: 'Lists' }, () => searchRef.current?.focus());

  const texts = filters.filter(({ kind }) => kind === 'text');
  const selects = filters.filter(
    (filter): filter is F & { kind: 'select' | 'search' } => filter.kind !== 'text',
  );
  const chosen: FilterValues = values;
  const selectedCount = selects.filter(({ key }) => chosen[key] !== undefined).length;
  const further = selects.filter(({ key, isFurther }) => isFurther && chosen[key] === undefined);
  const isAnySet = Object.keys(chosen).length > 0;

  return (
    <search aria-label="Filters" className="print:hidden">
      <fieldset disabled={!isHydrated} className="flex min-w-0 flex-wrap items-center gap-2">
        {texts.map((filter, at) => (
          <span key={filter.key} className="relative min-w-40 grow sm:max-w-72">
            <Search
              aria-hidden="true"
              className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-3.5 text-muted"
            />
            <Input
              ref={at === 0 ? searchRef : undefined}
              type="search"
              aria-label={filter.label}
              placeholder={filter.label}
              value={chosen[filter.key] ?? ''}
              onChange={(event) => type(filter.key, event.target.value)}
              className="pl-8"
            />
          </span>
        ))}
        {selects.length > 0 && (
          <Button
            aria-expanded={isOpen}
            aria-controls={selectsId}
            onClick={() => setOpen(!isOpen)}
            className="sm:hidden"
          >
            <SlidersHorizontal aria-hidden="true" />
            Filters{selectedCount > 0 && ` · ${selectedCount}`}
          </Button>
        )}
        <div
          id={selectsId}
          className={cx('grid w-full grid-cols-2 gap-2 sm:contents', !isOpen && 'max-sm:hidden')}
        >
          {selects.map((filter) => {
            const value = chosen[filter.key] ?? '';
            const look = cx(
              value !== '' && 'font-medium',
              // A phone shows all of them or none.
              !isMore && further.includes(filter) && 'sm:hidden',
            );
            return filter.kind === 'search' ? (
              <FilterSearch
                key={filter.key}
                label={filter.label}
                anyLabel={filter.anyLabel}
                source={filter.source}
                value={value}
                onChange={(next) => choose(filter.key, next)}
                className={cx('min-w-0 sm:w-44', look)}
              />
            ) : (
              <Select
                key={filter.key}
                aria-label={filter.label}
                emptyLabel={filter.anyLabel}
                options={filter.options}
                value={value}
                onChange={(event) => choose(filter.key, event.target.value)}
                className={look}
              />
            );
          })}
        </div>
        {(further.length > 0 || isMore) && selects.some(({ isFurther }) => isFurther) && (
          <Button
            variant="ghost"
            aria-expanded={isMore}
            aria-controls={selectsId}
            onClick={() => setMore(!isMore)}
            className="max-sm:hidden"
          >
            <SlidersHorizontal aria-hidden="true" />
            {isMore ? 'Fewer filters' : 'More filters'}
          </Button>
        )}
        {isAnySet && (
          <Button variant="ghost" onClick={clear}>
            <X aria-hidden="true" />
            Clear
          </Button>
        )}
        {children !== undefined && <div className="ml-auto flex items-center gap-2">{children}</div>}
      </fieldset>
    </search>
  );
}
