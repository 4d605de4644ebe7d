'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { AGENT_FILTER } from '@/components/stop/target-filters';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { CodeBlock } from '@/components/ui/json-view';
import { Panel } from '@/components/ui/panel';
import type { SelectOption } from '@/components/ui/select';
import { OPEN_TASK_STATES, TASK_STATES } from '@/lib/domain/task';
import { type TaskListFilter, taskList } from '@/lib/query/task';
import { ENDED_TASK_COLUMNS, TASK_COLUMNS } from './task-columns';
import { TaskTable } from './task-table';

const OPEN = OPEN_TASK_STATES.join(',');
const ENDED = TASK_STATES.filter((state) => !OPEN_TASK_STATES.includes(state)).join(',');

const STATES: readonly SelectOption[] = [
  { value: OPEN, label: 'Open' },
  ...TASK_STATES.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` })),
];

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Purpose, agent or id' },
  { kind: 'select', key: 'state', label: 'State', anyLabel: 'Any state', options: STATES },
  AGENT_FILTER,
] as const satisfies readonly Filter[];

const OPEN_A_TASK = `curl -X POST -H "authorization: Bearer $KEY" -H "content-type: application/json" \\
  -d '{"agent": "my-agent", "purpose": "Answer ticket 4711"}' $CORDON_URL/api/v1/tasks`;

/** What is running, with which live permissions. */
export function TaskList() {
  const { values, clear } = useFilters(FILTERS);
  const isFiltered = Object.keys(values).length > 0;

  const nothingFits = (
    <EmptyState title="No task fits" action={<Button onClick={clear}>Clear the filters</Button>}>
      The search looks at purpose, agent and id.
    </EmptyState>
  );
  const nothingOpen = (
    <EmptyState title="No task is open" action={<CodeBlock label="Open a task" text={OPEN_A_TASK} />}>
      An agent’s runtime opens a task before it calls a tool. Without one every call is denied.
    </EmptyState>
  );

  return (
    <>
      <PageHeader title="Tasks" description="What agents work on, until when, and what they hold for it." />
      <div className="flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        {values.state === undefined ? (
          <OpenAndEnded
            filter={values}
            noneOpen={isFiltered ? nothingFits : nothingOpen}
            noneEnded={isFiltered ? nothingFits : <EmptyState title="No task has ended yet" />}
          />
        ) : (
          <Panel title="Tasks" flush>
            <TaskTable filter={values} columns={TASK_COLUMNS} empty={nothingFits} />
          </Panel>
        )}
      </div>
    </>
  );
}

type Both = { filter: TaskListFilter; noneOpen: ReactNode; noneEnded: ReactNode };

/** What has ended stands below, and shows when it is known where: what is open would push it away. */
function OpenAndEnded({ filter, noneOpen, noneEnded }: Both) {
  const isPending = useInfiniteQuery(taskList({ ...filter, state: OPEN })).isPending;
  return (
    <>
      <Panel title="Open now" flush>
        <TaskTable filter={{ ...filter, state: OPEN }} columns={TASK_COLUMNS} empty={noneOpen} />
      </Panel>
      <div hidden={isPending}>
        <Panel title="Ended" flush>
          <TaskTable filter={{ ...filter, state: ENDED }} columns={ENDED_TASK_COLUMNS} empty={noneEnded} />
        </Panel>
      </div>
    </>
  );
}
