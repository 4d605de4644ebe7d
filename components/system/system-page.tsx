'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { PageHeader } from '@/components/layout/page-header';
import { DriftChip } from '@/components/tool/drift-chip';
import { ReviewToolButton } from '@/components/tool/review-tool-button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyValueList } from '@/components/ui/key-value-list';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import { PersonText } from '@/components/user/person-text';
import type { SystemView } from '@/lib/contract/system';
import type { ToolListItem } from '@/lib/contract/tool';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { systemOne } from '@/lib/query/system';
import { toolList } from '@/lib/query/tool';
import { DiscoverButton } from './discover-button';
import { KIND_WORDS } from './kind-words';
import { SecretPanel } from './secret-panel';

const BACK = { label: 'Systems', href: paths.systems() };

/** What a system is, which tools it has, and who has looked at them. */
export function SystemPage({ id }: { id: string }) {
  const { data: system, error, isError, refetch, dataUpdatedAt } = useQuery(systemOne(id));
  if (system !== undefined) {
    return <LoadedSystem system={system} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  if (error instanceof ApiError && error.status === 404) {
    return (
      <>
        <PageHeader title={id} back={BACK} />
        <EmptyState
          title="There is no such system"
          action={<LinkButton href={paths.systems()}>All systems</LinkButton>}
        >
          Systems are never removed, so this id was never registered.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title={id} back={BACK} />
      {isError ? (
        <Problem error={error} title="The system could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={6} />
        </Panel>
      )}
    </>
  );
}

function LoadedSystem({ system, staleSince }: { system: SystemView; staleSince: Date | null }) {
  return (
    <>
      <PageHeader
        back={BACK}
        title={system.name}
        mark={staleSince !== null && <StaleBadge since={staleSince} />}
        description={`${KIND_WORDS[system.kind]} in the ${system.zone} zone`}
        actions={
          <>
            <LinkButton href={paths.graph({ focus: `system:${system.id}` })}>Blast radius</LinkButton>
            {system.kind === 'mcp' && <DiscoverButton system={system} />}
          </>
        }
      />
      <div className="flex flex-col gap-4">
        <Panel title="About">
          <KeyValueList
            items={[
              { label: 'Id', value: system.id, mono: true },
              { label: 'Address', value: system.url ?? 'none', mono: system.url !== null },
              { label: 'Environment', value: system.environment },
              { label: 'Data', value: `${system.sensitivity}, where nothing finer is known` },
              { label: 'Secret', value: <SecretText secret={system.secret} /> },
              {
                label: 'Owner',
                value: system.owner === null ? 'nobody' : <PersonText person={system.owner} />,
              },
            ]}
          />
        </Panel>
        <SecretPanel system={system} />
        <SystemTools system={system} />
      </div>
    </>
  );
}

/** That there is a secret, and how old it is. Nobody is ever shown more. */
function SecretText({ secret }: Pick<SystemView, 'secret'>) {
  if (secret === null) return <>none is kept</>;
  return (
    <>
      sent as <code>{secret.header}</code>, set <TimeText at={secret.rotatedAt} show="short" />
    </>
  );
}

const COLUMNS: readonly Column<ToolListItem>[] = [
  {
    id: 'name',
    header: 'Tool',
    card: 'title',
    cell: ({ name, description }) => (
      <span title={description ?? undefined}>
        <span className="font-medium">{name}</span>{' '}
        {description !== null && <span className="text-muted">{description}</span>}
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-56',
    cell: (tool) => (
      <span className="inline-flex flex-wrap gap-1.5">
        <StateChip state={tool.state} />
        <DriftChip tool={tool} />
      </span>
    ),
  },
  { id: 'class', header: 'Does', width: 'w-24', cell: ({ actionClass }) => actionClass },
  { id: 'sensitivity', header: 'Data', width: 'w-28', from: 'md', cell: ({ sensitivity }) => sensitivity },
  {
    id: 'triggers',
    header: 'Sets in motion',
    width: 'w-36',
    from: 'xl',
    cell: ({ triggers }) =>
      triggers.length === 0 ? <span className="text-faint">–</span> : <span>{triggers.join(', ')}</span>,
  },
  {
    id: 'review',
    header: 'Action',
    width: 'w-28',
    align: 'end',
    cell: (tool) => <ReviewToolButton tool={tool} />,
  },
];

function SystemTools({ system }: { system: SystemView }) {
  const list = useInfiniteQuery(toolList({ system: system.id }));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Panel
      title="Tools"
      flush
      mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
    >
      {list.isError && rows === undefined ? (
        <Problem error={list.error} title="The tools could not be loaded" onRetry={() => list.refetch()} />
      ) : (
        <DataTable
          caption={`Tools of ${system.name}, by name`}
          columns={COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title="It has no tools yet">
              {system.kind === 'mcp'
                ? 'Ask the server for its tools. Until somebody has reviewed them, calls are deferred.'
                : 'Register them with POST /api/v1/tools. Until somebody has reviewed them, calls are deferred.'}
            </EmptyState>
          }
          footer={<ListFooter list={list} one="tool" many="tools" />}
        />
      )}
    </Panel>
  );
}
