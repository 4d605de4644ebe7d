'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download, FileInput, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { ViewBar } from '@/components/saved-view/view-bar';
import { stopsCovering } from '@/components/stop/covering';
import { Button } from '@/components/ui/button';
import { buttonLook } from '@/components/ui/button-look';
import { ColumnMenu } from '@/components/ui/column-menu';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar, useFilters } from '@/components/ui/filter-bar';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { StaleBadge } from '@/components/ui/stale-badge';
import { useSelection } from '@/components/ui/table-selection';
import { useColumnChoice, useListSort } from '@/components/ui/use-list-address';
import { usePermissionRefusal } from '@/components/user/permission';
import { paths } from '@/lib/paths';
import { agentExportUrl, agentList } from '@/lib/query/agent';
import { openStops } from '@/lib/query/stop';
import { userChoice } from '@/lib/query/user';
import { AGENT_COLUMNS, AGENT_ORDERS, type AgentListRow } from './agent-columns';
import { filtersWith, SHIPPED_VIEWS } from './agent-filters';
import { AgentSelectionBar } from './agent-selection-bar';

const NewAgentDialog = lazyDialog(async () => (await import('./new-agent-dialog')).NewAgentDialog);

const keyOf = ({ id }: AgentListRow) => id;
const nameOf = ({ name }: AgentListRow) => name;

/** Which agents exist, who answers for them, how risky they are. */
export function AgentList() {
  const people = useQuery(userChoice()).data;
  const filters = useMemo(
    () =>
      filtersWith(
        (people ?? []).map(({ email, name, disabled }) => ({
          value: email,
          label: disabled ? `${name} (has left)` : name,
        })),
      ),
    [people],
  );
  const { values, clear } = useFilters(filters);
  const { sort, text: sorted, onSort } = useListSort();
  const columns = useColumnChoice(AGENT_COLUMNS);
  const filter = useMemo(
    () => ({ ...values, ...(sorted !== undefined && { sort: sorted }) }),
    [values, sorted],
  );
  const list = useInfiniteQuery(agentList(filter));
  const stops = useQuery(openStops()).data;
  const refusal = usePermissionRefusal('agent.create');
  const [isNewOpen, setNewOpen] = useState(false);
  const pages = list.data?.pages;
  const rows = useMemo(
    () =>
      pages
        ?.flatMap(({ items }) => items)
        .map(
          (agent): AgentListRow => ({ ...agent, isStopped: stopsCovering(agent, stops ?? []).length > 0 }),
        ),
    [pages, stops],
  );
  const { selection, selected, select } = useSelection(rows, keyOf, nameOf);
  const isNarrowed = Object.keys(values).length > 0;
  const address = { ...filter, ...(columns.text !== undefined && { cols: columns.text }) };

  const newButton = (
    <Button variant="primary" disabledReason={refusal} onClick={() => setNewOpen(true)}>
      <Plus aria-hidden="true" />
      New agent
    </Button>
  );
  const importButton = (
    <LinkButton href={paths.importAgents()}>
      <FileInput aria-hidden="true" />
      Import
    </LinkButton>
  );

  return (
    <>
      <PageHeader
        title="Agents"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Which agents exist, who answers for them, how risky they are."
        actions={
          <>
            {importButton}
            {newButton}
          </>
        }
      />
      <div className="flex flex-col gap-3">
        <ViewBar list="agents" shipped={SHIPPED_VIEWS} query={address} href={paths.agents} />
        <FilterBar filters={filters} />
        {list.isError && (
          <Problem error={list.error} title="The agents could not be loaded" onRetry={() => list.refetch()} />
        )}
        {(rows !== undefined || !list.isError) && (
          <div>
            <Panel
              title="Agents"
              flush
              actions={
                <>
                  <Select
                    aria-label="Order"
                    emptyLabel="By id"
                    options={AGENT_ORDERS}
                    value={sorted ?? ''}
                    onChange={({ target: { value } }) =>
                      onSort({ key: value.replace(/^-/, ''), order: value.startsWith('-') ? 'desc' : 'asc' })
                    }
                    className="sm:hidden"
                  />
                  <ColumnMenu
                    columns={AGENT_COLUMNS}
                    ids={columns.ids}
                    onToggle={columns.toggle}
                    onReset={columns.reset}
                  />
                  <a href={agentExportUrl(filter)} download className={buttonLook('secondary', 'sm', false)}>
                    <Download aria-hidden="true" />
                    Export CSV
                  </a>
                </>
              }
            >
              <DataTable
                caption={sort === undefined ? 'Agents, by id' : 'Agents'}
                columns={columns.shown}
                rows={rows}
                rowKey={keyOf}
                rowHref={({ id }) => paths.agent(id)}
                sort={sort}
                onSort={onSort}
                selection={{ ...selection, selectAll: select }}
                total={pages?.[0]?.total ?? null}
                empty={
                  isNarrowed ? (
                    <EmptyState
                      title="No agent fits"
                      action={<Button onClick={clear}>Clear the filters</Button>}
                    >
                      The search looks at name, id and purpose. Take a filter away, or search for a part of
                      the name.
                    </EmptyState>
                  ) : (
                    <EmptyState
                      title="No agent is registered yet"
                      action={
                        <span className="inline-flex flex-wrap justify-center gap-2">
                          {importButton}
                          {newButton}
                        </span>
                      }
                    >
                      Register an agent with its owner, or import those you have, then activate them. Until
                      then every call they make is denied.
                    </EmptyState>
                  )
                }
                footer={<ListFooter list={list} one="agent" many="agents" />}
              />
            </Panel>
            <AgentSelectionBar rows={rows} selected={selected} onSelect={select} />
          </div>
        )}
      </div>
      {isNewOpen && <NewAgentDialog onClose={() => setNewOpen(false)} />}
    </>
  );
}
