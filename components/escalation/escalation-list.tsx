'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Power } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { EscalationSummary } from '@/lib/contract/escalation';
import type { EscalationState } from '@/lib/domain/escalation';
import { paths } from '@/lib/paths';
import { escalationList } from '@/lib/query/escalation';
import { EscalationReasons } from './escalation-reasons';

const AGENT: Column<EscalationSummary> = {
  id: 'agent',
  header: 'Agent',
  card: 'title',
  width: 'w-44',
  cell: ({ agent }) => agent,
};
const STATE: Column<EscalationSummary> = {
  id: 'state',
  header: 'State',
  card: 'mark',
  width: 'w-36',
  cell: ({ state, frozenBy }) =>
    frozenBy === null ? (
      <StateChip state={state} />
    ) : (
      <Chip tone="stop" icon={<Power aria-hidden="true" />}>
        Frozen by a stop
      </Chip>
    ),
};
const TOOL: Column<EscalationSummary> = {
  id: 'tool',
  header: 'Tool',
  width: 'w-56',
  cell: ({ tool, resource }) => (
    <code className="font-mono" title={resource === null ? tool : `${tool} on ${resource}`}>
      {tool}
    </code>
  ),
};
const REASONS: Column<EscalationSummary> = {
  id: 'reasons',
  header: 'Why a person',
  cell: ({ reasons }) => <EscalationReasons codes={reasons} />,
};
const CALLS: Column<EscalationSummary> = {
  id: 'calls',
  header: 'Calls',
  width: 'w-16',
  align: 'end',
  from: 'lg',
  cell: ({ calls }) => <CountText count={calls} />,
};

const COLUMNS: Record<Kind, readonly Column<EscalationSummary>[]> = {
  waiting: [
    AGENT,
    STATE,
    TOOL,
    REASONS,
    CALLS,
    {
      id: 'since',
      header: 'Waiting since',
      width: 'w-32',
      align: 'end',
      from: 'md',
      cell: ({ requestedAt }) => <TimeText at={requestedAt} focusable={false} />,
    },
    {
      id: 'expires',
      header: 'Expires',
      width: 'w-28',
      align: 'end',
      cell: ({ expiresAt }) => <TimeText at={expiresAt} focusable={false} />,
    },
  ],
  past: [
    AGENT,
    STATE,
    TOOL,
    REASONS,
    CALLS,
    {
      id: 'asked',
      header: 'Asked',
      width: 'w-28',
      align: 'end',
      from: 'md',
      cell: ({ requestedAt }) => <TimeText at={requestedAt} focusable={false} />,
    },
    {
      id: 'ended',
      header: 'Answered by',
      width: 'w-36',
      align: 'end',
      from: 'lg',
      cell: (escalation) => <AnswerText escalation={escalation} />,
    },
  ],
};

const WORDS: Record<Kind, { title: string; caption: string; empty: string; detail: string }> = {
  waiting: {
    title: 'Waiting for a person',
    caption: 'Calls that wait for a person, the one that ends first on top',
    empty: 'Nothing waits for a person',
    detail: 'A call that needs one appears here within seconds. The agent is told to ask again later.',
  },
  past: {
    title: 'Past',
    caption: 'Calls that waited for a person, newest first',
    empty: 'Nothing here',
    detail: 'Calls that were approved, denied, withdrawn, or that nobody answered in time.',
  },
};

type Kind = 'waiting' | 'past';
type Props = { kind: Kind; states: readonly EscalationState[] };

/** Escalations in these states. Each row leads to the decision that asked first. */
export function EscalationList({ kind, states }: Props) {
  const list = useInfiniteQuery(escalationList({ state: states }));
  const all = list.data?.pages.flatMap(({ items }) => items);
  const rows = kind === 'waiting' ? all?.toSorted(byExpiry) : all;
  const { title, caption, empty, detail } = WORDS[kind];

  return (
    <>
      {list.isError && (
        <Problem
          error={list.error}
          title="The escalations could not be loaded"
          onRetry={() => list.refetch()}
        />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel title={title} mark={list.isError && <StaleBadge since={new Date(list.dataUpdatedAt)} />} flush>
          <DataTable
            caption={caption}
            columns={COLUMNS[kind]}
            rows={rows}
            rowKey={({ id }) => id}
            rowHref={({ decision }) => paths.decision(decision)}
            skeletonRows={kind === 'waiting' ? 3 : 6}
            empty={<EmptyState title={empty}>{detail}</EmptyState>}
            footer={<ListFooter list={list} one="escalation" many="escalations" />}
          />
        </Panel>
      )}
    </>
  );
}

const byExpiry = (a: EscalationSummary, b: EscalationSummary): number =>
  a.expiresAt.getTime() - b.expiresAt.getTime();

function AnswerText({ escalation: { answeredBy, answerReason } }: { escalation: EscalationSummary }) {
  if (answeredBy === null) return <span className="text-muted">nobody</span>;
  return (
    <span title={answerReason ?? undefined}>
      <ActorName id={answeredBy} />
    </span>
  );
}
