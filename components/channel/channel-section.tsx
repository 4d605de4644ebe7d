'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleDot, Plus, Power, Unplug } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import { RoleMissing } from '@/components/user/role-missing';
import type { ChannelView } from '@/lib/contract/channel';
import { channelList } from '@/lib/query/channel';
import { ChannelActions } from './channel-actions';
import { CHANNEL_WORDS, kindWords } from './channel-words';
import { DeliveryChip } from './delivery-chip';
import { DeliveryLog } from './delivery-log';

const NewChannelDialog = lazyDialog(async () => (await import('./new-channel-dialog')).NewChannelDialog);

function StateOf({ channel: { disabledAt, isReady } }: { channel: ChannelView }) {
  if (disabledAt !== null) {
    return (
      <Chip tone="plain" icon={<Power aria-hidden="true" />}>
        Disabled
      </Chip>
    );
  }
  return isReady ? (
    <Chip tone="allow" icon={<CircleDot aria-hidden="true" />}>
      On
    </Chip>
  ) : (
    <Chip tone="escalate" icon={<Unplug aria-hidden="true" />}>
      No mail server
    </Chip>
  );
}

function takes({ kind, kinds, tiers, group, delaySeconds }: ChannelView): string {
  if (kind === 'in_app') return 'What concerns each person, at once';
  if (kind === 'email')
    return `What concerns each person; a new call after ${delaySeconds} s if it still waits`;
  const whose = tiers.length === 0 ? '' : ` of tier ${tiers.join(', ')}`;
  return `${kinds.map(kindWords).join('; ')}${whose}${group === null ? '' : `, for group ${group}`}`;
}

const COLUMNS: readonly Column<ChannelView>[] = [
  {
    id: 'name',
    header: 'Channel',
    card: 'title',
    cell: ({ name, kind, url }) => (
      <span className="flex min-w-0 flex-col">
        <span className="truncate font-medium">{name}</span>
        <span className="truncate text-muted text-sm" title={url ?? undefined}>
          {CHANNEL_WORDS[kind]}
          {url !== null && ` to ${url}`}
        </span>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-36',
    cell: (channel) => <StateOf channel={channel} />,
  },
  {
    id: 'takes',
    header: 'Takes',
    from: 'lg',
    cell: (channel) => <span title={takes(channel)}>{takes(channel)}</span>,
  },
  {
    id: 'last',
    header: 'Last message',
    width: 'w-44',
    cell: ({ lastDelivery }) =>
      lastDelivery === null ? (
        <span className="text-faint">none</span>
      ) : (
        <span className="inline-flex items-center gap-2" title={lastDelivery.error ?? undefined}>
          <DeliveryChip state={lastDelivery.state} />
          <TimeText at={lastDelivery.at} focusable={false} />
        </span>
      ),
  },
  {
    id: 'actions',
    header: 'Actions',
    width: 'w-72',
    align: 'end',
    cell: (channel) => <ChannelActions channel={channel} />,
  },
];

/** The ways in which people are told, whether they work, and all that was sent over them. */
export function ChannelSection() {
  const refusal = usePermissionRefusal('channel.list');
  if (refusal !== null) {
    return (
      <Panel title="Channels">
        <RoleMissing what="Channels are" refusal={refusal} />
      </Panel>
    );
  }
  return <Channels />;
}

function Channels() {
  const list = useQuery(channelList());
  const refusal = usePermissionRefusal('channel.create');
  const [isNew, setNew] = useState(false);
  return (
    <div className="flex flex-col gap-4">
      {list.isError && (
        <Problem error={list.error} title="The channels could not be loaded" onRetry={() => list.refetch()} />
      )}
      {(list.data !== undefined || !list.isError) && (
        <Panel
          title="Channels"
          flush
          actions={
            <Button variant="primary" disabledReason={refusal} onClick={() => setNew(true)}>
              <Plus aria-hidden="true" />
              New channel
            </Button>
          }
        >
          <DataTable
            caption="Channels"
            columns={COLUMNS}
            rows={list.data}
            rowKey={({ id }) => id}
            empty={<EmptyState title="There is no channel" />}
          />
        </Panel>
      )}
      <DeliveryLog channels={list.data ?? []} />
      {isNew && <NewChannelDialog onClose={() => setNew(false)} />}
    </div>
  );
}
