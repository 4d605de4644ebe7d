'use client';

import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from './button';
import { CountText } from './count-text';
import { Problem } from './problem';

type Page = { items: readonly unknown[]; total?: number };
type Props = {
  list: UseInfiniteQueryResult<InfiniteData<Page>>;
  one: string;
  many: string;
  /** How many there are, where it is counted by a question of its own. */
  total?: number;
};

/** Under a list: how many there are, how many are shown, and the button for more. */
export function ListFooter({ list, one, many, total: counted }: Props) {
  const pages = list.data?.pages ?? [];
  const shown = pages.reduce((sum, { items }) => sum + items.length, 0);
  const total = counted ?? pages[0]?.total;
  if (list.data === undefined) return <span>Loading…</span>;
  return (
    <>
      <span role="status">
        {list.hasNextPage ? (
          <>
            <CountText count={shown} />
            {total !== undefined && (
              <>
                {' of '}
                <CountText count={total} />
              </>
            )}{' '}
            {many}
            {total === undefined && ', and more'}
          </>
        ) : (
          <>
            <CountText count={shown} /> {shown === 1 ? one : many}
          </>
        )}
      </span>
      {list.hasNextPage && (
        <Button size="sm" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
      {list.isFetchNextPageError && <Problem error={list.error} title="No more could be loaded" />}
    </>
  );
}
