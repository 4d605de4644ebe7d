'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, CornerDownRight, Eye, Layers2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { useShortcut } from '@/components/ui/shortcut';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TierChip } from '@/components/ui/tier-chip';
import type { EscalationQueue } from '@/lib/domain/escalation';
import { type EscalationAct, paths } from '@/lib/paths';
import { type EscalationListFilter, waitingList } from '@/lib/query/escalation';
import { EscalationReasons } from './escalation-reasons';
import { EscalationStateChip } from './escalation-state';
import { TimeLeft, WaitingTime } from './time-left';
import { envelopeFor, type WaitingRow, waitingRows } from './waiting-rows';

const count = (row: WaitingRow): number => (row.kind === 'group' ? row.members.length : row.first.calls);

const COLUMNS: readonly Column<WaitingRow>[] = [
  {
    id: 'agent',
    header: 'Agent',
    card: 'title',
    width: 'w-48',
    cell: (row) => (
      <span className="inline-flex max-w-full items-center gap-1.5">
        {row.kind === 'group' && <Fold isOpen={row.isOpen} />}
        {row.kind === 'one' && row.isMember && (
          <CornerDownRight aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
        )}
        <span className="truncate">{row.first.agent}</span>
        {row.kind === 'group' && (
          <span className="shrink-0 font-normal text-muted">· {row.members.length} calls</span>
        )}
      </span>
    ),
  },
  {
    id: 'left',
    header: 'Time left',
    card: 'mark',
    width: 'w-32',
    cell: ({ first }) => <TimeLeft escalation={first} />,
  },
  {
    id: 'tier',
    header: 'Tier',
    width: 'w-28',
    from: 'md',
    cell: ({ first }) => (first.tier === null ? '—' : <TierChip tier={first.tier} />),
  },
  {
    id: 'tool',
    header: 'Wants',
    cell: ({ first: { tool, resource, actionClass } }) => (
      <span title={resource === null ? tool : `${tool} on ${resource}`}>
        {actionClass !== null && <span className="font-medium">{actionClass} </span>}
        <code className="font-mono">{tool}</code>
        {resource !== null && <span className="text-muted"> · {resource}</span>}
      </span>
    ),
  },
  {
    id: 'reasons',
    header: 'Why a person',
    from: 'lg',
    cell: ({ first }) => <EscalationReasons codes={first.reasons} />,
  },
  {
    id: 'who',
    header: 'Who is asked',
    card: 'hidden',
    width: 'w-40',
    from: 'xl',
    cell: (row) => <Asked row={row} />,
  },
  {
    id: 'waiting',
    header: 'Waiting',
    width: 'w-24',
    align: 'end',
    from: 'md',
    cell: ({ first }) => <WaitingTime since={first.requestedAt} />,
  },
  {
    id: 'state',
    header: 'State',
    width: 'w-44',
    cell: (row) => <Standing row={row} />,
  },
];

function Fold({ isOpen }: { isOpen: boolean }) {
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <Icon aria-hidden="true" className="size-3.5 shrink-0 text-muted" />
      <span className="sr-only">{isOpen ? 'Opened: ' : 'Open: '}</span>
    </>
  );
}

function Asked({ row: { first } }: { row: WaitingRow }) {
  if (first.reassignedTo !== null) return <span title="Asked by name">{first.reassignedTo.name}</span>;
  return (
    <span className={first.group === null ? 'text-muted' : undefined}>{first.group ?? 'every approver'}</span>
  );
}

