'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '@/components/ui/data-table';
import { ListFooter } from '@/components/ui/list-footer';
import { Problem } from '@/components/ui/problem';
import type { TaskView } from '@/lib/contract/task';
import { paths } from '@/lib/paths';
import { type TaskListFilter, taskList } from '@/lib/query/task';

type Props = { filter: TaskListFilter; columns: readonly Column<TaskView>[]; empty: ReactNode };

export function TaskTable({ filter, columns, empty }: Props) {
  const list = useInfiniteQuery(taskList(filter));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      {list.isError && (
        <div className="p-4">
          <Problem error={list.error} title="The tasks could not be loaded" onRetry={() => list.refetch()} />
        </div>
      )}
      {(rows !== undefined || !list.isError) && (
        <DataTable
          caption="Tasks, newest first"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowHref={({ id }) => paths.task(id)}
          empty={empty}
          footer={<ListFooter list={list} one="task" many="tasks" />}
        />
      )}
    </>
  );
}
