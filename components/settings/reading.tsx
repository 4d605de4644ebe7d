'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { usePermissionRefusal } from '@/components/user/permission';
import { RoleMissing } from '@/components/user/role-missing';

type Props<T> = { title: string; what: string; query: UseQueryResult<T>; children: (data: T) => ReactNode };

/** What the server tells of the installation: loading, missing role, failure, and the thing itself. */
export function Reading<T>({ title, what, query, children }: Props<T>) {
  const refusal = useSettingsRefusal();
  const { data, error, refetch } = query;
  if (data !== undefined) return <>{children(data)}</>;
  return (
    <Panel title={title}>
      {refusal !== null ? (
        <RoleMissing what={what} refusal={refusal} />
      ) : error === null ? (
        <div className="flex flex-col gap-2">
          <Skeleton className="h-4 w-2/3" />
          <Skeleton className="h-4 w-1/2" />
          <Skeleton className="h-4 w-3/5" />
        </div>
      ) : (
        <Problem error={error} title={`${title} could not be loaded`} onRetry={() => refetch()} />
      )}
    </Panel>
  );
}

export const useSettingsRefusal = (): string | null => usePermissionRefusal('settings.read');
