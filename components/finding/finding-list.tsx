'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar, useFilters } from '@/components/ui/filter-bar';
import { Link } from '@/components/ui/link';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { PersonText } from '@/components/user/person-text';
import type { FindingView } from '@/lib/contract/finding';
import { FINDING_KINDS, SEVERITIES } from '@/lib/domain/finding';
import { countedBySummary, findingList, findingSummary, isCountedBySummary } from '@/lib/query/finding';
import { findingLink } from './finding-link';
import { FindingProof } from './finding-proof';
import { KIND_WORDS } from './kind-words';
import { RemedyButton } from './remedy-button';
import { SeverityChip } from './severity-chip';

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;

const FILTERS = [
  {
    kind: 'select',
    key: 'severity',
    label: 'Severity',
    anyLabel: 'Any severity',
    options: SEVERITIES.map((value) => ({ value, label: capital(value) })),
  },
  {
    kind: 'select',
    key: 'kind',
    label: 'Kind',
    anyLabel: 'Any kind',
    options: FINDING_KINDS.map((value) => ({ value, label: KIND_WORDS[value] })),
  },
  { kind: 'text', key: 'agent', label: 'Agent' },
  { kind: 'text', key: 'owner', label: 'Owner' },
] as const;

const COLUMNS: readonly Column<FindingView>[] = [
  {
    id: 'finding',
    header: 'Finding',
    card: 'title',
    cell: (finding) => <WhatIsFound finding={finding} />,
  },
  {
    id: 'severity',
    header: 'Severity',
    card: 'mark',
    width: 'w-32',
    cell: ({ severity }) => <SeverityChip severity={severity} />,
  },
  {
    id: 'since',
    header: 'Since',
    zoned: true,
    width: 'w-40',
    cell: ({ since }) => <TimeText at={since} show="short" focusable={false} />,
  },
  {
    id: 'concerns',
    header: 'Concerns',
    width: 'w-44',
    from: 'lg',
    cell: ({ concerns }) =>
      concerns === null ? <span className="text-faint">nobody yet</span> : <PersonText person={concerns} />,
  },
  {
    id: 'remedy',
    header: 'What to do',
    cell: ({ remedy }) => <span className="whitespace-normal">{remedy.says}</span>,
  },
  {
    id: 'action',
    header: 'Action',
    width: 'w-36',
    align: 'end',
    cell: (finding) => <RemedyButton finding={finding} />,
  },
];

function WhatIsFound({ finding }: { finding: FindingView }) {
  const { subject, agent, says, detail } = finding;
  const isOfAgent = subject.kind === 'entitlement' && agent !== null;
  const href = findingLink(finding);
  const name = isOfAgent ? `An entitlement of ${agent}` : subject.name;
  return (
    <span className="whitespace-normal [overflow-wrap:anywhere]">
      {href === null ? (
        <span className="font-medium">{name}</span>
      ) : (
        <Link href={href} className="font-medium underline underline-offset-2">
          {name}
        </Link>
      )}
      {isOfAgent && ` for ${subject.name}`} {says}
      {detail.length > 0 && <span className="text-muted">: {detail.join(', ')}</span>}
    </span>
  );
}

/** What stands open though nothing happens: each with the one thing to do about it. */
export function FindingList() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(findingList(values));
  const { data: summary } = useQuery(findingSummary());
  const total =
    summary === undefined || !isCountedBySummary(values) ? undefined : countedBySummary(values)(summary);
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const isFiltered = Object.keys(values).length > 0;

  return (
    <>
      <PageHeader
        title="Findings"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Standing risks as they are now, the gravest first."
      />
      <div className="flex flex-col gap-3">
        <FindingProof kind={values.kind} />
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem
            error={list.error}
            title="The findings could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Findings" flush>
            <DataTable
              caption="Findings, the gravest first"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ kind, subject }) => `${kind} ${subject.id}`}
              skeletonRows={6}
              empty={
                isFiltered ? (
                  <EmptyState
                    title="No finding fits"
                    action={<Button onClick={clear}>Clear the filters</Button>}
                  />
                ) : (
                  <EmptyState title="Nothing was found">
                    Every secret has an age and is younger, every entitlement is used, every tool is reviewed,
                    every agent is owned and awake, and every key has an end.
                  </EmptyState>
                )
              }
              footer={
                <ListFooter
                  list={list}
                  one="finding"
                  many="findings"
                  {...(total !== undefined && { total })}
                />
              }
            />
          </Panel>
        )}
      </div>
    </>
  );
}
