'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { buttonLook } from '@/components/ui/button-look';
import { CopyButton } from '@/components/ui/copy-button';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import type { CheckpointView } from '@/lib/contract/ledger';
import { checkpointList, ledgerPartHref } from '@/lib/query/checkpoint';

type Row = CheckpointView & { before: Date | null };

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'seq',
    header: 'Checkpoint',
    card: 'title',
    width: 'w-28',
    cell: ({ seq }) => <span className="font-medium">#{seq}</span>,
  },
  {
    id: 'at',
    header: 'When',
    zoned: true,
    width: 'w-40',
    cell: ({ at }) => <TimeText at={at} show="short" focusable={false} />,
  },
  {
    id: 'decisions',
    header: 'Decisions',
    width: 'w-24',
    align: 'end',
    cell: ({ counts }) => <CountText count={counts.decisions} />,
  },
  {
    id: 'events',
    header: 'Events',
    width: 'w-24',
    align: 'end',
    cell: ({ counts }) => <CountText count={counts.auditEvents} />,
  },
  {
    id: 'hash',
    header: 'Hash',
    from: 'lg',
    cell: ({ hash }) => (
      <span className="inline-flex min-w-0 max-w-full items-center gap-1">
        <code className="truncate font-mono text-muted">{hash}</code>
        <CopyButton text={hash} label="Copy the hash" />
      </span>
    ),
  },
  {
    id: 'download',
    header: 'Its part',
    width: 'w-36',
    align: 'end',
    cell: ({ seq, at, before }) => (
      <a
        href={ledgerPartHref(before, at)}
        download
        aria-label={`Download the part that checkpoint ${seq} seals`}
        className={buttonLook('ghost', 'sm', false)}
      >
        <Download aria-hidden="true" />
        Download
      </a>
    ),
  },
];

/** The signed checkpoints. Each part downloads as a file that verifies without this service. */
export function CheckpointList() {
  const list = useInfiniteQuery(checkpointList());
  const rows = useMemo(() => {
    const all = list.data?.pages.flatMap(({ items }) => items);
    return all?.map((one, at): Row => ({ ...one, before: all[at + 1]?.at ?? null }));
  }, [list.data]);
  if (list.isError && rows === undefined) {
    return (
      <Problem
        error={list.error}
        title="The checkpoints could not be loaded"
        onRetry={() => list.refetch()}
      />
    );
  }
  return (
    <Panel title="Checkpoints" flush>
      <DataTable
        caption="Checkpoints, newest first"
        columns={COLUMNS}
        rows={rows}
        rowKey={({ seq }) => String(seq)}
        empty={
          <EmptyState title="No checkpoint was written yet">
            An instance with its scheduler on writes one every minute, while there is something to seal.
          </EmptyState>
        }
        footer={
          <>
            <ListFooter list={list} one="checkpoint" many="checkpoints" />
            <span className="sm:ml-auto">
              A file is verified offline with <code className="font-mono">cordon verify --export file</code>
            </span>
          </>
        }
      />
    </Panel>
  );
}
