'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ChannelView, DeliveryView } from '@/lib/contract/channel';
import { DELIVERY_STATES } from '@/lib/domain/channel';
import { deliveryList, useRetryDelivery } from '@/lib/query/channel';
import { DELIVERY_WORDS, kindWords } from './channel-words';
import { DeliveryChip } from './delivery-chip';

const COLUMNS: readonly Column<DeliveryView>[] = [
  {
    id: 'kind',
    header: 'What',
    card: 'title',
    cell: ({ kind, subject }) => <span title={subject.id}>{kindWords(kind)}</span>,
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-32',
    cell: ({ state }) => <DeliveryChip state={state} />,
  },
  {
    id: 'to',
    header: 'To',
    width: 'w-48',
    cell: ({ channel, to }) => (to === null ? channel.name : `${to.name}, ${channel.name}`),
  },
  {
    id: 'attempts',
    header: 'Tries',
    width: 'w-16',
    align: 'end',
    from: 'md',
    cell: ({ attempts }) => attempts,
  },
  {
    id: 'reply',
    header: 'What was said',
    from: 'lg',
    cell: ({ lastError, lastReply }) => (
      <span title={lastReply ?? undefined}>{lastError ?? lastReply ?? ''}</span>
    ),
  },
  {
    id: 'at',
    header: 'When',
    width: 'w-28',
    align: 'end',
    cell: ({ createdAt }) => <TimeText at={createdAt} focusable={false} />,
  },
  {
    id: 'actions',
    header: 'Actions',
    width: 'w-28',
    align: 'end',
    cell: (delivery) => <RetryButton delivery={delivery} />,
  },
];

function RetryButton({ delivery: { id, state, kind } }: { delivery: DeliveryView }) {
  const refusal = usePermissionRefusal('delivery.retry');
  const retry = useRetryDelivery();
  if (state !== 'failed' || kind === 'channel.test') return null;
  return (
    <Button
      size="sm"
      busy={retry.isPending}
      disabledReason={refusal}
      onClick={() =>
        retry.mutate(
          { id },
          {
            onError: (error) =>
              showToast({ tone: 'failed', title: 'Not tried', detail: (error as Error).message }),
          },
        )
      }
    >
      Try again
    </Button>
  );
}

const STATE_FILTER = {
  kind: 'select',
  key: 'state',
  label: 'State',
  anyLabel: 'Any state',
  options: DELIVERY_STATES.map((value) => ({ value, label: DELIVERY_WORDS[value].text })),
} as const satisfies Filter;
const FILTERS = [STATE_FILTER] as const;

/** Everything that was told to whom, and what came of it. */
export function DeliveryLog({ channels }: { channels: readonly ChannelView[] }) {
  const { values } = useFilters(FILTERS);
  const list = useInfiniteQuery(deliveryList(values));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const failed = channels.reduce((sum, channel) => sum + channel.failed, 0);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar filters={FILTERS} />
      {list.isError && (
        <Problem
          error={list.error}
          title="The deliveries could not be loaded"
          onRetry={() => list.refetch()}
        />
      )}
      <Panel title="Deliveries" flush {...(failed > 0 && { mark: `${failed} failed in seven days` })}>
        <DataTable
          caption="Deliveries, newest first"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          empty={<EmptyState title="Nothing was told yet">A test of a channel stands here too.</EmptyState>}
          footer={<ListFooter list={list} one="delivery" many="deliveries" />}
        />
      </Panel>
    </div>
  );
}
