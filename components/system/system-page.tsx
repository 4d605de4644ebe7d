'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { toolColumns } from '@/components/tool/tool-columns';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyValueList } from '@/components/ui/key-value-list';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { usePermissionRefusal } from '@/components/user/permission';
import { PersonText } from '@/components/user/person-text';
import type { SystemView } from '@/lib/contract/system';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { systemOne } from '@/lib/query/system';
import { toolList } from '@/lib/query/tool';
import { ChangeSystemButton } from './change-system-button';
import { DiscoverButton } from './discover-button';
import { KIND_WORDS } from './kind-words';
import { SecretPanel } from './secret-panel';

const NewToolDialog = lazyDialog(
  async () => (await import('@/components/tool/new-tool-dialog')).NewToolDialog,
);

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
            <ChangeSystemButton system={system} />
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
              {
                label: 'Owner',
                value: system.owner === null ? 'nobody' : <PersonText person={system.owner} />,
              },
            ]}
          />
        </Panel>
        <SecretPanel system={system} />
        <SystemTools system={system} />
        <SetInMotionBy system={system.id} />
      </div>
    </>
  );
}

const COLUMNS = toolColumns(({ name }) => name);

function SystemTools({ system }: { system: SystemView }) {
  const list = useInfiniteQuery(toolList({ system: system.id }));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const refusal = usePermissionRefusal('tool.create');
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Tools"
      flush
      actions={
        <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
          New tool
        </Button>
      }
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
          rowHref={({ id }) => paths.tool(id)}
          empty={
            <EmptyState title="It has no tools yet">
              {system.kind === 'mcp'
                ? 'Ask the server for its tools. Until somebody has reviewed them, calls are deferred.'
                : 'Register them by hand. Until somebody has reviewed them, calls are deferred.'}
            </EmptyState>
          }
          footer={<ListFooter list={list} one="tool" many="tools" />}
        />
      )}
      {isOpen && <NewToolDialog system={system.id} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

/** Tools of any system whose calls set this one in motion; nothing where there are none. */
function SetInMotionBy({ system }: { system: string }) {
  const list = useInfiniteQuery(toolList({ triggers: system }));
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title="Set in motion by">
      <p className="mb-2 text-muted">
        Calls of these tools start something here. Whoever can call them reaches what the tools above can do.
      </p>
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {rows.map(({ id }) => (
          <li key={id}>
            <Link href={paths.tool(id)} className="font-mono text-sm underline underline-offset-2">
              {id}
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button size="sm" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Panel>
  );
}
