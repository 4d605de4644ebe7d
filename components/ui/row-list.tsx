'use client';

import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ListFooter } from './list-footer';
import { Panel } from './panel';
import { Problem } from './problem';
import { useRowWalk } from './row-walk';
import { SkeletonText } from './skeleton';

type Props<T> = {
  title: string;
  list: UseInfiniteQueryResult<InfiniteData<{ items: readonly T[]; total?: number }>>;
  one: string;
  many: string;
  empty: ReactNode;
  children: (row: T) => ReactNode;
};

/** A list whose rows are more than cells: as it loads, fails, is empty, and goes on. */
export function RowList<T>({ title, list, one, many, empty, children }: Props<T>) {
  useRowWalk();
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      {list.isError && (
        <Problem
          error={list.error}
          title={`The ${many} could not be loaded`}
          onRetry={() => list.refetch()}
        />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel title={title} flush>
          {rows === undefined ? (
            <div className="p-4">
              <SkeletonText lines={8} />
            </div>
          ) : rows.length === 0 ? (
            empty
          ) : (
            <>
              <ul>{rows.map(children)}</ul>
              <div className="flex min-h-11 flex-wrap items-center gap-3 border-line border-t px-4 py-1.5 text-muted text-sm">
                <ListFooter list={list} one={one} many={many} />
              </div>
            </>
          )}
        </Panel>
      )}
    </>
  );
}