/** How it stands: an envelope for many of one kind, who looks at it, how many have approved. */
function Standing({ row }: { row: WaitingRow }) {
  if (row.kind === 'group') {
    const envelope = envelopeFor(row);
    if (envelope === null) return <span className="text-muted">each is looked at</span>;
    return (
      <LinkButton
        size="sm"
        className="relative z-1 sm:-my-0.5"
        href={paths.escalation(envelope.id, { act: 'envelope', uses: `${envelope.uses}` })}
      >
        <Layers2 aria-hidden="true" />
        {envelope.uses} in one envelope
      </LinkButton>
    );
  }
  const { first } = row;
  const { needed, given } = first.approvals;
  if (first.frozenBy !== null) return <EscalationStateChip escalation={first} />;
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      {needed > 1 && (
        <span title={given.map(({ name }) => name).join(', ') || undefined}>
          {given.length} of {needed}
        </span>
      )}
      {first.claimedBy !== null ? (
        <span className="inline-flex min-w-0 items-center gap-1 text-accent">
          <Eye aria-hidden="true" className="size-3.5 shrink-0" />
          <span className="truncate">{first.claimedBy.name} looks</span>
        </span>
      ) : first.refusal !== null ? (
        <span className="truncate text-muted" title={first.refusal.message}>
          {first.refusal.code === 'own_interest' ? 'not yours to decide' : 'others are asked'}
        </span>
      ) : (
        needed === 1 && <span className="text-muted">waits{count(row) > 1 && `, asked ${count(row)}×`}</span>
      )}
    </span>
  );
}

type Props = { queue: EscalationQueue; filter: EscalationListFilter; isFiltered: boolean };

/** What waits for people, the most urgent first, with calls of one kind gathered. */
export function WaitingList({ queue, filter, isFiltered }: Props) {
  const [open] = useQueryState('open');
  const list = useInfiniteQuery(waitingList({ ...filter, queue }));
  const all = list.data?.pages;
  const rows = useMemo(
    () =>
      all === undefined
        ? undefined
        : waitingRows(
            all.flatMap(({ items }) => items),
            open,
          ),
    [all, open],
  );
  const hrefOf = (row: WaitingRow): string => {
    if (row.kind === 'one') return paths.escalation(row.first.id);
    const { state: _, ...kept } = filter;
    return paths.escalations({ ...kept, queue, ...(!row.isOpen && { open: row.key }) });
  };
  useOpenWith(rows);

  return (
    <>
      {list.isError && (
        <Problem error={list.error} title="What waits could not be loaded" onRetry={() => list.refetch()} />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel
          title="Waiting for a person"
          mark={list.isError && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
          flush
        >
          <DataTable
            caption="Calls that wait for a person, the most urgent on top"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ key }) => key}
            rowHref={hrefOf}
            skeletonRows={3}
            empty={<Nothing queue={queue} isFiltered={isFiltered} />}
            footer={<ListFooter list={list} one="escalation waits" many="escalations wait" />}
          />
        </Panel>
      )}
    </>
  );
}

/** `a` and `d` open the row in which the focus is with the answer at hand; nothing is answered by them here. */
function useOpenWith(rows: readonly WaitingRow[] | undefined) {
  const router = useRouter();
  const open = (act: EscalationAct['act']) => {
    const key = document.activeElement?.closest('[data-row]')?.getAttribute('data-row');
    const row = rows?.find((one) => one.key === key);
    if (row?.kind === 'one' && act !== undefined) router.push(paths.escalation(row.first.id, { act }));
  };
  useShortcut({ keys: 'a', label: 'Open the row, ready to approve', group: 'Escalations' }, () =>
    open('approve'),
  );
  useShortcut({ keys: 'd', label: 'Open the row, ready to deny', group: 'Escalations' }, () => open('deny'));
}

function Nothing({ queue, isFiltered }: { queue: EscalationQueue; isFiltered: boolean }) {
  if (isFiltered) {
    return <EmptyState title="Nothing that waits fits these filters">Clear a filter to see more.</EmptyState>;
  }
  return queue === 'all' ? (
    <EmptyState title="Nothing waits for a person">
      A call that needs one appears here within seconds. The agent is told to ask again later.
    </EmptyState>
  ) : (
    <EmptyState
      title={queue === 'mine' ? 'Nothing waits for you' : 'Nothing waits for your groups'}
      action={<LinkButton href={paths.escalations({ queue: 'all' })}>See all that waits</LinkButton>}
    >
      A call that you are asked about appears here within seconds.
    </EmptyState>
  );
}
