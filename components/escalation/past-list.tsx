'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TierChip } from '@/components/ui/tier-chip';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { EscalationSummary } from '@/lib/contract/escalation';
import { paths } from '@/lib/paths';
import { type EscalationListFilter, escalationList } from '@/lib/query/escalation';
import { EscalationReasons } from './escalation-reasons';
import { EscalationStateChip } from './escalation-state';

const COLUMNS: readonly Column<EscalationSummary>[] = [
  { id: 'agent', header: 'Agent', card: 'title', width: 'w-48', cell: ({ agent }) => agent },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-32',
    cell: (escalation) => <EscalationStateChip escalation={escalation} />,
  },
  {
    id: 'tier',
    header: 'Tier',
    width: 'w-28',
    from: 'lg',
    cell: ({ tier }) => (tier === null ? '—' : <TierChip tier={tier} />),
  },
  {
    id: 'tool',
    header: 'Wanted',
    cell: ({ tool, resource, actionClass }) => (
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
    cell: ({ reasons }) => <EscalationReasons codes={reasons} />,
  },
  {
    id: 'calls',
    header: 'Calls',
    width: 'w-16',
    align: 'end',
    from: 'xl',
    cell: ({ calls }) => <CountText count={calls} />,
  },
  {
    id: 'asked',
    header: 'Asked',
    width: 'w-28',
    align: 'end',
    from: 'md',
    cell: ({ requestedAt }) => <TimeText at={requestedAt} focusable={false} />,
  },
  {
    id: 'answered',
    header: 'Answered by',
    width: 'w-40',
    align: 'end',
    from: 'md',
    cell: (escalation) => <AnswerText escalation={escalation} />,
  },
];

/** What was asked and answered, or not, newest first. Nothing is ever removed from it. */
export function PastList({ filter }: { filter: EscalationListFilter }) {
  const list = useInfiniteQuery(escalationList(filter));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      {list.isError && (
        <Problem error={list.error} title="The past could not be loaded" onRetry={() => list.refetch()} />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel title="Past" mark={list.isError && <StaleBadge since={new Date(list.dataUpdatedAt)} />} flush>
          <DataTable
            caption="Calls that waited for a person, newest first"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            rowHref={({ id }) => paths.escalation(id)}
            skeletonRows={6}
            empty={
              <EmptyState title="Nothing here">
                Calls that were approved, denied, withdrawn, or that nobody answered in time. They stay here
                for good.
              </EmptyState>
            }
            footer={<ListFooter list={list} one="escalation" many="escalations" />}
          />
        </Panel>
      )}
    </>
  );
}

function AnswerText({ escalation: { answeredBy, answerReason } }: { escalation: EscalationSummary }) {
  if (answeredBy === null) return <span className="text-muted">nobody</span>;
  return (
    <span title={answerReason ?? undefined}>
      <ActorName id={answeredBy} />
    </span>
  );
}
